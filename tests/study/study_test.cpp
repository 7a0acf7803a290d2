// tests/study/study_test.cpp - laws of the loop: same seed, same study; nothing is lost.
#include "kirchhoff/study/study.hpp"

#include <doctest/doctest.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>
#include <utility>
#include <vector>

#include "kirchhoff/base/error.hpp"
#include "kirchhoff/base/file.hpp"
#include "kirchhoff/base/json.hpp"
#include "kirchhoff/store/store.hpp"
#include "tests/study/workshop.hpp"

namespace {

using namespace kirchhoff;
namespace fs = std::filesystem;
using test::Workshop;

void replace(std::string& text, const std::string& old, const std::string& by) {
  const std::size_t place = text.find(old);
  REQUIRE(place != std::string::npos);
  text.replace(place, old.size(), by);
}

}  // namespace

TEST_CASE("one, two and five workers give the same study to the bit") {
  const Workshop workshop;
  for (const int workers : {1, 2, 5}) {
    const study::StudyResult result =
        study::run_study(workshop.options(std::to_string(workers), workers), {});
    CHECK_FALSE(result.interrupted);
  }
  const std::string one = workshop.canonical("1");
  CHECK(one.size() > 1000);
  CHECK(one == workshop.canonical("2"));
  CHECK(one == workshop.canonical("5"));
}

TEST_CASE("two stages are the same for one and for five workers, and hold their chip first") {
  const Workshop workshop;
  std::string text = read_text(workshop.root() / "study.toml");
  text.insert(text.find("[data]"),
              "[two_stage]\nfirst = [\"network.\"]\nobjectives = [\"accuracy\"]\n"
              "trials = 8\ndesigns = 2\n");
  write_atomically(workshop.root() / "study.toml", text);
  for (const int workers : {1, 5}) {
    study::StudyOptions options = workshop.options(fmt::format("w{}", workers), workers);
    options.search_only = true;
    (void)study::run_study(options, {});
  }
  CHECK(workshop.canonical("w1") == workshop.canonical("w5"));
  std::size_t evaluated = 0;
  const auto store = store::open_store(workshop.root() / "w1", store::OpenMode::Read);
  for (const objective::Trial& trial : store->trials()) {
    if (!trial.evaluated || ++evaluated > 8) continue;
    CHECK(std::get<std::int64_t>(trial.fields.at("hardware.adc_bits")) == 6);
    CHECK(std::get<std::int64_t>(trial.fields.at("hardware.rows")) == 128);
  }
}

TEST_CASE("chips with kinds of macros are searched alike by any workers, baselines on them too") {
  const Workshop workshop;
  std::string text = read_text(workshop.root() / "study.toml");
  replace(text, "[space.fix]\n", "[space.fix]\n\"hardware.template\" = \"sram-rram-32nm\"\n");
  replace(text, "hardware.adc_bits", "hardware.rram.adc_bits");
  replace(text, "hardware.rows", "hardware.rram.rows");
  text +=
      "[[space.parameter]]\nname = \"network.stage1.kind\"\nkind = \"nominal\"\n"
      "values = [\"auto\", \"sram\", \"rram\"]\n";
  write_atomically(workshop.root() / "study.toml", text);
  for (const int workers : {1, 3})
    (void)study::run_study(workshop.options(std::to_string(workers), workers), {});
  CHECK(workshop.canonical("1") == workshop.canonical("3"));
  CHECK(study::run_study(workshop.options("1", 1), {}).was_complete);
  int complete = 0, baselines = 0;
  const auto store = store::open_store(workshop.root() / "1", store::OpenMode::Read);
  for (const objective::Trial& trial : store->trials()) {
    if (!trial.is_feasible() || trial.repeats) continue;
    const Json cost = Json::parse(trial.documents.at("cost"));
    CHECK(cost.at("kinds").items().size() == 2);
    ++complete;
    if (trial.role != objective::TrialRole::Baseline) continue;
    ++baselines;
    CHECK(trial.fields.contains("hardware.rram.rows"));
  }
  CHECK(complete >= 30);
  CHECK(baselines == 1);
}

TEST_CASE("interrupted after every few trials and resumed, the study is the same") {
  const Workshop workshop;
  study::run_study(workshop.options("whole", 2), {});
  bool interrupted = true;
  int sessions = 0;
  for (; interrupted && sessions < 100; ++sessions) {
    int finished = 0;
    study::Observer observer;
    observer.finished = [&](const objective::Trial&) { ++finished; };
    observer.interrupted = [&] { return finished >= 3; };
    interrupted = study::run_study(workshop.options("parts", 2), observer).interrupted;
  }
  CHECK(sessions > 5);
  CHECK(workshop.canonical("whole") == workshop.canonical("parts"));
}

