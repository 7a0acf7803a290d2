// tests/study/workshop.hpp - a small study with images that nobody trains on, and a folder for it.
#pragma once

#include <unistd.h>

#include <atomic>
#include <filesystem>
#include <fstream>
#include <string>
#include <utility>

#include "kirchhoff/base/error.hpp"
#include "kirchhoff/base/file.hpp"
#include "kirchhoff/base/json.hpp"
#include "kirchhoff/store/store.hpp"
#include "kirchhoff/study/study.hpp"

namespace kirchhoff::test {

namespace fs = std::filesystem;

inline void write_idx(const fs::path& path, int dimensions, int count, int size) {
  std::ofstream file(path, std::ios::binary);
  const auto word = [&](int value) {
    const char bytes[4] = {0, 0, static_cast<char>(value / 256), static_cast<char>(value % 256)};
    file.write(bytes, 4);
  };
  const char magic[4] = {0, 0, 8, static_cast<char>(dimensions)};
  file.write(magic, 4);
  word(count);
  for (int d = 1; d < dimensions; ++d) word(28);
  for (int index = 0; index < count * size; ++index) file.put(static_cast<char>(index % 10));
}

// A study of 40 trials over a small space, with images that nobody trains on.
class Workshop {
 public:
  Workshop() {
    static std::atomic<int> serial{0};
    root_ = fs::temp_directory_path() / fmt::format("kirchhoff-study-{}-{}", getpid(), serial++);
    fs::create_directories(root_ / "images");
    for (const auto& [name, count] : {std::pair{"train", 200}, std::pair{"t10k", 20}}) {
      write_idx(root_ / "images" / (std::string(name) + "-images-idx3-ubyte"), 3, count, 784);
      write_idx(root_ / "images" / (std::string(name) + "-labels-idx1-ubyte"), 1, count, 1);
    }
    write_atomically(root_ / "study.toml", study_text());
  }
  ~Workshop() { fs::remove_all(root_); }
  Workshop(const Workshop&) = delete;
  Workshop& operator=(const Workshop&) = delete;

  [[nodiscard]] study::StudyOptions options(const std::string& folder, int workers) const {
    study::StudyOptions options;
    options.spec_file = root_ / "study.toml";
    options.folder = root_ / folder;
    options.workers = workers;
    options.worker_program = program_path().parent_path() / "instant_worker";
    return options;
  }
  [[nodiscard]] std::string canonical(const std::string& folder) const {
    std::string text;
    for (const objective::Trial& trial :
         store::open_store(root_ / folder, store::OpenMode::Read)->trials()) {
      text += store::canonical_json(trial).dump() + "\n";
    }
    return text;
  }
  [[nodiscard]] fs::path root() const { return root_; }

 private:
  [[nodiscard]] std::string study_text() const {
    return fmt::format(R"(schema = 1
name = "laws"
seed = 7
objectives = ["maximise accuracy", "minimise energy_j", "minimise area_m2"]
constraints = ["area_m2 <= 20e-6"]
[data]
set = "{}"
validation_images = 50
[search]
strategy = "nsga2"
trials = 40
lookahead = 5
population = 8
[[fidelity]]
images = 100
epochs = 1
validation_images = 50
draws = 1
[final]
images = 150
epochs = 2
validation_images = 50
draws = 2
designs = 3
[baselines]
networks = ["lenet5"]
chips = 5
[space.fix]
"network.family" = "plain"
"network.stages" = 2
[[space.parameter]]
name = "network.stage1.width"
kind = "ordinal"
values = [8, 16, 24]
[[space.parameter]]
name = "network.stage2.width"
kind = "ordinal"
values = [8, 16, 24]
[[space.parameter]]
name = "hardware.adc_bits"
kind = "integer"
low = 4
high = 8
[[space.parameter]]
name = "hardware.rows"
kind = "ordinal"
values = [64, 128, 256]
)",
                       (root_ / "images").string());
  }
  fs::path root_;
};

}  // namespace kirchhoff::test
