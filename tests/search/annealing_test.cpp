// tests/search/annealing_test.cpp - the Metropolis rule and its temperatures.
#include "kirchhoff/search/annealing.hpp"

#include <doctest/doctest.h>

#include <cmath>

#include "tests/search/synthetic_problem.hpp"

namespace kirchhoff::search {

TEST_CASE("Metropolis: forward and backward acceptance stand in the Boltzmann ratio") {
  for (const double temperature : {0.01, 0.3, 2.0}) {
    for (const double loss : {0.001, 0.2, 1.0}) {
      const double up = Annealing::acceptance(loss, temperature);
      const double down = Annealing::acceptance(-loss, temperature);
      CHECK(down == 1.0);
      CHECK(up / down == doctest::Approx(std::exp(-loss / temperature)).scale(0.0));
    }
  }
  CHECK(Annealing::acceptance(0.1, 0.0) == 0.0);
  CHECK(Annealing::acceptance(0.0, 0.0) == 1.0);
}

TEST_CASE("a cycle cools by the same factor with each move, to a hundredth at its end") {
  CHECK(Annealing::cooling(0, 50) == 1.0);
  CHECK(Annealing::cooling(50, 50) == doctest::Approx(0.01).scale(0.0));
  for (std::size_t move = 1; move < 50; ++move) {
    CHECK(Annealing::cooling(move, 50) / Annealing::cooling(move - 1, 50) ==
          doctest::Approx(std::pow(0.01, 0.02)).scale(0.0));
  }
}

TEST_CASE("after the first points every proposal is a neighbour of one place at a time") {
  const space::SearchSpace space = grid_space(6, 21);
  const objective::Formulation formulation = two_objectives();
  Annealing strategy(space, formulation, {.seed = 2});
  space::Candidate last;
  std::size_t far = 0;
  for (std::uint64_t number = 0; number < 60; ++number) {
    const space::Candidate candidate = strategy.propose(number);
    if (number > 11) {
      std::size_t different = 0;
      for (std::size_t i = 0; i < 6; ++i)
        different += candidate.values[i] == last.values[i] ? 0 : 1;
      // Two neighbours of one place differ in two parameters; a step taken adds none.
      far += different > 2 ? 1 : 0;
    }
    last = candidate;
    const objective::Trial trial = evaluate(space, number, candidate);
    strategy.tell(std::span(&trial, 1));
  }
  CHECK(far <= 4);  // where a cycle begins elsewhere
}

}  // namespace kirchhoff::search