TEST_CASE("a finished study does no work when it is run again") {
  const Workshop workshop;
  study::run_study(workshop.options("again", 2), {});
  const std::string before = workshop.canonical("again");
  CHECK(study::run_study(workshop.options("again", 1), {}).was_complete);
  CHECK(before == workshop.canonical("again"));
}

TEST_CASE("the budget counts evaluated trials and identical candidates are evaluated once") {
  const Workshop workshop;
  study::run_study(workshop.options("budget", 3), {});
  const auto trials =
      store::open_store(workshop.root() / "budget", store::OpenMode::Read)->trials();
  int evaluated = 0, finals = 0, baselines = 0;
  std::vector<space::Fields> seen;
  for (const objective::Trial& trial : trials) {
    finals += trial.role == objective::TrialRole::Final ? 1 : 0;
    baselines += trial.role == objective::TrialRole::Baseline ? 1 : 0;
    if (trial.role != objective::TrialRole::Search || !trial.evaluated) continue;
    ++evaluated;
    CHECK(std::find(seen.begin(), seen.end(), trial.fields) == seen.end());
    seen.push_back(trial.fields);
  }
  CHECK(evaluated == 40);
  CHECK(finals == 3);
  CHECK(baselines == 1);
}

TEST_CASE("a folder with another study is refused and left as it was") {
  const Workshop workshop;
  study::StudyOptions options = workshop.options("mixed", 1);
  options.search_only = true;
  study::run_study(options, {});
  const std::string before = workshop.canonical("mixed");
  options.seed = 8;
  CHECK_THROWS_AS(study::run_study(options, {}), Error);
  CHECK(before == workshop.canonical("mixed"));
}

TEST_CASE("a budget can grow before the final training, to the same study, and never after it") {
  const Workshop workshop;
  study::StudyOptions whole = workshop.options("whole", 2);
  whole.search_only = true;
  study::run_study(whole, {});
  study::StudyOptions grown = workshop.options("grown", 2);
  grown.search_only = true;
  grown.trials = 15;
  study::run_study(grown, {});
  grown.trials = 40;
  study::run_study(grown, {});
  CHECK(workshop.canonical("whole") == workshop.canonical("grown"));
  grown.trials = 39;
  CHECK_THROWS_WITH_AS(study::run_study(grown, {}), doctest::Contains("give 40 or more"), Error);
  grown.search_only = false;
  grown.trials.reset();
  study::run_study(grown, {});
  grown.trials = 50;
  CHECK_THROWS_WITH_AS(study::run_study(grown, {}), doctest::Contains("cannot extend it"), Error);
}

TEST_CASE("a baseline that does not exist is refused before a folder is made") {
  const Workshop workshop;
  study::StudyOptions options = workshop.options("misspelt", 1);
  std::string text = read_text(options.spec_file);
  text.replace(text.find("\"lenet5\""), 8, "\"lenet\"");
  options.spec_file = workshop.root() / "misspelt.toml";
  write_atomically(options.spec_file, text);
  CHECK_THROWS_WITH_AS(study::run_study(options, {}), doctest::Contains("lenet5"), Error);
  CHECK_FALSE(fs::exists(options.folder));
}

TEST_CASE("a space that is used up ends the search, and final training follows") {
  const Workshop workshop;
  study::StudyOptions options = workshop.options("small", 2);
  options.trials = 400;  // the space has 3 x 3 x 5 x 3 = 135 points
  std::string notice;
  study::Observer observer;
  observer.notice = [&](const std::string& sentence) { notice = sentence; };
  study::run_study(options, observer);
  CHECK(notice.find("no other candidate") != std::string::npos);
  int finals = 0;
  const auto trials = store::open_store(options.folder, store::OpenMode::Read)->trials();
  for (const objective::Trial& trial : trials) {
    finals += trial.role == objective::TrialRole::Final ? 1 : 0;
  }
  CHECK(trials.size() <= 135 + 3 + 1 + 50);
  CHECK(finals == 3);
}

