// kirchhoff/predict/map_fit.hpp - fits a few constants to few, rough observations.
//
// Model: observations y_i = f_i(x) + error, error with heavy tails (Student's t), and a normal
//        prior on every x_j. Few chips cannot determine what circuits already tell: a constant
//        that no observation speaks of stays at its prior.
#pragma once

#include <functional>
#include <span>
#include <vector>

namespace kirchhoff::predict {

/// What is known of one constant before the fit. A spread of 0 holds it at its mean.
struct Prior {
  double mean = 0.0;
  double spread = 1.0;  // standard deviation
};

struct MapProblem {
  std::vector<Prior> priors;        // one per constant
  std::vector<double> targets;      // observations
  std::vector<double> weights;      // of each observation, above 0; 1 counts once
  double noise = 0.5;               // scale of the error, in units of the targets
  double degrees_of_freedom = 4.0;  // of the t distribution: 1 ignores outliers, 30 is normal
  /// Writes the model's value of every target for given constants.
  std::function<void(std::span<const double> constants, std::span<double> values)> predict;
};

/// The most probable constants: Gauss-Newton steps with numerical slopes on the reweighted
/// problem, damped until each step gains; at most 60 steps. Deterministic, single-threaded.
/// Throws Error(Input) when sizes differ, a weight or noise is not above 0, or the model gives a
/// number that is not finite at the priors' means.
[[nodiscard]] std::vector<double> map_fit(const MapProblem& problem);

}  // namespace kirchhoff::predict
