// tests/tabular/comparison_test.cpp - scores by hand, schedules by law, means with intervals.
#include "kirchhoff/tabular/comparison.hpp"

#include <doctest/doctest.h>

#include "kirchhoff/base/error.hpp"

namespace kirchhoff::tabular {

TEST_CASE("IGD+ counts only what is worse") {
  CHECK(igd_plus({{0.5, 0.5}}, {{0.2, 0.9}}) == doctest::Approx(0.4).scale(0.0));
  CHECK(igd_plus({{0.5, 0.5}}, {{0.2, 0.2}}) == 0.0);
  CHECK(igd_plus({{0.4, 1.0}}, {}) == doctest::Approx(0.6).scale(0.0));
}

TEST_CASE("a mean of two seeds has the interval of Student's t with one degree") {
  const Mean mean = mean_of({1.0, 3.0});
  CHECK(mean.mean == 2.0);
  CHECK(mean.high - mean.mean == doctest::Approx(12.706).scale(0.0));
  CHECK(mean_of({4.0}).low == 4.0);
}

TEST_CASE("the first evaluations of a long search are the short search") {
  const auto problems = synthetic_problems({"dzdt1"});
  const auto brief = search_scores(problems[0], {.strategy = "nsga2", .seed = 3}, {60});
  const auto longer = search_scores(problems[0], {.strategy = "nsga2", .seed = 3}, {60, 200});
  CHECK(brief[0].hypervolume_ratio == longer[0].hypervolume_ratio);
  CHECK(longer[1].hypervolume_ratio > longer[0].hypervolume_ratio);
  CHECK(longer[1].igd_plus < longer[0].igd_plus);
}

TEST_CASE("the number of jobs changes no score, and an unknown strategy is told at once") {
  const auto problems = synthetic_problems();
  ComparisonOptions options{.strategies = {"random", "nsga2"}, .budgets = {40, 20, 40}, .seeds = 3};
  const Comparison one = compare_strategies(problems, options);
  options.jobs = 3;
  const Comparison three = compare_strategies(problems, options);
  CHECK(one.options.budgets == std::vector<std::size_t>{20, 40});
  for (std::size_t problem = 0; problem < problems.size(); ++problem) {
    const std::size_t last = checkpoint_of(one, 40);
    CHECK(by_seed(one, problem, 1, last, &Score::hypervolume_ratio) ==
          by_seed(three, problem, 1, last, &Score::hypervolume_ratio));
  }
  options.strategies = {"nsga"};
  CHECK_THROWS_WITH_AS((void)compare_strategies(problems, options),
                       doctest::Contains("did you mean \"nsga2\""), Error);
}

TEST_CASE("a small space is searched to its end and the search stops there") {
  Problem problem{.name = "small",
                  .space = space::SearchSpace([] {
                    spec::SpaceSpec spec;
                    spec.name = "small";
                    spec::ParameterSpec parameter;
                    parameter.name = "x";
                    parameter.kind = "integer";
                    parameter.high = 6;
                    spec.parameters.push_back(parameter);
                    return spec;
                  }()),
                  .formulation = {{{"loss", false, objective::Axis{}}}, {}},
                  .reported = "loss",
                  .metrics = [](const space::Candidate& candidate) {
                    const auto x = std::get<std::int64_t>(*candidate.values[0]);
                    return objective::Metrics{{"loss", static_cast<double>(x) / 6.0}};
                  }};
  problem.truth.worst = 1.0;
  for (const char* strategy : {"random", "nsga2"}) {
    const auto scores = search_scores(problem, {.strategy = strategy}, {7, 50});
    CHECK(scores[0].regret == 0.0);
    CHECK(scores[1].regret == 0.0);
    CHECK(scores[1].feasible_share == 1.0);
  }
}

}  // namespace kirchhoff::tabular
