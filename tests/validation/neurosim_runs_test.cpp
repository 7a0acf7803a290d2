// tests/validation/neurosim_runs_test.cpp - runs are read with defaults, and refused with reasons.
#include "kirchhoff/validation/neurosim_runs.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <filesystem>
#include <string>

#include "kirchhoff/base/error.hpp"
#include "kirchhoff/base/file.hpp"

namespace kirchhoff::validation {
namespace {

namespace fs = std::filesystem;

// A folder with one network of two layers beside the runs.
class Folder {
 public:
  Folder() : path_(fs::temp_directory_path() / "kirchhoff-neurosim-runs") {
    fs::remove_all(path_);
    fs::create_directories(path_);
    write("tiny_network.csv", "8,8,64,3,3,32,1,1\n1,1,512,1,1,10,0,1\n");
  }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  ~Folder() { fs::remove_all(path_); }

  void write(const std::string& name, const std::string& text) const {
    write_atomically(path_ / name, text);
  }
  [[nodiscard]] std::vector<NeurosimRun> load(const std::string& runs) const {
    write("runs.json", runs);
    return load_neurosim_runs((path_ / "runs.json").string());
  }
  [[nodiscard]] std::string error_of(const std::string& runs) const {
    try {
      static_cast<void>(load(runs));
    } catch (const Error& error) {
      CHECK(error.kind() == ErrorKind::Input);
      return error.what();
    }
    return "";
  }

 private:
  fs::path path_;
};

bool contains(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

TEST_CASE("a run that states nothing has the defaults and says so") {
  const Folder folder;
  const auto runs = folder.load(R"([{"network": "tiny"}])");
  REQUIRE(runs.size() == 1);
  CHECK(runs[0].parameters.node_nm == 22.0);
  CHECK(runs[0].parameters.levels == 32.0);
  CHECK(runs[0].version == "V1.4");
  CHECK(runs[0].layers.size() == 2);
  CHECK(runs[0].layers[0].ones_share == 0.5);
  const auto& assumed = runs[0].assumed;
  CHECK(std::find(assumed.begin(), assumed.end(), "technode 22") != assumed.end());
  CHECK(std::find(assumed.begin(), assumed.end(), "version V1.4") != assumed.end());
}

TEST_CASE("what a run states is taken, and the off resistance follows the on resistance") {
  const Folder folder;
  const auto runs = folder.load(R"([{"network": "tiny", "rows_per_subarray": 64,
      "parameters": {"technode": 7, "memcelltype": 2, "resistanceOn": 6000},
      "usable": {"area": false}, "chip": {"dyn_energy_pJ": 2.0}}])");
  const NeurosimRun& run = runs.at(0);
  CHECK(run.parameters.node_nm == 7.0);
  CHECK(run.parameters.rows == 64.0);
  CHECK(run.parameters.rows_read == 64.0);
  CHECK(run.parameters.resistance_off == doctest::Approx(102000.0));
  CHECK_FALSE(run.area_usable);
  CHECK(run.energy_usable);
  CHECK(*run.answer.energy_j / 2e-12 == doctest::Approx(1.0).scale(0.0));
  CHECK_FALSE(run.answer.latency_s.has_value());
}

TEST_CASE("activity comes from the statistics of the network") {
  const Folder folder;
  folder.write("tiny_statistics.csv",
               "layer,p_one_all_bits,mean_weight_code_fraction\n0,0.25,0.5\n1,0.1,0.4\n");
  const auto runs = folder.load(R"([{"network": "tiny"}])");
  CHECK(runs[0].layers[0].ones_share == 0.25);
  CHECK(runs[0].layers[1].mean_weight == 0.4);
}

TEST_CASE("a network is the one beside the file, then a shipped one, then the one it begins with") {
  const Folder folder;
  const auto longer = folder.load(R"([{"network": "tiny2"}])");
  CHECK(longer[0].layers.size() == 2);
  CHECK(std::find(longer[0].assumed.begin(), longer[0].assumed.end(), "network tiny for tiny2") !=
        longer[0].assumed.end());
  const auto shipped = folder.load(R"([{"network": "resnet18"}])");
  CHECK(shipped[0].layers.size() == 21);
  CHECK(shipped[0].layers[0].kernel_height == 7);
}

TEST_CASE("wrong files are refused with the file, the run, the value and what is allowed") {
  const Folder folder;
  const std::string missing = folder.error_of(R"([{"name": "a", "network": "other"}])");
  CHECK(contains(missing, "runs.json: run \"a\""));
  CHECK(contains(missing, "other_network.csv"));
  CHECK(contains(missing, "tiny"));
  CHECK(contains(missing, "resnet18"));
  CHECK(contains(folder.error_of("[1, 2"), "runs.json"));
  CHECK(contains(folder.error_of("{}"), "must be a list of runs"));
  const std::string cell =
      folder.error_of(R"([{"name": "a", "network": "tiny", "parameters": {"memcelltype": 4}}])");
  CHECK(contains(cell, "memcelltype is 4"));
  CHECK(contains(cell, "1 (SRAM), 2 (RRAM) or 3 (FeFET)"));
  CHECK(contains(folder.error_of(R"([{"network": "tiny", "parameters": {"technode": "22 nm"}}])"),
                 "technode (\"22 nm\") must be a number"));
  CHECK(contains(folder.error_of(R"([{"network": "tiny", "parameters": {"numColMuxed": 256}}])"),
                 "numColMuxed (256)"));
}

TEST_CASE("a layer's line is named when it is wrong") {
  const Folder folder;
  folder.write("bad_network.csv", "8,8,64,3,3,32,1,1\n8,0,64,3,3,32,1,1\n");
  const std::string text = folder.error_of(R"([{"network": "bad"}])");
  CHECK(contains(text, "bad_network.csv"));
  CHECK(contains(text, "W (0)"));
}

}  // namespace
}  // namespace kirchhoff::validation
