// tests/search/preferred_search_test.cpp - what a strategy is told, and where it then looks.
#include "kirchhoff/search/preferred_search.hpp"

#include <doctest/doctest.h>

#include <algorithm>

#include "kirchhoff/objective/preference.hpp"
#include "kirchhoff/search/study_strategy.hpp"
#include "tests/search/synthetic_problem.hpp"

namespace kirchhoff::search {
namespace {

// Axes as in two_objectives(), of which the metric table has them.
objective::Formulation preferring(const objective::Preference& preference) {
  objective::Formulation formulation = two_objectives();
  formulation.preference = preference;
  return formulation;
}

// Of the shares that zdt1 computes.
double energy_at(double share) { return 1e-9 * std::pow(10.0, 6.0 * share); }
double latency_at(double share) { return 1e-7 * std::pow(10.0, 5.0 * share); }

objective::Preference region(double first, double second) {
  return {.region = {energy_at(first), latency_at(second)},
          .reference_point = {std::nullopt, std::nullopt},
          .epsilon = {0.0, 0.0}};
}

objective::Preference near(double first, double second) {
  return {.region = {std::nullopt, std::nullopt},
          .reference_point = {energy_at(first), latency_at(second)},
          .epsilon = {0.0, 0.0}};
}

std::size_t inside(const std::vector<objective::Trial>& trials,
                   const objective::Formulation& formulation) {
  return static_cast<std::size_t>(std::ranges::count_if(trials, [&](const auto& trial) {
    return objective::is_in_region(formulation, *objective::losses(formulation, trial.metrics));
  }));
}

std::vector<objective::Trial> found_by(const std::string& strategy,
                                       const objective::Formulation& formulation,
                                       std::uint64_t seed, std::uint64_t budget) {
  const space::SearchSpace space = grid_space(6, 21);
  spec::Spec spec;
  spec.search.strategy = strategy;
  spec.seed = seed;
  const auto made = make_study_strategy(spec, space, formulation);
  return search_with(*made, budget, 3,
                     [&](std::uint64_t number, const space::Candidate& candidate) {
                       return evaluate(space, number, candidate);
                     });
}

}  // namespace

TEST_CASE("a design outside the region is told as one that breaks a constraint by that much") {
  struct Listener final : Strategy {
    explicit Listener(std::vector<objective::Trial>& trials) : heard(trials) {}
    space::Candidate propose(std::uint64_t) override { return {}; }
    void tell(std::span<const objective::Trial> finished) override {
      heard.insert(heard.end(), finished.begin(), finished.end());
    }
    std::vector<objective::Trial>& heard;
  };
  const space::SearchSpace space = grid_space(2, 5);
  objective::Formulation formulation = preferring(region(0.5, 1.0));
  formulation.constraints.push_back({.metric = "area_m2", .bound = 1.0, .text = "area_m2 <= 1"});
  std::vector<objective::Trial> heard;
  objective::Formulation seen;
  PreferredSearch search(space, formulation, {},
                         [&](const space::SearchSpace&, const objective::Formulation& mapped,
                             const StrategyOptions&) -> std::unique_ptr<Strategy> {
                           seen = mapped;
                           return std::make_unique<Listener>(heard);
                         });
  CHECK(seen.constraints.size() == 3);  // the study's own and two of the region
  CHECK(!seen.preference.has_value());
  objective::Trial trial;
  trial.state = objective::TrialState::Complete;
  trial.metrics = {{"energy_j", energy_at(0.75)}, {"latency_s", latency_at(0.25)}};
  objective::Trial good = trial;
  good.metrics["energy_j"] = energy_at(0.5);
  const std::vector<objective::Trial> told = {trial, good};
  search.tell(told);
  REQUIRE(heard.size() == 2);
  CHECK(heard[0].state == objective::TrialState::Infeasible);
  REQUIRE(heard[0].violations.size() == 1);
  CHECK(heard[0].violations.begin()->second == doctest::Approx(0.25).epsilon(1e-9));
  CHECK(heard[1].state == objective::TrialState::Complete);
  const auto losses = objective::losses(seen, heard[1].metrics);
  REQUIRE(losses.has_value());
  CHECK(losses->at(0) == doctest::Approx(0.5).epsilon(1e-9));
}

TEST_CASE("every kind of strategy spends more of its trials in the region") {
  const objective::Formulation with = preferring(region(0.4, 0.2));
  const objective::Formulation without = two_objectives();
  for (const std::string strategy : {"nsga2", "moead", "tpe", "auto"}) {
    std::size_t found = 0, found_without = 0;
    for (std::uint64_t seed = 1; seed <= 3; ++seed) {
      found += inside(found_by(strategy, with, seed, 150), with);
      found_without += inside(found_by(strategy, without, seed, 150), with);
    }
    CAPTURE(strategy);
    CAPTURE(found_without);
    CHECK(2 * found > 3 * found_without);
  }
}

TEST_CASE("a reference point gathers the front around it") {
  // The front of zdt1 where its first share is a quarter: 0.25, (1 - 0.5) / 10.
  const objective::Formulation with = preferring(near(0.25, 0.05));
  const auto near_it = [&](const std::vector<objective::Trial>& trials) {
    return std::ranges::count_if(trials, [&](const objective::Trial& trial) {
      const auto point = objective::normalised(with, *objective::losses(with, trial.metrics));
      return std::abs(point[0] - 0.25) <= 0.1 && point[1] <= 0.15;
    });
  };
  for (const std::string strategy : {"nsga2", "auto"}) {
    std::ptrdiff_t found = 0, found_without = 0;
    for (std::uint64_t seed = 1; seed <= 3; ++seed) {
      found += near_it(found_by(strategy, with, seed, 150));
      found_without += near_it(found_by(strategy, two_objectives(), seed, 150));
    }
    CAPTURE(strategy);
    CAPTURE(found_without);
    CHECK(found > found_without);
  }
}

}  // namespace kirchhoff::search
