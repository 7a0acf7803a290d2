// tests/search/automatic_test.cpp - the default is ahead of its parts' yardsticks and stays cheap.
#include "kirchhoff/search/automatic.hpp"

#include <doctest/doctest.h>

#include <algorithm>
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

TEST_CASE("the first 400 trials are those of the models in fixed turns") {
  const space::SearchSpace space = grid_space(6, 7);
  const objective::Formulation formulation = two_objectives();
  // What the strategy was before its turns learned, put together from its parts.
  Bayesian model(space, formulation, {.seed = 9});
  Tpe densities(space, formulation, {.seed = 9});
  Automatic guided(space, formulation, {.seed = 9});
  for (std::uint64_t number = 0; number < 60; ++number) {
    const bool is_model = number < 16 || number % 4 != 3;
    const space::Candidate expected = is_model ? model.propose(number) : densities.propose(number);
    if (is_model) {
      densities.note(number, expected);
    } else {
      model.note(number, expected);
    }
    REQUIRE(space.key(guided.propose(number)) == space.key(expected));
    const objective::Trial trial = evaluate(space, number, expected);
    model.tell({&trial, 1});
    densities.tell({&trial, 1});
    guided.tell({&trial, 1});
  }
}

TEST_CASE("beyond 400 trials nothing comes twice either, and the calls decide the stream") {
  const space::SearchSpace space = grid_space(6, 7);
  const auto searched = [&] { return grid_search("auto", space, 2, 460); };
  const std::vector<objective::Trial> trials = searched();
  std::set<std::string> seen;
  for (const objective::Trial& trial : trials) {
    CHECK(seen.insert(space.key(trial.candidate)).second);
  }
  CHECK(keys_of(space, searched()) == keys_of(space, trials));
}

TEST_CASE("from 400 trials on the shares of the turns follow what was gained") {
  const space::SearchSpace space = grid_space(6, 7);
  const objective::Formulation formulation = two_objectives();
  Automatic guided(space, formulation, {.seed = 2});
  std::uint64_t number = 0;
  for (; number < 400; ++number) {
    const objective::Trial trial = evaluate(space, number, guided.propose(number));
    guided.tell({&trial, 1});
  }
  CHECK(guided.shares() == std::vector<double>(4, 0.25));
  for (; number < 520; ++number) {
    objective::Trial trial = evaluate(space, number, guided.propose(number));
    const double value = number == 400 ? -5.0 : 9.0;  // one gains, once, and none after it
    for (auto& [name, was] : trial.metrics) was = value;
    guided.tell({&trial, 1});
  }
  const std::vector<double> shares = guided.shares();
  CHECK(std::ranges::max(shares) > 0.3);
  CHECK(std::ranges::min(shares) < 0.25);
}

}  // namespace kirchhoff::search
