// tests/search/regularised_evolution_test.cpp - the oldest dies, however good it was.
#include "kirchhoff/search/regularised_evolution.hpp"

#include <doctest/doctest.h>

#include "tests/search/synthetic_problem.hpp"

namespace kirchhoff::search {
namespace {

objective::Trial trial_of(const space::SearchSpace& space, std::uint64_t number,
                          const space::Candidate& candidate) {
  return evaluate(space, number, candidate);
}

std::size_t differences(const space::Candidate& a, const space::Candidate& b) {
  std::size_t count = 0;
  for (std::size_t i = 0; i < a.values.size(); ++i) count += a.values[i] == b.values[i] ? 0 : 1;
  return count;
}

}  // namespace

TEST_CASE("the population is the last trials told: the best of all dies of age") {
  const space::SearchSpace space = grid_space(6, 11);
  const objective::Formulation formulation = two_objectives();
  RegularisedEvolution strategy(space, formulation, {.seed = 1, .population = 5});
  space::Candidate best = space.canonical({});  // every parameter 0: on the front
  Stream stream(1, purpose::test, 0);
  std::vector<objective::Trial> trials = {trial_of(space, 0, best)};
  strategy.tell(trials);
  for (std::uint64_t number = 1; number <= 5; ++number) {
    CHECK(strategy.population().front().candidate == best);
    const objective::Trial trial = trial_of(space, number, space.sample(stream));
    strategy.tell(std::span(&trial, 1));
  }
  CHECK(strategy.population().size() == 5);
  for (const Judged& member : strategy.population()) CHECK(member.candidate != best);
}

TEST_CASE("a child differs from a member of the population in one parameter") {
  const space::SearchSpace space = grid_space(6, 11);
  const objective::Formulation formulation = two_objectives();
  RegularisedEvolution strategy(space, formulation, {.seed = 4, .population = 8});
  for (std::uint64_t number = 0; number < 60; ++number) {
    const space::Candidate child = strategy.propose(number);
    if (number >= 8) {
      std::size_t least = 6;
      for (const Judged& member : strategy.population()) {
        least = std::min(least, differences(member.candidate, child));
      }
      CHECK(least == 1);
    }
    const objective::Trial trial = trial_of(space, number, child);
    strategy.tell(std::span(&trial, 1));
  }
}

}  // namespace kirchhoff::search