TEST_CASE("patience ends the search after the same trial for any number of workers and sessions") {
  const Workshop workshop;
  study::StudyOptions options = workshop.options("1", 1);
  std::string text = read_text(options.spec_file);
  text.replace(text.find("trials = 40"), 11,
               "trials = 130\npatience = 8\nfirst_points = \"sobol\"");
  options.spec_file = workshop.root() / "patient.toml";
  options.search_only = true;
  write_atomically(options.spec_file, text);
  std::string notice;
  study::Observer observer;
  observer.notice = [&](const std::string& sentence) { notice = sentence; };
  study::run_study(options, observer);
  CHECK(notice.find("8 trials brought no gain") != std::string::npos);
  std::size_t evaluated = 0;
  for (const auto& trial : store::open_store(options.folder, store::OpenMode::Read)->trials()) {
    evaluated += trial.evaluated ? 1 : 0;
  }
  CHECK(evaluated > 12);
  CHECK(evaluated < 130);
  for (const int workers : {2, 5}) {
    study::StudyOptions other = options;
    other.folder = workshop.root() / std::to_string(workers);
    other.workers = workers;
    int finished = 0;
    study::Observer often;
    often.finished = [&](const objective::Trial&) { ++finished; };
    often.interrupted = [&] { return finished >= 7; };
    while (study::run_study(other, often).interrupted) finished = 0;
    CHECK(workshop.canonical("1") == workshop.canonical(std::to_string(workers)));
  }
  CHECK(study::run_study(options, {}).was_complete);
}

TEST_CASE("a hot start tries the best designs of another study first, and keeps them") {
  const Workshop workshop;
  study::run_study(workshop.options("first", 2), {});
  const std::string text = read_text(workshop.root() / "study.toml");
  // A space of its own, and a limit that refuses some of the designs.
  const auto hot = [&](const std::string& name, const std::string& strategy) {
    std::string changed = text;
    const auto replace = [&](const std::string& before, const std::string& after) {
      changed.replace(changed.find(before), before.size(), after);
    };
    replace("lookahead = 5", "lookahead = 5\nstart_from = \"first\"\nstart_designs = 6");
    replace("seed = 7", "seed = 8");
    replace("\"nsga2\"", "\"" + strategy + "\"");
    replace("values = [64, 128, 256]", "values = [32, 64, 100]");
    replace("\"area_m2 <= 20e-6\"", "\"area_m2 <= 20e-6\", \"macs <= 3.5e6\"");
    write_atomically(workshop.root() / (name + ".toml"), changed);
    study::StudyOptions options = workshop.options(name, 2);
    options.spec_file = workshop.root() / (name + ".toml");
    options.search_only = true;
    return options;
  };
  const auto first = store::open_store(workshop.root() / "first", store::OpenMode::Read)->trials();
  const auto has_parent = [&](const space::Fields& fields) {
    return std::ranges::any_of(first, [&](const objective::Trial& trial) {
      space::Fields other = trial.fields;
      const std::int64_t rows = std::get<std::int64_t>(other["hardware.rows"]);
      if (rows > 100) other["hardware.rows"] = std::int64_t{100};  // the nearest there is
      return trial.is_feasible() && other == fields;
    });
  };
  for (const char* strategy : {"nsga2", "auto"}) {
    CAPTURE(strategy);
    study::Observer observer;
    std::string notice;
    observer.notice = [&](const std::string& sentence) { notice += sentence; };
    study::run_study(hot(strategy, strategy), observer);
    CHECK(notice.find("starts from 6 designs") != std::string::npos);
    const auto trials =
        store::open_store(workshop.root() / strategy, store::OpenMode::Read)->trials();
    for (std::size_t i = 0; i < 6; ++i) CHECK(has_parent(trials.at(i).fields));
    CHECK_FALSE(std::ranges::all_of(
        trials, [&](const objective::Trial& trial) { return has_parent(trial.fields); }));
  }
  // Interrupted, and continued where the first study is gone: the same study.
  int asked = 0;
  study::Observer impatient;
  impatient.interrupted = [&] { return ++asked > 3; };
  const study::StudyOptions parts = hot("parts", "auto");
  study::run_study(parts, impatient);
  fs::remove_all(workshop.root() / "first");
  study::run_study(parts, {});
  CHECK(workshop.canonical("parts") == workshop.canonical("auto"));
}

TEST_CASE("a hot start from nowhere is refused before a folder is made") {
  const Workshop workshop;
  std::string text = read_text(workshop.root() / "study.toml");
  text.insert(text.find("[[fidelity]]"), "start_from = \"nowhere\"\n");
  write_atomically(workshop.root() / "study.toml", text);
  CHECK_THROWS_WITH_AS(study::run_study(workshop.options("cold", 1), {}),
                       doctest::Contains("neither the folder of a study nor a file"), Error);
  CHECK_FALSE(fs::exists(workshop.root() / "cold"));
}

