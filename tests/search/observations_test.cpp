// tests/search/observations_test.cpp - order, margins and bounded memory of told trials.
#include "kirchhoff/search/observations.hpp"

#include <doctest/doctest.h>

#include <cmath>

#include "tests/search/mixed_problem.hpp"

namespace kirchhoff::search {

TEST_CASE("features give every kind its own form, and an inactive parameter one place") {
  const space::SearchSpace space = mixed_space();
  const Features features(space);
  CHECK(features.kinds().size() == 10);  // nine parameters, and whether "extra" is active
  Stream stream(1, purpose::test, 0);
  for (int i = 0; i < 50; ++i) {
    const space::Candidate candidate = space.sample(stream);
    const std::vector<double> row = features.of(candidate);
    REQUIRE(row.size() == 10);
    for (std::size_t d = 5; d < 8; ++d) CHECK((row[d] >= 0.0 && row[d] <= 1.0));
    const bool is_active = candidate.values[8].has_value();
    CHECK(row[8] == (is_active ? 1.0 : -1.0));
    if (!is_active) CHECK(row[9] == 0.5);
  }
}

TEST_CASE("the order puts feasible trials before infeasible ones and the front first") {
  const space::SearchSpace space = mixed_space();
  const objective::Formulation formulation = two_objectives();
  Observations observations(space, formulation, 100);
  Stream stream(1, purpose::test, 1);
  for (std::uint64_t number = 0; number < 60; ++number) {
    observations.tell(mixed_trial(number, space.sample(stream), 0.5));
  }
  const auto order = observations.order();
  REQUIRE(order.size() == 60);
  const auto front = observations.front();
  const auto& kept = observations.kept();
  for (std::size_t i = 0; i < order.size(); ++i) {
    const bool on_front = std::find(front.begin(), front.end(), order[i]) != front.end();
    CHECK(on_front == (i < front.size()));
    if (i > 0) CHECK(kept[order[i - 1]].violation <= kept[order[i]].violation);
  }
}

TEST_CASE("margins are relative to the bound: below 0 inside, unknown where nothing was measured") {
  const space::SearchSpace space = mixed_space();
  objective::Formulation formulation = two_objectives();
  formulation.constraints.push_back({"area_m2", true, 2e-6, "area_m2 <= 2e-6"});
  Observations observations(space, formulation, 100);
  Stream stream(1, purpose::test, 2);
  objective::Trial trial = mixed_trial(0, space.sample(stream));
  trial.metrics["area_m2"] = 1e-6;
  observations.tell(trial);
  CHECK(observations.kept()[0].margins[0] == doctest::Approx(-0.5));
  trial = mixed_trial(1, space.sample(stream));
  observations.tell(trial);
  CHECK(std::isnan(observations.kept()[1].margins[0]));
  trial = mixed_trial(2, space.sample(stream));
  trial.metrics.clear();
  trial.state = objective::TrialState::Infeasible;
  trial.violations = {{"area_m2", 0.25}, {"power_density", 2.0}};
  observations.tell(trial);
  CHECK(observations.kept()[2].margins == std::vector{0.25, 2.0});
  CHECK(observations.kept()[2].violation == 2.25);
}

TEST_CASE("memory is bounded and the front survives") {
  const space::SearchSpace space = grid_space(12, 21);
  const objective::Formulation formulation = two_objectives();
  Observations observations(space, formulation, 80);
  std::vector<objective::Trial> all;
  Stream stream(1, purpose::test, 3);
  for (std::uint64_t number = 0; number < 1000; ++number) {
    const space::Candidate candidate = space.sample(stream);
    observations.propose(number, candidate);
    all.push_back(evaluate(space, number, candidate));
    if (number % 2 == 0) observations.tell(all.back());
    CHECK(observations.kept().size() <= 80);
    CHECK(observations.waiting().size() <= 64);
  }
  std::vector<std::vector<double>> told, kept;
  for (std::size_t i = 0; i < all.size(); i += 2) {
    const auto losses = objective::losses(formulation, all[i].metrics);
    told.push_back(objective::normalised(formulation, *losses));
  }
  for (const std::size_t i : observations.front()) kept.push_back(observations.kept()[i].losses);
  const std::vector<double> reference(2, 1.0);
  CHECK(objective::hypervolume(kept, reference) ==
        doctest::Approx(objective::hypervolume(told, reference)));
}

}  // namespace kirchhoff::search
