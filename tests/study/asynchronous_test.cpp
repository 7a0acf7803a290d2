// tests/study/asynchronous_test.cpp - results as they come: recorded, resumed and run again alike.
#include <doctest/doctest.h>

#include <algorithm>
#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include "kirchhoff/base/error.hpp"
#include "kirchhoff/base/file.hpp"
#include "kirchhoff/store/store.hpp"
#include "kirchhoff/study/detail/schedule.hpp"
#include "kirchhoff/study/study.hpp"
#include "tests/study/workshop.hpp"

using namespace kirchhoff;
using objective::Trial;
using study::detail::Record;
using study::detail::Schedule;
using test::Workshop;

namespace {

// Says in the study file that results are told as they come.
void make_asynchronous(const Workshop& workshop, const std::string& more = "") {
  std::string text = read_text(workshop.root() / "study.toml");
  text.insert(text.find("trials = 40"), "schedule = \"asynchronous\"\n" + more);
  write_atomically(workshop.root() / "study.toml", text);
}

std::vector<Trial> search_trials(const Workshop& workshop, const std::string& folder) {
  std::vector<Trial> trials;
  for (Trial& trial :
       store::open_store(workshop.root() / folder, store::OpenMode::Read)->trials()) {
    if (trial.role == objective::TrialRole::Search) trials.push_back(std::move(trial));
  }
  return trials;
}

// Runs it in sessions that end after every few trials.
int run_in_parts(const study::StudyOptions& options) {
  int sessions = 0;
  for (bool interrupted = true; interrupted && sessions < 100; ++sessions) {
    int finished = 0;
    study::Observer observer;
    observer.finished = [&](const Trial&) { ++finished; };
    observer.interrupted = [&] { return finished >= 4; };
    interrupted = study::run_study(options, observer).interrupted;
  }
  return sessions;
}

spec::SearchSpec search_of(const std::string& schedule, std::int64_t lookahead) {
  spec::SearchSpec search;
  search.schedule = schedule;
  search.lookahead = lookahead;
  return search;
}

study::StudyOptions replay_of(const Workshop& workshop, const std::string& folder,
                              const std::string& into, int workers) {
  study::StudyOptions options = workshop.options(into, workers);
  options.replay = workshop.root() / folder;
  return options;
}

Trial ended(Schedule& schedule, std::uint64_t number) {
  Trial trial{.number = number};
  schedule.record_end(trial);
  schedule.note_finished(trial);
  return trial;
}

}  // namespace

TEST_CASE("with a lookahead results are told by number, and the last L - 1 never") {
  Schedule schedule(search_of("lookahead", 3), {}, {}, 8);
  for (const std::uint64_t number : {0U, 2U}) {  // 1 was refused
    CHECK(schedule.may_propose(number));
    schedule.note_sent(number);
  }
  CHECK(schedule.may_propose(3));
  CHECK(schedule.known(3) == 0);
  schedule.note_sent(3);
  CHECK_FALSE(schedule.may_propose(4));
  CHECK_FALSE(ended(schedule, 2).result_place.has_value());
  CHECK_FALSE(schedule.may_propose(4));  // it waits for trial 0
  ended(schedule, 0);
  CHECK(schedule.may_propose(4));
  CHECK(schedule.known(4) == 1);
  CHECK(schedule.told_at(0) == 0);
}

TEST_CASE("asynchronously all that came is told as it came, and a free worker gets a trial") {
  const spec::SearchSpec search = search_of("asynchronous", 5);
  Schedule schedule(search, {}, {}, 2);
  std::vector<Trial> trials;
  for (const std::uint64_t number : {0U, 1U}) {
    CHECK(schedule.may_propose(number));
    schedule.record_proposal(trials.emplace_back(Trial{.number = number}));
    schedule.note_sent(number);
  }
  CHECK_FALSE(schedule.may_propose(2));
  trials[1].result_place = ended(schedule, 1).result_place;
  CHECK(trials[1].result_place == 0U);
  CHECK(schedule.may_propose(2));
  CHECK(schedule.known(2) == 1);
  CHECK(schedule.told_at(0) == 1);
  schedule.record_proposal(trials.emplace_back(Trial{.number = 2}));
  CHECK(trials[2].known_results == 1U);
  schedule.note_sent(2);

  // Resumed: trial 2 waits for the result that it knew, and 0 and 2 come after it.
  Schedule resumed(search, trials, {}, 2);
  resumed.note_sent(0);
  resumed.note_sent(1);
  CHECK_FALSE(resumed.may_propose(2));
  resumed.note_finished(trials[1]);
  CHECK(resumed.may_propose(2));
  CHECK(resumed.known(2) == 1);
  CHECK(ended(resumed, 0).result_place == 1U);

  // Followed: the same, with results that come in another order and on any workers.
  Schedule following(search, {}, study::detail::record_of(trials), 9);
  following.note_sent(0);
  following.note_sent(1);
  CHECK(ended(following, 0).result_place == 1U);  // without a place in the record: behind it
  CHECK_FALSE(following.may_propose(2));
  CHECK(ended(following, 1).result_place == 0U);
  CHECK(following.may_propose(2));
  CHECK(following.known(2) == 1);
  CHECK(following.told_at(0) == 1);
}

