// tests/tabular/problem_test.cpp - problems are read whole, or refused with one message.
#include "kirchhoff/tabular/problem.hpp"

#include <doctest/doctest.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "kirchhoff/base/error.hpp"

namespace kirchhoff::tabular {
namespace {

namespace fs = std::filesystem;

// A folder that is gone after the test.
struct Folder {
  fs::path path = fs::temp_directory_path() / ("kirchhoff_tabular_" + std::to_string(getpid()));
  Folder() { fs::create_directories(path); }
  ~Folder() { fs::remove_all(path); }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  void write(const char* name, const std::string& text) const {
    std::ofstream(path / name) << text;
  }
};

const std::string front_entry = R"("front": {"file": "t.csv", "parameters": ["a", "b"],
  "kind": "ordinal", "values": 2, "minimise": ["error", "time"], "ideal": [0, 0],
  "reference_point": [10, 10], "true_front_hypervolume": 0.24})";
const std::string single_entry = R"("single": {"file": "t.csv", "parameters": ["a", "b"],
  "kind": "nominal", "values": [2, 2], "minimise": ["error"], "report": "time",
  "subject_to": {"error": {"at_least": 3}}})";
const std::string rows = "a,b,error,time\n0,0,6,4\n0,1,4,6\n1,0,7,7\n1,1,2,12\n";

std::vector<Problem> load(const Folder& folder, const std::string& entries,
                          const std::string& table, const std::vector<std::string>& names = {}) {
  folder.write("problems.json", "{" + entries + "}");
  folder.write("t.csv", table);
  return load_problems(folder.path, names);
}

void check_refused(const std::string& entries, const std::string& table, const char* message) {
  const Folder folder;
  CAPTURE(message);
  CHECK_THROWS_WITH_AS((void)load(folder, entries, table), doctest::Contains(message), Error);
}

std::string replaced(std::string text, const std::string& from, const std::string& to) {
  return text.replace(text.find(from), from.size(), to);
}

}  // namespace

TEST_CASE("the true front is that of the table, and every row is found by its candidate") {
  const Folder folder;
  const auto problems = load(folder, replaced(front_entry, "0.24", "0.32"), rows);
  REQUIRE(problems.size() == 1);
  // (6,4) and (4,6) of 10: 0.4 * 0.6 + 0.2 * 0.4; (2,12) is behind the reference point.
  CHECK(problems[0].truth.hypervolume == doctest::Approx(0.32).scale(0.0));
  CHECK(problems[0].truth.front.size() == 2);
  const auto candidate =
      problems[0].space.candidate({{"a", std::int64_t{1}}, {"b", std::int64_t{0}}});
  const objective::Trial trial = evaluated(problems[0], 5, candidate);
  CHECK(trial.number == 5);
  CHECK(trial.metrics.at("error") == 7.0);
  CHECK(trial.is_feasible());
}

TEST_CASE("one objective is judged by the reported column of feasible rows") {
  const Folder folder;
  const auto problems = load(folder, single_entry, rows);
  CHECK(problems[0].truth.optimum == 4.0);
  CHECK(problems[0].truth.worst == 12.0);
  const auto candidate =
      problems[0].space.candidate({{"a", std::int64_t{1}}, {"b", std::int64_t{1}}});
  const objective::Trial trial = evaluated(problems[0], 0, candidate);
  CHECK(trial.state == objective::TrialState::Infeasible);
  CHECK(trial.violations.at("error") == doctest::Approx(1.0 / 3.0).scale(0.0));
}

TEST_CASE("what is wrong with a table or its description is one message with its place") {
  const std::string good = replaced(front_entry, "0.24", "0.32");
  check_refused(good, replaced(rows, "1,0,7,7\n", ""),
                "1 of 4 rows are missing; the first is that of a=1 b=0");
  check_refused(good, rows + "1,1,3,3\n", "t.csv:6: the row of a=1 b=1 stands here a second time");
  check_refused(good, replaced(rows, "7,7", "7,fast"), "t.csv:4");
  check_refused(good, replaced(rows, "7,7", "7,"), "t.csv:4");
  check_refused(good, replaced(rows, "1,1,", "1,2,"),
                "t.csv:5: b is 2; allowed: whole numbers from 0 to 1");
  check_refused(replaced(good, "\"error\"", "\"errors\""), rows,
                "\"errors\"; did you mean \"error\"?");
  check_refused(replaced(good, "ordinal", "ordinary"), rows, "did you mean \"ordinal\"?");
  check_refused(front_entry, rows,
                "true_front_hypervolume is given as 0.24, but the table's is 0.3");
  check_refused(replaced(single_entry, "3}", "30}"), rows, "no row meets the constraints");
  check_refused(replaced(good, "t.csv", "../t.csv"), rows, "it must lie beside problems.json");
  const Folder folder;
  CHECK_THROWS_WITH_AS((void)load(folder, good, rows, {"fronts"}),
                       "there is no problem \"fronts\"; did you mean \"front\"?", Error);
}

TEST_CASE("the synthetic problems have the published hypervolumes") {
  const auto problems = synthetic_problems();
  REQUIRE(problems.size() == 3);
  CHECK(problems[0].truth.hypervolume == doctest::Approx(0.9204395).epsilon(1e-6).scale(0.0));
  CHECK(problems[1].truth.hypervolume == doctest::Approx(0.8851811).epsilon(1e-6).scale(0.0));
  CHECK(problems[2].truth.hypervolume == doctest::Approx(0.9304187).epsilon(1e-6).scale(0.0));
  CHECK_THROWS_WITH_AS((void)synthetic_problems({"dzdt2"}), doctest::Contains("dzdt1"), Error);
}

TEST_CASE("the reference tables hold what their description says") {
  const char* reference = std::getenv("KIRCHHOFF_REFERENCE");
  if (reference == nullptr || !fs::exists(fs::path(reference) / "nas" / "problems.json")) {
    MESSAGE("SKIPPED: KIRCHHOFF_REFERENCE names no folder with nas/problems.json");
    return;
  }
  CHECK(load_problems(fs::path(reference) / "nas").size() >= 9);  // stated truths are checked
}

}  // namespace kirchhoff::tabular
