// tests/search/genetic_test.cpp - who adds least hypervolume leaves; nobody feasible for a
// violator.
#include "kirchhoff/search/genetic.hpp"

#include <doctest/doctest.h>

#include <cmath>

#include "tests/search/synthetic_problem.hpp"

namespace kirchhoff::search {

TEST_CASE("contributions of a plane front are the boxes between neighbours") {
  const auto gains = rank_contributions({{0.0, 1.0}, {0.5, 0.4}, {1.0, 0.0}, {0.6, 0.3}});
  CHECK(std::isinf(gains[0]));
  CHECK(std::isinf(gains[2]));
  CHECK(gains[1] == doctest::Approx(0.1 * 0.6).scale(0.0));
  CHECK(gains[3] == doctest::Approx(0.4 * 0.1).scale(0.0));
}

TEST_CASE("equal points add nothing; three objectives are measured exactly") {
  const auto twins = rank_contributions({{0.0, 1.0}, {0.5, 0.5}, {0.5, 0.5}, {1.0, 0.0}});
  CHECK(std::min(twins[1], twins[2]) == 0.0);
  // Each of three unit corners alone covers a slab; the reference is 1.1 on each axis.
  const auto gains = rank_contributions({{0, 1, 1}, {1, 0, 1}, {1, 1, 0}});
  CHECK(gains[0] == doctest::Approx(1.1 * 0.1 * 0.1 - 0.1 * 0.1 * 0.1).scale(0.0));
  CHECK(gains[0] == doctest::Approx(gains[1]).scale(0.0));
}

TEST_CASE("a violator leaves before any feasible member, the worst violator first") {
  const space::SearchSpace space = grid_space(4, 11);
  const objective::Formulation formulation = two_objectives();
  Genetic strategy(space, formulation, {.seed = 1, .population = 4});
  Stream stream(1, purpose::test, 0);
  for (std::uint64_t number = 0; number < 8; ++number) {
    objective::Trial trial = evaluate(space, number, space.sample(stream));
    if (number < 4) {
      trial.state = objective::TrialState::Infeasible;
      trial.violations["area_m2"] = 1.0 + static_cast<double>(number);
    }
    strategy.tell(std::span(&trial, 1));
    if (number == 5) {
      CHECK(strategy.population().size() == 4);
      CHECK(strategy.population()[0].violation == 1.0);
      CHECK(strategy.population()[1].violation == 2.0);
    }
  }
  for (const Judged& member : strategy.population()) CHECK(member.is_feasible());
}

}  // namespace kirchhoff::search
