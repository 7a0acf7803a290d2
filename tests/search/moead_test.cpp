// tests/search/moead_test.cpp - neighbourhoods, Tchebycheff losses and at most two replacements.
#include "kirchhoff/search/moead.hpp"

#include <doctest/doctest.h>

#include "tests/search/synthetic_problem.hpp"

namespace kirchhoff::search {
namespace {

const objective::Formulation plane{
    {{"a", false, objective::Axis{}}, {"b", false, objective::Axis{}}}, {}};

objective::Trial trial_at(std::uint64_t number, const space::Candidate& candidate, double a,
                          double b) {
  objective::Trial trial{.number = number, .candidate = candidate, .evaluated = true};
  trial.state = objective::TrialState::Complete;
  trial.metrics = {{"a", a}, {"b", b}};
  return trial;
}

}  // namespace

TEST_CASE("a neighbourhood is the direction itself and those next to it") {
  const space::SearchSpace space = grid_space(2, 11);
  const Moead strategy(space, plane, {.seed = 1, .population = 20});
  CHECK(strategy.directions().size() == 20);
  const auto& middle = strategy.neighbourhood(10);
  CHECK(middle[0] == 10);
  for (const std::size_t direction : middle) {
    CHECK(direction >= 7);
    CHECK(direction <= 13);
  }
  CHECK(strategy.neighbourhood(0).back() == 5);
}

TEST_CASE("the Tchebycheff loss is the largest weighted distance from the ideal point") {
  const space::SearchSpace space = grid_space(2, 11);
  Moead strategy(space, plane, {.seed = 1, .population = 3});  // (0,1) (.5,.5) (1,0)
  const auto first = trial_at(0, strategy.propose(0), 0.2, 0.8);
  strategy.tell(std::span(&first, 1));
  const auto second = trial_at(1, strategy.propose(1), 0.6, 0.4);
  strategy.tell(std::span(&second, 1));
  // The front spans 0.4 on each axis from the ideal (0.2, 0.4).
  const Judged judged{.candidate = {}, .losses = {0.3, 0.6}};
  CHECK(strategy.tchebycheff(judged, 1) == doctest::Approx(0.5 * 0.5).scale(0.0));
  CHECK(strategy.tchebycheff(judged, 2) == doctest::Approx(0.25).scale(0.0));
  CHECK(strategy.tchebycheff(judged, 0) == doctest::Approx(0.5).scale(0.0));
}

TEST_CASE("one trial replaces at most two incumbents, even when it beats all") {
  const space::SearchSpace space = grid_space(3, 21);
  Moead strategy(space, plane, {.seed = 1, .population = 10});
  std::uint64_t number = 0;
  for (; number < 10; ++number) {
    const double a = 0.5 + 0.01 * static_cast<double>(number);
    const auto trial = trial_at(number, strategy.propose(number), a, 1.2 - a);
    strategy.tell(std::span(&trial, 1));
  }
  for (const auto& incumbent : strategy.incumbents()) REQUIRE(incumbent.has_value());
  const auto best = trial_at(number, strategy.propose(number), 0.1, 0.1);
  strategy.tell(std::span(&best, 1));
  std::size_t replaced = 0;
  for (const auto& incumbent : strategy.incumbents())
    replaced += incumbent->losses[0] == 0.1 ? 1 : 0;
  CHECK(replaced == 2);
}

}  // namespace kirchhoff::search
