// tests/search/bayesian_test.cpp - models lead to the front, inside the constraints, in bounded
// time.
#include "kirchhoff/search/bayesian.hpp"

#include <doctest/doctest.h>

#include <set>

#include "tests/search/mixed_problem.hpp"

namespace kirchhoff::search {

TEST_CASE("Bayesian search finds more hypervolume than random search and than NSGA-II") {
  const space::SearchSpace space = grid_space(8, 11);
  double evolved = 0.0, guided = 0.0, mixed_random = 0.0, mixed_guided = 0.0;
  for (std::uint64_t seed = 1; seed <= 3; ++seed) {
    evolved += hypervolume_of(grid_search("nsga2", space, seed, 80)) / 3.0;
    guided += hypervolume_of(grid_search("bayesian", space, seed, 80)) / 3.0;
    mixed_random += hypervolume_of(mixed_search("random", seed, 80)) / 3.0;
    mixed_guided += hypervolume_of(mixed_search("bayesian", seed, 80)) / 3.0;
  }
  CAPTURE(evolved);
  CAPTURE(mixed_random);
  CHECK(guided > evolved + 0.02);
  CHECK(mixed_guided > mixed_random + 0.04);
}

TEST_CASE("Bayesian search keeps to rules, repeats nothing and is the same for the same calls") {
  const space::SearchSpace space = mixed_space();
  const std::vector<objective::Trial> trials = mixed_search("bayesian", 5, 70);
  std::set<std::string> seen;
  for (const objective::Trial& trial : trials) {
    CHECK_FALSE(space.broken_rule(trial.candidate).has_value());
    CHECK(seen.insert(space.key(trial.candidate)).second);
  }
  CHECK(keys_of(space, mixed_search("bayesian", 5, 70)) == keys_of(space, trials));
  CHECK(keys_of(space, mixed_search("bayesian", 6, 70)) != keys_of(space, trials));
}

TEST_CASE("with a model of the constraint most trials are feasible where few random ones are") {
  const std::size_t random = feasible_count(mixed_search("random", 1, 100, 0.35));
  CAPTURE(random);
  CHECK(feasible_count(mixed_search("bayesian", 1, 100, 0.35)) > random + 35);
}

TEST_CASE("one objective: the best of a small space is found with a tenth of it") {
  const space::SearchSpace space = grid_space(4, 6);  // 1,296 points
  const objective::Formulation formulation{{{"latency_s", false}}, {}};
  const auto strategy = make_strategy("bayesian", space, formulation, {.seed = 1});
  double best = 1.0;
  for (const auto& trial : search_with(*strategy, 100, 3, [&](std::uint64_t number, const auto&c) {
         return evaluate(space, number, c);
       })) {
    best = std::min(best, zdt1(space, trial.candidate).second);
  }
  CHECK(best == doctest::Approx(0.0).scale(1.0));
}

TEST_CASE("trials without metrics, failed ones and a space that is used up do not stop it") {
  const space::SearchSpace space = grid_space(3, 4);  // 64 points
  const objective::Formulation formulation = two_objectives();
  const auto strategy = make_strategy("bayesian", space, formulation, {.seed = 1});
  const auto trials = search_with(*strategy, 80, 4, [&](std::uint64_t number, const auto& c) {
    objective::Trial trial = evaluate(space, number, c);
    if (number % 4 == 0) trial.state = objective::TrialState::Fail;
    if (number % 4 == 1) {
      trial.state = objective::TrialState::Infeasible;
      trial.evaluated = false;
      trial.metrics.clear();
      trial.violations["power_density"] = 0.5;
    }
    return trial;
  });
  CHECK(trials.size() == 80);
}

}  // namespace kirchhoff::search