TEST_CASE("a study with one score trains its best designs fully, not one") {
  const Workshop workshop;
  std::string text = read_text(workshop.root() / "study.toml");
  text.insert(text.find("[data]"), "[scalarise]\nform = \"product\"\nweights = [1.0, 0.1, 0.1]\n");
  write_atomically(workshop.root() / "study.toml", text);
  study::run_study(workshop.options("score", 2), {});
  const auto trials = store::open_store(workshop.root() / "score", store::OpenMode::Read)->trials();
  std::vector<double> searched;
  std::vector<std::uint64_t> trained;
  for (const objective::Trial& trial : trials) {
    if (!trial.is_feasible() || trial.repeats) continue;
    if (trial.role == objective::TrialRole::Baseline) continue;
    const bool is_final = trial.role == objective::TrialRole::Final;
    REQUIRE(trial.metrics.count("score") == 1);
    if (!is_final) searched.push_back(trial.metrics.at("score"));
    if (is_final) trained.push_back(trial.continues.value());
  }
  REQUIRE(trained.size() == 3);
  std::sort(searched.begin(), searched.end(), std::greater<>());
  for (const objective::Trial& trial : trials) {
    if (std::ranges::count(trained, trial.number) == 0 ||
        trial.role != objective::TrialRole::Search)
      continue;
    CHECK(trial.metrics.at("score") >= searched[2]);
  }
}

TEST_CASE("a hook that cannot be run is refused before any work") {
  const Workshop workshop;
  study::StudyOptions options = workshop.options("hook", 1);
  options.on_trial = "/no/such/program";
  CHECK_THROWS_AS(study::run_study(options, {}), Error);
  CHECK_FALSE(fs::exists(options.folder));
}

namespace {

// Workers of this scope refuse, fail on or die of a fifth of the designs.
class Fault {
 public:
  explicit Fault(const char* kind) { setenv("INSTANT_WORKER_FAULT", kind, 1); }
  ~Fault() { unsetenv("INSTANT_WORKER_FAULT"); }
  Fault(const Fault&) = delete;
  Fault& operator=(const Fault&) = delete;
};

int count_states(const study::StudyOptions& options, objective::TrialState state,
                 const std::string& reason) {
  int count = 0;
  for (const auto& trial : store::open_store(options.folder, store::OpenMode::Read)->trials()) {
    if (trial.state != state || !trial.evaluated) continue;
    REQUIRE(trial.reasons.size() == 1);
    count += trial.reasons.front().find(reason) != std::string::npos ? 1 : 0;
  }
  return count;
}

}  // namespace

TEST_CASE("a design that cannot be trained is infeasible and the search goes on") {
  const Workshop workshop;
  study::StudyOptions options = workshop.options("refused", 2);
  options.search_only = true;
  const Fault fault("refuse");
  study::run_study(options, {});
  CHECK(count_states(options, objective::TrialState::Infeasible, "training diverged") > 2);
}

TEST_CASE("a trial whose worker dies every time fails alone, the same for any number of workers") {
  const Workshop workshop;
  const Fault fault("die");
  for (const int workers : {1, 3}) {
    study::StudyOptions options = workshop.options(std::to_string(workers), workers);
    options.search_only = true;
    study::run_study(options, {});
    CHECK(count_states(options, objective::TrialState::Fail, "was lost 8 times") > 2);
  }
  CHECK(workshop.canonical("1") == workshop.canonical("3"));
}

TEST_CASE("a failing environment stops the study, which then continues to the same end") {
  const Workshop workshop;
  study::run_study(workshop.options("whole", 2), {});
  {
    const Fault fault("fail");
    CHECK_THROWS_WITH_AS(study::run_study(workshop.options("broken", 2), {}), "disk full", Error);
  }
  study::run_study(workshop.options("broken", 2), {});
  CHECK(workshop.canonical("whole") == workshop.canonical("broken"));
}

TEST_CASE("a search that runs out of time keeps its number of trials when it is resumed") {
  const Workshop workshop;
  study::StudyOptions options = workshop.options("timed", 1);
  options.search_only = true;
  options.seconds = 1e-3;
  study::run_study(options, {});
  const std::string ended = workshop.canonical("timed");
  options.seconds.reset();
  CHECK(study::run_study(options, {}).was_complete);
  CHECK(ended == workshop.canonical("timed"));
  options.trials = 40;
  study::run_study(options, {});
  study::StudyOptions whole = workshop.options("whole", 2);
  whole.search_only = true;
  study::run_study(whole, {});
  CHECK(workshop.canonical("whole") == workshop.canonical("timed"));
}
