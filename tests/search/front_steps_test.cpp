// tests/search/front_steps_test.cpp - one step from the front, none twice, and what a trial gained.
#include "kirchhoff/search/front_steps.hpp"

#include <doctest/doctest.h>

#include <set>

#include "kirchhoff/search/strategy.hpp"
#include "kirchhoff/space/scale.hpp"
#include "tests/search/mixed_problem.hpp"

namespace kirchhoff::search {
namespace {

std::size_t changed_count(const space::Candidate& a, const space::Candidate& b) {
  std::size_t count = 0;
  for (std::size_t i = 0; i < a.values.size(); ++i) count += a.values[i] != b.values[i] ? 1U : 0U;
  return count;
}

objective::Formulation plain(std::size_t objectives) {
  objective::Formulation formulation;
  const std::vector<std::string> names = {"x", "y"};
  for (std::size_t i = 0; i < objectives; ++i) {
    formulation.objectives.push_back({names[i], false, objective::Axis{}});
  }
  return formulation;
}

objective::Trial trial_at(const space::Candidate& candidate, std::uint64_t number, double x,
                          double y) {
  return {.number = number,
          .state = objective::TrialState::Complete,
          .candidate = candidate,
          .metrics = {{"x", x}, {"y", y}},
          .evaluated = true};
}

}  // namespace

TEST_CASE("every neighbour of the front comes once, then mutants") {
  const space::SearchSpace space = grid_space(2, 3);  // the middle has four neighbours
  const objective::Formulation formulation = plain(2);
  FrontSteps steps(space, formulation, {.seed = 3});
  space::Candidate middle;
  for (std::size_t i = 0; i < 2; ++i) {
    middle.values.emplace_back(space::value_at_level(space.parameters()[i], 1));
  }
  const objective::Trial trial = trial_at(middle, 0, 0.5, 0.5);
  steps.tell({&trial, 1});
  std::set<std::string> seen = {space.key(middle)};
  std::size_t near = 0;
  for (std::uint64_t number = 1; number <= 8; ++number) {
    const space::Candidate candidate = steps.propose(number);
    CHECK(seen.insert(space.key(candidate)).second);
    if (number <= 4) near += changed_count(candidate, middle);
  }
  CHECK(near == 4);
  CHECK(seen.size() == 9);
}

TEST_CASE("the gain of a trial is what it adds to the hypervolume of the front") {
  const space::SearchSpace space = grid_space(2, 3);
  const objective::Formulation formulation = plain(2);
  FrontSteps steps(space, formulation, {.seed = 3});
  Stream stream(1, purpose::proposal, 0);
  const auto gain = [&](std::uint64_t number, double x, double y) {
    const objective::Trial trial = trial_at(space.sample(stream), number, x, y);
    steps.tell({&trial, 1});
    return steps.last_gain();
  };
  CHECK(gain(0, 0.5, 0.5) == doctest::Approx(0.25).scale(0.0));
  CHECK(gain(1, 0.6, 0.6) == 0.0);
  CHECK(gain(2, 0.75, 0.25) == doctest::Approx(0.0625).scale(0.0));
  CHECK(gain(3, 1.5, 0.1) == 0.0);  // beyond the reference
}

TEST_CASE("with one objective the gain is the step below the best") {
  const space::SearchSpace space = grid_space(2, 3);
  const objective::Formulation formulation = plain(1);
  FrontSteps steps(space, formulation, {.seed = 3});
  Stream stream(1, purpose::proposal, 0);
  const auto gain = [&](std::uint64_t number, double x) {
    const objective::Trial trial = trial_at(space.sample(stream), number, x, 0.0);
    steps.tell({&trial, 1});
    return steps.last_gain();
  };
  CHECK(gain(0, 3.0) == 0.0);  // the first: there is nothing to compare with
  CHECK(gain(1, 1.0) == doctest::Approx(2.0).scale(0.0));
  CHECK(gain(2, 1.5) == 0.0);
}

}  // namespace kirchhoff::search
