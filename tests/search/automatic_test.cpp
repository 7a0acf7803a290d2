// tests/search/automatic_test.cpp - the default is ahead of its parts' yardsticks and stays cheap.
#include "kirchhoff/search/automatic.hpp"

#include <doctest/doctest.h>

#include <set>

#include "tests/search/mixed_problem.hpp"

namespace kirchhoff::search {

TEST_CASE("auto finds more hypervolume than random search and than NSGA-II") {
  const space::SearchSpace space = grid_space(8, 11);
  double random = 0.0, evolved = 0.0, guided = 0.0;
  for (std::uint64_t seed = 1; seed <= 3; ++seed) {
    random += hypervolume_of(grid_search("random", space, seed, 80)) / 3.0;
    evolved += hypervolume_of(grid_search("nsga2", space, seed, 80)) / 3.0;
    guided += hypervolume_of(grid_search("auto", space, seed, 80)) / 3.0;
  }
  CAPTURE(random);
  CHECK(guided > evolved + 0.02);
  CHECK(guided > random + 0.1);
}

TEST_CASE("auto repeats nothing, whoever has the turn, and is the same for the same calls") {
  const space::SearchSpace space = mixed_space();
  const std::vector<objective::Trial> trials = mixed_search("auto", 5, 80, 0.4);
  std::set<std::string> seen;
  for (const objective::Trial& trial : trials) {
    CHECK_FALSE(space.broken_rule(trial.candidate).has_value());
    CHECK(seen.insert(space.key(trial.candidate)).second);
  }
  CHECK(keys_of(space, mixed_search("auto", 5, 80, 0.4)) == keys_of(space, trials));
}

}  // namespace kirchhoff::search
