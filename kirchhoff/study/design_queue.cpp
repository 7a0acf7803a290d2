// kirchhoff/study/design_queue.cpp - one file for one design, named by its turn.
#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <system_error>

#include "kirchhoff/base/error.hpp"
#include "kirchhoff/base/file.hpp"
#include "kirchhoff/base/json.hpp"
#include "kirchhoff/store/store.hpp"
#include "kirchhoff/study/detail/design_queue.hpp"

namespace kirchhoff::study::detail {

namespace fs = std::filesystem;

DesignQueue::DesignQueue(const fs::path& study_folder) : folder_(study_folder / "queue") {}

fs::path DesignQueue::file(std::uint64_t number) const {
  return folder_ / fmt::format("{:08}.json", number);
}

std::vector<std::uint64_t> DesignQueue::numbers() const {
  std::vector<std::uint64_t> numbers;
  std::error_code ignored;  // mostly there is no such folder
  for (const auto& entry : fs::directory_iterator(folder_, ignored)) {
    const std::string stem = entry.path().stem().string();
    std::uint64_t number = 0;
    const auto [end, error] = std::from_chars(stem.data(), stem.data() + stem.size(), number);
    const bool is_number = error == std::errc() && end == stem.data() + stem.size();
    if (is_number && entry.path().extension() == ".json") numbers.push_back(number);
  }
  std::ranges::sort(numbers);
  return numbers;
}

// A design is written under a name of its own and then linked to the first free number: two
// writers never take the same one, and a reader sees whole files.
void DesignQueue::add(const space::Fields& design) const {
  std::error_code error;
  fs::create_directories(folder_, error);
  const std::string text = store::fields_json(design).dump(2) + "\n";
  const fs::path written = folder_ / fmt::format("{}.new", content_hash(text + folder_.string()));
  write_atomically(written, text);
  const std::vector<std::uint64_t> present = numbers();
  std::uint64_t number = present.empty() ? 0 : present.back() + 1;
  if (newest_) number = std::max(number, *newest_ + 1);
  do {
    fs::create_hard_link(written, file(number++), error);
  } while (error == std::errc::file_exists);
  const bool is_linked = !error;
  fs::remove(written, error);
  if (!is_linked) {
    fail(ErrorKind::Environment,
         "{}: no design can be left here; check that the folder can be written", folder_.string());
  }
}

std::optional<space::Fields> DesignQueue::take() {
  for (const std::uint64_t number : numbers()) {
    if (newest_ && number <= *newest_) continue;
    newest_ = number;
    taken_.push_back(number);
    try {
      return store::fields_from_json(Json::parse(read_text(file(number))));
    } catch (const Error& error) {
      fail(ErrorKind::Input, "{}: holds no design ({}); it is left out", file(number).string(),
           error.what());
    }
  }
  return std::nullopt;
}

void DesignQueue::settle() {
  std::error_code ignored;
  for (const std::uint64_t number : taken_) fs::remove(file(number), ignored);
  taken_.clear();
}

}  // namespace kirchhoff::study::detail
