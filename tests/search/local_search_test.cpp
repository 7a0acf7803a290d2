// tests/search/local_search_test.cpp - climbs by single steps and leaves no better neighbour
// behind.
#include "kirchhoff/search/local_search.hpp"

#include <doctest/doctest.h>

#include <cmath>

#include "tests/search/synthetic_problem.hpp"

namespace kirchhoff::search {
namespace {

double sum_of(const space::Candidate& candidate) {
  double sum = 0.0;
  for (const auto& value : candidate.values) {
    sum += static_cast<double>(std::get<std::int64_t>(*value));
  }
  return sum;
}

}  // namespace

TEST_CASE("on a slope the climb reaches the bottom, then starts elsewhere") {
  const space::SearchSpace space = grid_space(4, 9);
  const objective::Formulation formulation{{{"loss", false, objective::Axis{0.0, 32.0}}}, {}};
  LocalSearch strategy(space, formulation, {.seed = 3});
  double best = 32.0;
  bool restarted = false;
  for (std::uint64_t number = 0; number < 300; ++number) {
    const space::Candidate candidate = strategy.propose(number);
    restarted = restarted || (best == 0.0 && !strategy.centre());
    objective::Trial trial{.number = number, .candidate = candidate, .evaluated = true};
    trial.state = objective::TrialState::Complete;
    trial.metrics["loss"] = sum_of(candidate);
    const auto before = strategy.centre();
    strategy.tell(std::span(&trial, 1));
    best = std::min(best, sum_of(candidate));
    // First improvement: the centre moves exactly when the trial is better.
    if (before && strategy.centre()) {
      const bool moved = strategy.centre()->candidate != before->candidate;
      CHECK(moved == (sum_of(candidate) / 32.0 < before->losses[0]));
    }
  }
  CHECK(best == 0.0);
  CHECK(restarted);
}

TEST_CASE("with two objectives the members of the front are centres in turn") {
  const space::SearchSpace space = grid_space(3, 11);
  const objective::Formulation formulation = two_objectives();
  LocalSearch strategy(space, formulation, {.seed = 1});
  std::vector<objective::Trial> trials =
      search_with(strategy, 500, 1, [&](std::uint64_t number, const auto& candidate) {
        return evaluate(space, number, candidate);
      });
  std::size_t on_front = 0;  // x1 = x2 = 0
  for (const objective::Trial& trial : trials) {
    const auto first = static_cast<double>(std::get<std::int64_t>(*trial.candidate.values[0]));
    on_front += sum_of(trial.candidate) == first ? 1 : 0;
  }
  CHECK(on_front == 11);
}

}  // namespace kirchhoff::search
