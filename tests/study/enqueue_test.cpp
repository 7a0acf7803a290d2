// tests/study/enqueue_test.cpp - designs that are left for a search are tried next, once, for good.
#include "kirchhoff/study/enqueue.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <vector>

#include "tests/study/workshop.hpp"

namespace kirchhoff {
namespace {

using test::Workshop;

const space::Fields wide = {{"network.stage1.width", std::int64_t{24}},
                            {"network.stage2.width", std::int64_t{24}},
                            {"hardware.adc_bits", std::int64_t{8}},
                            {"hardware.rows", std::int64_t{256}}};
const space::Fields narrow = {{"network.stage1.width", std::int64_t{8}}};  // the rest is drawn

// Runs until `count` trials of this session are stored.
void run_some(const study::StudyOptions& options, int count) {
  int finished = 0;
  study::Observer observer;
  observer.finished = [&](const objective::Trial&) { ++finished; };
  observer.interrupted = [&] { return finished >= count; };
  study::run_study(options, observer);
}

std::vector<objective::Trial> enqueued_trials(const std::filesystem::path& folder) {
  std::vector<objective::Trial> trials = store::open_store(folder, store::OpenMode::Read)->trials();
  std::erase_if(trials, [](const objective::Trial& trial) { return trial.label != "enqueued"; });
  return trials;
}

bool has(const objective::Trial& trial, const space::Fields& fields) {
  return std::ranges::all_of(
      fields, [&](const auto& field) { return trial.fields.at(field.first) == field.second; });
}

}  // namespace

TEST_CASE("what is left between two sessions comes next, in its order, and stays the same study") {
  const Workshop workshop;
  run_some(workshop.options("study", 2), 6);
  const study::Enqueued enqueued = study::enqueue(workshop.root() / "study", {wide, narrow});
  CHECK(enqueued.added == 2);
  CHECK(enqueued.waiting == 2);
  CHECK(enqueued.evaluated >= 6);
  CHECK(enqueued.budget == 40);
  run_some(workshop.options("study", 2), 4);
  const std::vector<objective::Trial> tried = enqueued_trials(workshop.root() / "study");
  REQUIRE(tried.size() == 2);
  CHECK(has(tried[0], wide));
  CHECK(has(tried[1], narrow));
  CHECK(tried[1].number == tried[0].number + 1);
  CHECK(std::filesystem::is_empty(workshop.root() / "study" / "queue"));

  std::filesystem::copy(workshop.root() / "study", workshop.root() / "other",
                        std::filesystem::copy_options::recursive);
  study::run_study(workshop.options("study", 1), {});
  run_some(workshop.options("other", 5), 3);
  study::run_study(workshop.options("other", 5), {});
  CHECK(workshop.canonical("study") == workshop.canonical("other"));
  CHECK(enqueued_trials(workshop.root() / "study").size() == 2);
}

TEST_CASE("a running search takes what is left for it") {
  const Workshop workshop;
  const study::StudyOptions options = workshop.options("study", 2);
  bool left = false;
  std::uint64_t after = 0;
  study::Observer observer;
  observer.finished = [&](const objective::Trial& trial) {
    if (left || trial.number < 10) return;
    left = true;
    after = trial.number;
    study::enqueue(options.folder, {wide});
  };
  CHECK_FALSE(study::run_study(options, observer).interrupted);
  const std::vector<objective::Trial> tried = enqueued_trials(options.folder);
  REQUIRE(tried.size() == 1);
  CHECK(has(tried[0], wide));
  CHECK(tried[0].number > after);
  CHECK_THROWS_WITH_AS(study::enqueue(options.folder, {wide}),
                       doctest::Contains("final training has begun"), Error);
}

TEST_CASE("a design that was tried already is answered, also where the space is used up") {
  const Workshop workshop;
  study::StudyOptions options = workshop.options("study", 1);
  options.trials = 1'000;  // of 135 candidates
  options.search_only = true;
  run_some(options, 30);
  study::enqueue(options.folder, {narrow});
  study::run_study(options, {});
  const study::Enqueued late = study::enqueue(options.folder, {wide});  // nothing is left to try
  CHECK(late.evaluated == late.budget);
  options.trials = 1'001;
  study::run_study(options, {});
  const std::vector<objective::Trial> tried = enqueued_trials(options.folder);
  REQUIRE(tried.size() == 2);
  CHECK(has(tried[1], wide));
  CHECK(tried[1].repeats.has_value());
  CHECK(std::filesystem::is_empty(options.folder / "queue"));
}

TEST_CASE("a design without a place in the space is refused, and those beside it are not left") {
  const Workshop workshop;
  run_some(workshop.options("study", 1), 2);
  const auto refuses = [&](const space::Fields& design, const std::string& part) {
    CAPTURE(part);
    try {
      study::enqueue(workshop.root() / "study", {wide, design});
      FAIL("nothing was thrown");
    } catch (const Error& error) {
      const std::string message = error.what();
      CHECK(error.kind() == ErrorKind::Input);
      CHECK(message.find("design 2 of 2") != std::string::npos);
      CHECK(message.find(part) != std::string::npos);
    }
  };
  refuses({{"network.stage1.widht", std::int64_t{8}}}, "network.stage1.width");
  refuses({{"network.stage1.width", std::int64_t{9}}}, "network.stage1.width");
  refuses({{"hardware.adc_bits", std::int64_t{12}}}, "4 to 8");
  refuses({{"network.stages", std::int64_t{3}}}, "network.stages");  // the study fixes it
  CHECK_FALSE(std::filesystem::exists(workshop.root() / "study" / "queue"));
  CHECK_THROWS_AS(study::enqueue(workshop.root() / "images", {wide}), Error);
}

TEST_CASE("a file that holds no design is told and left out") {
  const Workshop workshop;
  run_some(workshop.options("study", 1), 2);
  std::filesystem::create_directories(workshop.root() / "study" / "queue");
  write_atomically(workshop.root() / "study" / "queue" / "00000000.json", "{");
  study::enqueue(workshop.root() / "study", {wide});
  std::string notices;
  study::Observer observer;
  observer.notice = [&](const std::string& sentence) { notices += sentence; };
  CHECK_FALSE(study::run_study(workshop.options("study", 1), observer).interrupted);
  CHECK(notices.find("00000000.json: holds no design") != std::string::npos);
  CHECK(enqueued_trials(workshop.root() / "study").size() == 1);
  CHECK(std::filesystem::is_empty(workshop.root() / "study" / "queue"));
}

}  // namespace kirchhoff
