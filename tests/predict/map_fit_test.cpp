// tests/predict/map_fit_test.cpp - priors hold where data are silent, and outliers do not pull.
#include "kirchhoff/predict/map_fit.hpp"

#include <doctest/doctest.h>

#include "kirchhoff/base/error.hpp"

namespace kirchhoff::predict {
namespace {

// y = constants[0] for every target; constants[1] appears nowhere.
MapProblem level_problem(std::vector<double> targets) {
  MapProblem problem;
  problem.priors = {{0.0, 10.0}, {3.0, 1.0}};
  problem.weights.assign(targets.size(), 1.0);
  problem.targets = std::move(targets);
  problem.predict = [](std::span<const double> constants, std::span<double> values) {
    for (double& value : values) value = constants[0];
  };
  return problem;
}

TEST_CASE("a constant that no observation speaks of stays at its prior") {
  const std::vector<double> constants = map_fit(level_problem({1.0, 1.2, 0.8}));
  CHECK(constants[0] == doctest::Approx(1.0).epsilon(0.01));
  CHECK(constants[1] == doctest::Approx(3.0));
}

TEST_CASE("an outlier moves a heavy-tailed fit less than a normal one") {
  MapProblem problem = level_problem({1.0, 1.1, 0.9, 1.0, 9.0});
  problem.degrees_of_freedom = 3.0;
  const double robust = map_fit(problem)[0];
  problem.degrees_of_freedom = 1e6;
  const double normal = map_fit(problem)[0];
  CHECK(robust < 1.3);
  CHECK(normal == doctest::Approx(2.6).epsilon(0.02));
}

TEST_CASE("the fit is the hand-computed compromise of prior and data") {
  // Normal errors of 0.5 on one target 2, prior 0 with spread 0.5: half way.
  MapProblem problem = level_problem({2.0});
  problem.priors[0] = {0.0, 0.5};
  problem.degrees_of_freedom = 1e9;
  CHECK(map_fit(problem)[0] == doctest::Approx(1.0).epsilon(1e-3));
}

TEST_CASE("a spread of 0 holds a constant") {
  MapProblem problem = level_problem({5.0, 5.0});
  problem.priors[0] = {1.0, 0.0};
  CHECK(map_fit(problem)[0] == 1.0);
}

TEST_CASE("a curved model is followed to its minimum") {
  MapProblem problem = level_problem({8.0, 8.0, 8.0});
  problem.predict = [](std::span<const double> constants, std::span<double> values) {
    for (double& value : values) value = constants[0] * constants[0] * constants[0];
  };
  problem.priors[0] = {1.0, 10.0};
  CHECK(map_fit(problem)[0] == doctest::Approx(2.0).epsilon(1e-3));
}

TEST_CASE("impossible problems are refused") {
  MapProblem problem = level_problem({1.0});
  problem.weights = {};
  CHECK_THROWS_AS((void)map_fit(problem), Error);
  problem = level_problem({1.0});
  problem.noise = 0.0;
  CHECK_THROWS_AS((void)map_fit(problem), Error);
}

}  // namespace
}  // namespace kirchhoff::predict
