// tests/study/proxy_check_test.cpp - trials that are stopped, and short trainings beside full ones.
#include "kirchhoff/study/proxy_check.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include "tests/study/workshop.hpp"

namespace {

using namespace kirchhoff;
using test::Workshop;

}  // namespace

TEST_CASE("trials are stopped early, the same ones for any number of workers and sessions") {
  const Workshop workshop;
  for (const std::string rule : {"extrapolation", "halving", "median"}) {
    CAPTURE(rule);
    study::StudyOptions options = workshop.options(rule + "-1", 1);
    std::string text = read_text(options.spec_file);
    text.replace(text.find("trials = 40"), 11, "trials = 60");
    text.replace(
        text.find("[final]"), 7,
        "[early_stopping]\nrule = \"" + rule + "\"\nafter = [0.25, 0.5]\nwarm_up = 10\n[final]");
    options.spec_file = workshop.root() / (rule + ".toml");
    write_atomically(options.spec_file, text);
    study::run_study(options, {});
    std::size_t searched = 0, stopped = 0;
    for (const auto& trial : store::open_store(options.folder, store::OpenMode::Read)->trials()) {
      const bool is_search = trial.role == objective::TrialRole::Search;
      searched += is_search && trial.evaluated ? 1 : 0;
      CHECK(trial.checks.size() == (is_search && trial.evaluated ? 2 : 0));
      if (trial.state != objective::TrialState::Stopped) continue;
      ++stopped;
      CHECK(searched > 10);
      CHECK_FALSE(trial.metrics.contains("accuracy"));
      CHECK(trial.metrics.at("energy_j") > 0.0);
      const auto& decisive = trial.checks[1].accuracy ? trial.checks[1] : trial.checks[0];
      CHECK(*decisive.accuracy < decisive.least_accuracy);
      CHECK(trial.reasons.size() == 1);
    }
    CHECK(searched == 60);
    CHECK(stopped >= 5);
    CHECK(stopped <= 45);
    for (const int workers : {2, 5}) {
      study::StudyOptions other = options;
      other.folder = workshop.root() / fmt::format("{}-{}", rule, workers);
      other.workers = workers;
      int finished = 0;
      study::Observer often;
      often.finished = [&](const objective::Trial&) { ++finished; };
      often.interrupted = [&] { return finished >= 7; };
      while (study::run_study(other, often).interrupted) finished = 0;
      CHECK(workshop.canonical(rule + "-1") ==
            workshop.canonical(fmt::format("{}-{}", rule, workers)));
    }
  }
}

TEST_CASE(
    "a proxy check trains designs from all over the study, resumes, and leaves the study alone") {
  const Workshop workshop;
  study::StudyOptions options = workshop.options("study", 2);
  options.search_only = true;
  study::run_study(options, {});
  const std::string before = workshop.canonical("study");
  const study::ProxyCheckOptions check{.folder = options.folder,
                                       .trials = 9,
                                       .workers = 2,
                                       .worker_program = options.worker_program};
  int finished = 0;
  study::Observer observer;
  observer.finished = [&](const objective::Trial&) { ++finished; };
  observer.interrupted = [&] { return finished >= 4; };
  const study::ProxyCheck part = study::check_proxy(check, observer);
  CHECK(part.interrupted);
  CHECK(part.pairs.size() >= 4);
  CHECK(part.pairs.size() < 9);

  std::vector<std::uint64_t> numbers;
  study::Observer counting;
  counting.finished = [&](const objective::Trial& trial) {
    numbers.push_back(trial.number);
    CHECK(trial.fidelity.images == 150);  // of [final]
    CHECK(trial.fidelity.epochs == 2);
    CHECK_FALSE(trial.fidelity.full);  // no test images
  };
  const study::ProxyCheck whole = study::check_proxy(check, counting);
  CHECK_FALSE(whole.interrupted);
  REQUIRE(whole.pairs.size() == 9);
  CHECK(numbers.size() == 9 - part.pairs.size());
  CHECK(std::is_sorted(whole.pairs.begin(), whole.pairs.end(),
                       [](const auto& a, const auto& b) { return a.proxy < b.proxy; }));
  std::vector<double> accuracies;
  for (const auto& trial : store::open_store(options.folder, store::OpenMode::Read)->trials()) {
    if (!trial.repeats && trial.metrics.contains("accuracy")) {
      accuracies.push_back(trial.metrics.at("accuracy"));
    }
  }
  std::sort(accuracies.begin(), accuracies.end());
  CHECK(whole.pairs.front().proxy == accuracies.front());
  CHECK(whole.pairs.back().proxy == accuracies.back());
  CHECK(std::abs(whole.kendall->value) <= 1.0);
  CHECK(workshop.canonical("study") == before);
  CHECK(study::check_proxy(check, {}).pairs.size() == 9);

  study::ProxyCheckOptions other = check;
  other.trials = 8;
  CHECK_THROWS_WITH_AS(study::check_proxy(other, {}), doctest::Contains("check of 9 designs"),
                       Error);

  // The study grows; the check that was made stands, and a new one would take other designs.
  options.trials = 60;
  study::run_study(options, {});
  const study::ProxyCheck again = study::check_proxy(check, counting);
  REQUIRE(again.pairs.size() == 9);
  CHECK(numbers.size() == 9 - part.pairs.size());
  for (std::size_t i = 0; i < 9; ++i) CHECK(again.pairs[i].trial == whole.pairs[i].trial);
}

