// tests/study/choose_designs_test.cpp - which search trials are trained fully, with a preference.
#include <doctest/doctest.h>

#include "kirchhoff/study/detail/session.hpp"

namespace kirchhoff::study::detail {
namespace {

objective::Trial trial(double accuracy, double energy) {
  objective::Trial trial;
  trial.state = objective::TrialState::Complete;
  trial.metrics = {{"accuracy", accuracy}, {"energy_j", energy}};
  return trial;
}

// A front along which accuracy rises by one point while energy doubles, and a design below it.
std::vector<objective::Trial> trials() {
  std::vector<objective::Trial> result;
  for (int i = 0; i < 12; ++i) result.push_back(trial(0.80 + 0.01 * i, 1e-8 * (1 << i)));
  result.push_back(trial(0.80, 1e-6));
  return result;
}

objective::Formulation formulation() {
  return {{{"accuracy", true, objective::Axis{1.0, 0.5}},
           {"energy_j", false, objective::Axis{1e-9, 1e-4, true}}},
          {}};
}

objective::Preference nothing() {
  return {.region = {std::nullopt, std::nullopt},
          .reference_point = {std::nullopt, std::nullopt},
          .epsilon = {0.0, 0.0}};
}

}  // namespace

TEST_CASE("without a preference the whole front is covered") {
  const auto chosen = choose_designs(trials(), formulation(), 4);
  REQUIRE(chosen.size() == 4);
  CHECK(chosen.front() <= 2);
  CHECK(chosen.back() >= 9);
  CHECK(choose_designs(trials(), formulation(), 20).size() == 12);
  CHECK(choose_designs(trials(), formulation(), 0).empty());
}

TEST_CASE(
    "final trainings go into the region, and to the nearest beside it when it holds too few") {
  objective::Formulation wanted = formulation();
  wanted.preference = nothing();
  wanted.preference->region[0] = 0.875;  // the front's last four
  CHECK(choose_designs(trials(), wanted, 3).size() == 3);
  for (const std::size_t i : choose_designs(trials(), wanted, 3)) CHECK(i >= 8);
  // Of more than enough inside those stay that cover it: its ends lie apart.
  const auto two = choose_designs(trials(), wanted, 2);
  REQUIRE(two.size() == 2);
  CHECK(two.back() - two.front() >= 2);
  CHECK(choose_designs(trials(), wanted, 6) == std::vector<std::size_t>{6, 7, 8, 9, 10, 11});
  wanted.preference->region[0] = 0.99;  // nothing is inside
  CHECK(choose_designs(trials(), wanted, 2) == std::vector<std::size_t>{10, 11});
}

TEST_CASE("a reference point keeps its neighbours, epsilon one of each step") {
  objective::Formulation wanted = formulation();
  wanted.preference = nothing();
  wanted.objectives[0].axis = objective::Axis{0.95, 0.75};  // near: a tenth of an axis
  wanted.preference->reference_point = {0.85, 1e-8 * 32};
  const auto near = choose_designs(trials(), wanted, 3);
  REQUIRE(near.size() == 3);
  CHECK(near.front() >= 2);
  CHECK(near.back() <= 8);
  wanted = formulation();
  wanted.preference = nothing();
  wanted.preference->epsilon = {0.071, 0.0};  // 3.55 points of accuracy: four steps along the front
  CHECK(choose_designs(trials(), wanted, 20) == std::vector<std::size_t>{0, 3, 6, 10});
}

}  // namespace kirchhoff::study::detail
