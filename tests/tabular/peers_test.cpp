// tests/tabular/peers_test.cpp - peers are scored like ours, and compared by hand-computed figures.
#include "kirchhoff/tabular/peers.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <fstream>

#include "kirchhoff/base/error.hpp"

namespace kirchhoff::tabular {
namespace {

// Two parameters of 2 and 3 values; losses are chosen by the level.
Problem small_problem(std::size_t objectives) {
  spec::SpaceSpec spec;
  spec.name = "small";
  for (const std::int64_t count : {2, 3}) {
    spec::ParameterSpec parameter;
    parameter.name = count == 2 ? "a" : "b";
    parameter.kind = "ordinal";
    for (std::int64_t level = 0; level < count; ++level) parameter.values.emplace_back(level);
    spec.parameters.push_back(parameter);
  }
  Problem problem{.name = "small",
                  .space = space::SearchSpace(spec),
                  .formulation = {},
                  .reported = objectives == 1 ? "x" : "",
                  .metrics = [](const space::Candidate& candidate) {
                    const auto a = std::get<std::int64_t>(*candidate.values[0]);
                    const auto b = std::get<std::int64_t>(*candidate.values[1]);
                    return objective::Metrics{{"x", static_cast<double>(a) * 0.5},
                                              {"y", static_cast<double>(b) * 0.25}};
                  }};
  const std::vector<std::string> names = {"x", "y"};
  for (std::size_t i = 0; i < objectives; ++i) {
    problem.formulation.objectives.push_back({names[i], false, objective::Axis{}});
  }
  problem.truth = truth_of(problem.formulation, {std::vector<double>(objectives, 0.0)});
  problem.truth.worst = 9.0;
  return problem;
}

PeerFile one_peer(std::vector<std::vector<std::uint64_t>> rows_by_seed, std::size_t budget) {
  PeerFile file{.source = "other 1.0", .runs = {}};
  for (std::size_t i = 0; i < rows_by_seed.size(); ++i) {
    PeerRun run;
    run.problem = "small";
    run.peer = "theirs";
    run.seed = i + 1;
    run.budget = budget;
    run.rows = rows_by_seed[i];
    run.times = {{2, 1.0}, {4, 4.0}};
    file.runs.push_back(run);
  }
  return file;
}

Comparison compared(const std::vector<Problem>& problems, std::uint64_t seeds,
                    std::vector<std::size_t> budgets) {
  ComparisonOptions options{.strategies = {"random"}, .budgets = budgets, .seeds = seeds};
  return compare_strategies(problems, options);
}

}  // namespace

TEST_CASE("rows count the last parameter fastest, and scores are those of our scorer") {
  std::vector<Problem> problems;
  problems.push_back(small_problem(2));
  Comparison comparison = compared(problems, 1, {1, 2, 3, 4, 6});
  // Row 5 is (1, 2): losses 0.5 and 0.5, of which a quarter is covered; row 1 is (0, 1): 0 and
  // 0.25.
  add_peers(comparison, problems, one_peer({{5, 1}}, 4));
  CHECK(comparison.options.strategies == std::vector<std::string>{"random", "theirs"});
  CHECK(comparison.sources == std::vector<std::string>{"", "other 1.0"});
  const auto& scores = comparison.scores[0][1][0];
  REQUIRE(scores.size() == 4);  // nothing is known beyond the budget
  CHECK(scores[0].hypervolume_ratio == doctest::Approx(0.25).scale(0.0));
  CHECK(scores[1].hypervolume_ratio == doctest::Approx(0.75).scale(0.0));
  // It ended after two evaluations: the last score stands until its budget.
  CHECK(scores[3].hypervolume_ratio == scores[1].hypervolume_ratio);
  CHECK(scores[0].seconds_per_evaluation == doctest::Approx(0.5).scale(0.0));
  CHECK(by_seed(comparison, 0, 1, checkpoint_of(comparison, 6), &Score::igd_plus).empty());
  CHECK_FALSE(beside(comparison, 0, {1}, 6).is_known);
}

TEST_CASE("seconds between two times grow evenly") {
  std::vector<Problem> problems;
  problems.push_back(small_problem(2));
  Comparison comparison = compared(problems, 1, {3});
  add_peers(comparison, problems, one_peer({{5, 1, 0}}, 3));
  const double seconds = comparison.scores[0][1][0].back().seconds_per_evaluation;
  CHECK(seconds == doctest::Approx(2.5 / 3.0).scale(0.0));
}

TEST_CASE("ratios are of means, differences are in standard errors, and the best stands for all") {
  std::vector<Problem> problems;
  problems.push_back(small_problem(2));
  Comparison comparison = compared(problems, 2, {1});
  const auto set = [&](std::size_t strategy, double first, double second) {
    comparison.scores[0][strategy][0][0].hypervolume_ratio = first;
    comparison.scores[0][strategy][1][0].hypervolume_ratio = second;
  };
  add_peers(comparison, problems, one_peer({{5}, {5}}, 1));
  PeerFile second = one_peer({{5}, {5}}, 1);
  for (PeerRun& run : second.runs) run.peer = "weaker";
  add_peers(comparison, problems, second);
  set(0, 0.8, 1.0);  // mean 0.9, variance of the mean 0.01
  set(1, 0.6, 0.6);
  set(2, 0.3, 0.3);
  const Beside found = beside(comparison, 0, {2, 1}, 1);
  CHECK(found.ratio == doctest::Approx(1.5).scale(0.0));
  CHECK(found.least_ratio == doctest::Approx(1.5).scale(0.0));
  CHECK(found.least_difference == doctest::Approx(3.0).scale(0.0));
  CHECK(found.high == doctest::Approx(1.5 * std::exp(1.959964 * 0.1 / 0.9)).scale(0.0));
  CHECK(found.low == doctest::Approx(1.5 * std::exp(-1.959964 * 0.1 / 0.9)).scale(0.0));
}

TEST_CASE("with one objective less is better, and there is no ratio") {
  std::vector<Problem> problems;
  problems.push_back(small_problem(1));
  Comparison comparison = compared(problems, 2, {1});
  add_peers(comparison, problems, one_peer({{5}, {5}}, 1));  // both find 0.5
  comparison.scores[0][0][0][0].reported = 0.2;
  comparison.scores[0][0][1][0].reported = 0.4;  // mean 0.3, standard error 0.1
  const Beside found = beside(comparison, 0, {1}, 1);
  CHECK(found.is_known);
  CHECK(found.ratio == 0.0);
  CHECK(found.least_difference == doctest::Approx(2.0).scale(0.0));
  CHECK(found.least_problem == "small");
}

TEST_CASE("what a peer cannot have evaluated is refused") {
  std::vector<Problem> problems;
  problems.push_back(small_problem(2));
  ComparisonOptions options{.strategies = {"random"}, .budgets = {2}, .seeds = 2};
  CHECK_THROWS_WITH_AS(check_peers(options, problems, one_peer({{5}, {6}}, 2)),
                       "small has no row 6", Error);
  CHECK_THROWS_WITH_AS(check_peers(options, problems, one_peer({{5}}, 2)),
                       doctest::Contains("with 1 of the seeds 1 to 2"), Error);
  options.strategies = {"theirs"};
  CHECK_THROWS_WITH_AS(check_peers(options, problems, one_peer({{5}, {5}}, 2)),
                       doctest::Contains("two strategies \"theirs\""), Error);
  options.strategies = {"random"};
  PeerFile elsewhere = one_peer({{5}, {5}}, 2);
  for (PeerRun& run : elsewhere.runs) run.problem = "large";
  CHECK_THROWS_WITH_AS(check_peers(options, problems, elsewhere),
                       doctest::Contains("on none of the problems; the first is on large"), Error);
}

TEST_CASE("a file is read as it is written, and a candidate twice is told with its place") {
  const auto path = std::filesystem::temp_directory_path() / "kirchhoff_peers_test.json";
  const auto write = [&](const char* rows) {
    std::ofstream(path) << R"({"source": "other 1.0", "runs": [{"problem": "small", "peer": "p",)"
                        << R"( "seed": 3, "budget": 2, "rows": )" << rows
                        << R"(, "times": [[1, 0.5]]}]})";
  };
  write("[4, 2]");
  const PeerFile file = load_peers(path);
  CHECK(file.source == "other 1.0");
  CHECK(file.runs[0].seed == 3);
  CHECK(file.runs[0].rows == std::vector<std::uint64_t>{4, 2});
  CHECK(file.runs[0].times[0] == std::pair<std::size_t, double>{1, 0.5});
  write("[4, 4]");
  CHECK_THROWS_WITH_AS((void)load_peers(path), doctest::Contains("evaluates row 4 twice"), Error);
  write("[4, 2, 1]");
  CHECK_THROWS_WITH_AS((void)load_peers(path), doctest::Contains("its budget is 2"), Error);
  std::filesystem::remove(path);
}

}  // namespace kirchhoff::tabular
