// tests/study/table_study_test.cpp - studies that look their candidates up in a table.
#include <doctest/doctest.h>
#include <unistd.h>

#include <filesystem>
#include <string>

#include "kirchhoff/base/error.hpp"
#include "kirchhoff/base/file.hpp"
#include "kirchhoff/store/store.hpp"
#include "kirchhoff/study/enumeration.hpp"
#include "kirchhoff/study/study.hpp"
#include "kirchhoff/study/study_input.hpp"
#include "kirchhoff/tabular/comparison.hpp"

namespace {

using namespace kirchhoff;
namespace fs = std::filesystem;

// 6 x 5 candidates; "accuracy" is in per cent and to be maximised, as tables of users have it.
std::string table(double bonus = 0.0) {
  std::string text = "a,b,accuracy,cost\n";
  for (int a = 0; a < 6; ++a) {
    for (int b = 0; b < 5; ++b) {
      const double accuracy = 50.0 + 7.0 * a - b + (a == 2 && b == 2 ? bonus : 0.0);
      text += fmt::format("{},{},{},{}\n", a, b, accuracy, a * a + b);
    }
  }
  return text;
}

class Tabled {
 public:
  Tabled() {
    fs::create_directories(root_);
    write_atomically(root_ / "designs.csv", table());
    write_atomically(root_ / "study.toml",
                     "schema = 1\nname = \"t\"\n"
                     "objectives = [\"maximise accuracy\", \"minimise cost\"]\n"
                     "constraints = [\"accuracy <= 80\"]\n"
                     "[evaluator]\ntable = \"designs.csv\"\n"
                     "[search]\nstrategy = \"grid\"\ntrials = 100\n");
  }
  ~Tabled() { fs::remove_all(root_); }
  Tabled(const Tabled&) = delete;
  Tabled& operator=(const Tabled&) = delete;

  [[nodiscard]] fs::path file(const std::string& name) const { return root_ / name; }
  study::StudyResult search(const std::string& name, std::int64_t trials = 100,
                            const study::Observer& observer = {}) const {
    study::StudyOptions options;
    options.spec_file = file("study.toml");
    options.folder = file(name);
    options.trials = trials;
    return study::run_study(options, observer);
  }
  [[nodiscard]] std::string lines(const std::string& name) const {
    std::string text;
    for (const auto& trial : store::open_store(file(name), store::OpenMode::Read)->trials()) {
      text += store::canonical_json(trial).dump() + "\n";
    }
    return text;
  }

 private:
  fs::path root_ = fs::temp_directory_path() / ("kirchhoff-tabled-" + std::to_string(getpid()));
};

}  // namespace

TEST_CASE("a search over all of a table knows every row, and finds the whole true front") {
  const Tabled study;
  const study::Enumeration truth = study::enumerate_study(
      {.spec_file = study.file("study.toml"), .folder = study.file("all"), .threads = 2}, {});
  CHECK(truth.candidates == 30);
  CHECK(truth.feasible == 25);  // a = 5 gives 81 to 85, allowed 80
  CHECK(truth.refusals.at("accuracy") == 5);
  // Of each a the cheapest, b = 0, is the most accurate as well; where 85 is too much, none is.
  CHECK(truth.front.size() == 5);
  std::int64_t shown = 0;
  study::Observer observer;
  observer.progress = [&](const study::Progress& progress) {
    CHECK(progress.best_accuracy == 0.0);  // it is no share, and nothing is trained
    ++shown;
  };
  const study::StudyResult result = study.search("all", 100, observer);
  CHECK(shown > 0);
  CHECK(result.truth_share.value() == doctest::Approx(1.0).epsilon(1e-12).scale(0.0));
  std::size_t evaluated = 0;
  for (const objective::Trial& trial :
       store::open_store(study.file("all"), store::OpenMode::Read)->trials()) {
    evaluated += trial.evaluated ? 1 : 0;
    const double a = static_cast<double>(std::get<std::int64_t>(trial.fields.at("a")));
    const double b = static_cast<double>(std::get<std::int64_t>(trial.fields.at("b")));
    CHECK(trial.metrics.at("accuracy") == 50.0 + 7.0 * a - b);
    CHECK(trial.metrics.at("cost") == a * a + b);
    CHECK(trial.is_feasible() == (trial.metrics.at("accuracy") <= 80.0));
  }
  CHECK(evaluated == 30);
}

TEST_CASE("a part of the table is a part of the true front") {
  const Tabled study;
  (void)study::enumerate_study(
      {.spec_file = study.file("study.toml"), .folder = study.file("part"), .threads = 1}, {});
  const double share = study.search("part", 3).truth_share.value();
  CHECK(share >= 0.0);
  CHECK(share < 0.99);
  const tabular::Problem problem =
      study::enumerated_problem(study.file("study.toml"), study.file("part"));
  CHECK(problem.truth.hypervolume > 0.0);
  CHECK(problem.truth.hypervolume < 1.0);
  const auto scores = tabular::search_scores(problem, {.strategy = "grid"}, {3, 30});
  CHECK(scores[0].hypervolume_ratio < scores[1].hypervolume_ratio);
  CHECK(scores[1].hypervolume_ratio == doctest::Approx(1.0).epsilon(1e-12).scale(0.0));
}