TEST_CASE("a record survives as text, and another text is refused") {
  Record record{.entries = {{0, {0, 1}}, {1, {0, 0}}, {7, {2, {}}}}, .budget = 12};
  const Record again = Record::from_text(record.text());
  CHECK(again.entries == record.entries);
  CHECK(again.budget == 12);
  CHECK_THROWS_AS((void)Record::from_text("{\"budget\": 1, \"entries\": [[1]]}"), Error);
}

TEST_CASE("an asynchronous study is run again from its record on any workers, to the bit") {
  const Workshop workshop;
  make_asynchronous(workshop);
  (void)study::run_study(workshop.options("first", 3), {});
  const std::string first = workshop.canonical("first");
  bool is_overtaken = false;
  std::uint64_t highest = 0;
  for (const Trial& trial : search_trials(workshop, "first")) {
    CHECK(trial.known_results.has_value());
    CHECK(trial.result_place.has_value() == trial.evaluated);
    is_overtaken = is_overtaken || trial.result_place.value_or(highest) < highest;
    highest = std::max(highest, trial.result_place.value_or(0));
  }
  CHECK(is_overtaken);  // or this test shows nothing
  for (const int workers : {1, 5}) {
    const std::string folder = fmt::format("again{}", workers);
    (void)study::run_study(replay_of(workshop, "first", folder, workers), {});
    CHECK(workshop.canonical(folder) == first);
  }
  CHECK(run_in_parts(replay_of(workshop, "first", "parts", 2)) > 4);
  CHECK(workshop.canonical("parts") == first);
  CHECK(study::run_study(workshop.options("parts", 2), {}).was_complete);
}

TEST_CASE("an asynchronous study goes on where it was interrupted, and its record tells all") {
  const Workshop workshop;
  make_asynchronous(workshop, "patience = 12\n");
  CHECK(run_in_parts(workshop.options("parts", 3)) > 2);
  (void)study::run_study(replay_of(workshop, "parts", "whole", 2), {});
  CHECK(workshop.canonical("whole") == workshop.canonical("parts"));
}

TEST_CASE("only the order of the same asynchronous study can be followed") {
  const Workshop workshop;
  (void)study::run_study(workshop.options("lookahead", 1), {});
  CHECK_THROWS_WITH_AS(
      (void)study::run_study(replay_of(workshop, "lookahead", "again", 1), {}),
      doctest::Contains("only studies with [search] schedule = \"asynchronous\" have one"), Error);
  CHECK_THROWS_WITH_AS((void)study::run_study(replay_of(workshop, "nowhere", "again", 1), {}),
                       doctest::Contains("there is no study there"), Error);
  make_asynchronous(workshop);
  CHECK_THROWS_WITH_AS((void)study::run_study(replay_of(workshop, "lookahead", "again", 1), {}),
                       doctest::Contains("its study file is not the same"), Error);
  CHECK_FALSE(std::filesystem::exists(workshop.root() / "again"));
  study::StudyOptions options = workshop.options("other", 1);
  options.trials = 10;
  options.search_only = true;
  (void)study::run_study(options, {});
  options.replay = workshop.root() / "other";
  CHECK_THROWS_WITH_AS((void)study::run_study(options, {}),
                       doctest::Contains("began without --replay"), Error);
  options = replay_of(workshop, "other", "followed", 1);
  options.search_only = true;
  (void)study::run_study(options, {});
  CHECK(study::run_study(options, {}).was_complete);
  options.replay = workshop.root() / "nowhere";
  CHECK_THROWS_WITH_AS((void)study::run_study(options, {}),
                       doctest::Contains("there is no study there"), Error);
  options = replay_of(workshop, "other", "again", 1);
  options.seed = 99;
  CHECK_THROWS_WITH_AS((void)study::run_study(options, {}),
                       doctest::Contains("its seed is not the same"), Error);
}
