// tests/search/tpe_test.cpp - the Parzen estimator finds what is good and keeps to the rules.
#include "kirchhoff/search/tpe.hpp"

#include <doctest/doctest.h>

#include <set>

#include "tests/search/mixed_problem.hpp"

namespace kirchhoff::search {

TEST_CASE("TPE finds more hypervolume than random search on ordered and on mixed parameters") {
  const space::SearchSpace space = grid_space(12, 21);
  double random = 0.0, guided = 0.0, mixed_random = 0.0, mixed_guided = 0.0;
  for (std::uint64_t seed = 1; seed <= 6; ++seed) {
    random += hypervolume_of(grid_search("random", space, seed, 150)) / 6.0;
    guided += hypervolume_of(grid_search("tpe", space, seed, 150)) / 6.0;
    mixed_random += hypervolume_of(mixed_search("random", seed, 100)) / 6.0;
    mixed_guided += hypervolume_of(mixed_search("tpe", seed, 100)) / 6.0;
  }
  CAPTURE(random);
  CAPTURE(mixed_random);
  CHECK(guided > random + 0.05);
  CHECK(mixed_guided > mixed_random + 0.02);
}

TEST_CASE("TPE draws the choice of the good trials far more often than dice do") {
  std::size_t best = 0;
  const std::vector<objective::Trial> trials = mixed_search("tpe", 2, 160);
  for (std::size_t i = 60; i < trials.size(); ++i) {
    const bool is_best = std::get<std::string>(*trials[i].candidate.values[0]) == "b";
    CHECK(trials[i].candidate.values[8].has_value() == is_best);
    best += is_best ? 1U : 0U;
  }
  CHECK(best > 50);  // dice: 25 of 100
}

TEST_CASE("TPE keeps to rules, repeats nothing and gives the same candidates for the same calls") {
  const space::SearchSpace space = mixed_space();
  const std::vector<objective::Trial> trials = mixed_search("tpe", 5, 150);
  std::set<std::string> seen;
  for (const objective::Trial& trial : trials) {
    CHECK_FALSE(space.broken_rule(trial.candidate).has_value());
    CHECK(seen.insert(space.key(trial.candidate)).second);
  }
  CHECK(keys_of(space, mixed_search("tpe", 5, 150)) == keys_of(space, trials));
  CHECK(keys_of(space, mixed_search("tpe", 6, 150)) != keys_of(space, trials));
}

TEST_CASE("where a tenth of the space is feasible, TPE learns to stay inside") {
  const std::size_t random = feasible_count(mixed_search("random", 1, 200, 0.35));
  CAPTURE(random);
  CHECK(feasible_count(mixed_search("tpe", 1, 200, 0.35)) > 2 * random + 20);
}

}  // namespace kirchhoff::search