TEST_CASE("an interrupted study goes on to the same bits, and another table is refused") {
  const Tabled study;
  study.search("whole");
  int asked = 0;
  study::Observer observer;
  observer.interrupted = [&] { return ++asked > 25; };
  const study::StudyResult cut = study.search("cut", 100, observer);
  CHECK(cut.interrupted);
  CHECK(study.lines("cut") != study.lines("whole"));
  write_atomically(study.file("designs.csv"), table(1.0));
  CHECK_THROWS_WITH_AS(study.search("cut"), doctest::Contains("designs.csv changed since"), Error);
  write_atomically(study.file("designs.csv"), table());
  study.search("cut");
  CHECK(study.lines("cut") == study.lines("whole"));
}

TEST_CASE("a study with a table starts from the designs of another one") {
  const Tabled study;
  study.search("first");
  const std::string text = read_text(study.file("study.toml"));
  write_atomically(study.file("study.toml"), text + "start_from = \"first\"\nstart_designs = 5\n");
  study.search("second", 5);
  std::size_t on_front = 0;
  for (const auto& trial : store::open_store(study.file("second"), store::OpenMode::Read)->trials())
    on_front += std::get<std::int64_t>(trial.fields.at("b")) == 0 && trial.is_feasible() ? 1 : 0;
  CHECK(on_front == 5);  // the five of the true front: b = 0, a = 0 to 4
}

TEST_CASE("the truth of a score is one design, and of that score alone") {
  const Tabled study;
  const std::string text = read_text(study.file("study.toml"));
  write_atomically(study.file("study.toml"), text + "[scalarise]\nform = \"sum\"\n");
  const study::Enumeration truth = study::enumerate_study(
      {.spec_file = study.file("study.toml"), .folder = study.file("t"), .threads = 2}, {});
  CHECK(truth.front.size() == 1);
  CHECK(study.search("t").truth_share.value() == doctest::Approx(1.0).epsilon(1e-12).scale(0.0));
  write_atomically(study.file("study.toml"),
                   text + "[scalarise]\nform = \"sum\"\nweights = [1.0, 2.0]\n");
  CHECK_THROWS_WITH_AS(study.search("t"), doctest::Contains("enumerate again"), Error);
}

TEST_CASE("a truth is of one table") {
  const Tabled study;
  (void)study::enumerate_study(
      {.spec_file = study.file("study.toml"), .folder = study.file("t"), .threads = 1}, {});
  const auto read = [&] { return study::read_study_input(study.file("study.toml")).spec; };
  CHECK(study::load_truth(study.file("t"), read())->is_complete());
  write_atomically(study.file("designs.csv"), table(1.0));
  CHECK_THROWS_WITH_AS((void)study::load_truth(study.file("t"), read()),
                       doctest::Contains("enumerate again"), Error);
}

TEST_CASE("two stages and prices are cut and resumed to the same bits") {
  const std::string stages =
      "[two_stage]\nfirst = [\"a\"]\nobjectives = [\"accuracy\"]\ntrials = 10\ndesigns = 2\n";
  const std::string prices =
      "schema = 1\nname = \"t\"\nobjectives = [\"maximise accuracy\"]\n"
      "constraints = [\"cost <= 10\"]\n[evaluator]\ntable = \"designs.csv\"\n[search]\n"
      "strategy = \"auto\"\ntrials = 26\nconstraint_handling = \"augmented-lagrangian\"\n";
  for (const bool has_stages : {true, false}) {
    CAPTURE(has_stages);
    const Tabled study;
    std::string text = prices;
    if (has_stages) {
      text = read_text(study.file("study.toml")) + stages;
      text.replace(text.find("\"grid\""), 6, "\"nsga2\"");
    }
    write_atomically(study.file("study.toml"), text);
    study.search("whole", 26);
    int asked = 0;
    study::Observer observer;
    observer.interrupted = [&] { return ++asked > 21; };
    CHECK(study.search("cut", 26, observer).interrupted);
    study.search("cut", 26);
    CHECK(study.lines("cut") == study.lines("whole"));
    std::size_t known = 0;  // a is 0 to 5, b 0 to 4: the middle of b is 2
    for (const auto& trial :
         store::open_store(study.file("whole"), store::OpenMode::Read)->trials())
      known += trial.evaluated && std::get<std::int64_t>(trial.fields.at("b")) == 2 ? 1 : 0;
    if (has_stages) CHECK(known >= 6);
  }
}