TEST_CASE("a proxy check takes the seed of the study, and refuses a study whose space changed") {
  const Workshop workshop;
  study::StudyOptions options = workshop.options("study", 2);
  std::string text = read_text(options.spec_file);
  const std::size_t space = text.find("[space.fix]");
  write_atomically(workshop.root() / "space.toml",
                   "schema = 1\nname = \"small\"\n" + text.substr(space + 11).insert(0, "[fix]"));
  std::string space_text = read_text(workshop.root() / "space.toml");
  for (std::size_t at = 0;
       (at = space_text.find("[[space.parameter]]", at)) != std::string::npos;) {
    space_text.replace(at, 19, "[[parameter]]");
  }
  write_atomically(workshop.root() / "space.toml", space_text);
  options.spec_file = workshop.root() / "other.toml";
  write_atomically(options.spec_file, text.substr(0, space) + "[space]\nfile = \"space.toml\"\n");
  options.search_only = true;
  options.seed = 5;
  study::run_study(options, {});
  const study::ProxyCheckOptions check{.folder = options.folder,
                                       .trials = 4,
                                       .workers = 1,
                                       .worker_program = options.worker_program};
  CHECK(study::check_proxy(check, {}).pairs.size() == 4);
  CHECK(store::open_store(options.folder / "proxy", store::OpenMode::Read)->fact("seed") == "5");
  space_text.replace(space_text.find("[64, 128, 256]"), 14, "[64, 128, 512]");
  write_atomically(workshop.root() / "space.toml", space_text);
  std::filesystem::remove_all(options.folder / "proxy");
  CHECK_THROWS_WITH_AS(study::check_proxy(check, {}), doctest::Contains("changed since"), Error);
  CHECK_FALSE(std::filesystem::exists(options.folder / "proxy"));
}

TEST_CASE("the agreement of two orders and its interval, by hand") {
  study::ProxyCheck check;
  for (int i = 0; i < 6; ++i) check.pairs.push_back({.proxy = 0.1 * i, .full = 0.5 + 0.01 * i});
  study::judge(check);
  CHECK(check.kendall->value == doctest::Approx(1.0));
  CHECK(check.kendall->low ==
        doctest::Approx(1.0));  // whichever is left out, the order is the same
  CHECK(check.better_half_kept == 1.0);
  std::swap(check.pairs[2].full, check.pairs[3].full);
  study::judge(check);
  CHECK(check.kendall->value == doctest::Approx(13.0 / 15.0));  // one of 15 pairs is turned
  // Left out: 8 of 10 for four designs, all for the two that are turned. The jackknife's variance
  // is 5/6 x the sum of squares about their mean, 5/6 x 6 x (4/6 x 2/6) x 0.2^2.
  const double half = 2.571 * std::sqrt(5.0 / 6.0 * 6.0 * (8.0 / 36.0) * 0.04);
  CHECK(check.kendall->low == doctest::Approx(13.0 / 15.0 - half));
  CHECK(check.kendall->high == 1.0);
  CHECK(check.better_half_kept == doctest::Approx(2.0 / 3.0));
  check.pairs.resize(3);
  study::judge(check);
  CHECK_FALSE(check.kendall.has_value());
}
