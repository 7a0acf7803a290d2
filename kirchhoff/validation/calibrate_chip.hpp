// kirchhoff/validation/calibrate_chip.hpp - fits the factors of one chip to its measurements.
//
// In:    Hardware, Measurements, the model's constants
// Out:   factors with their uncertainty, predictions before and after; what could not be told
// Model: docs/models/factors.md
#pragma once

#include <span>
#include <string>
#include <vector>

#include "kirchhoff/cost/calibration.hpp"
#include "kirchhoff/hardware/hardware.hpp"
#include "kirchhoff/validation/measured_file.hpp"

namespace kirchhoff::validation {

struct FittedFactor {
  std::string name;     // of cost/factors.hpp
  double value = 1.0;   // 1 when it is not determined
  double log_sd = 0.0;  // one standard deviation of ln(value)
  bool is_determined = false;
};

struct FittedMeasurement {
  Measurement measured;
  double before = 0.0;  // predicted without factors
  double after = 0.0;
};

struct ChipCalibration {
  std::vector<FittedFactor> factors;  // all names, in their order
  std::vector<FittedMeasurement> rows;
  /// The factors that are determined, as a chip holds them; `source` is for the caller to fill.
  hardware::Factors result;
};

/// Least squares of ln(measured / predicted), each weighted by its uncertainty, with ln(factor)
/// drawn to 0. A factor is determined when the measurements halve the uncertainty it had before;
/// the others are set to 1 one by one, the least determined first. Factors that the chip already
/// holds are dropped and fitted again. Throws Error(Input) with the place of a measurement whose
/// network or operating point does not fit the chip, or whose prediction is 0.
[[nodiscard]] ChipCalibration calibrate_chip(const hardware::Hardware& chip,
                                             std::span<const Measurement> measurements,
                                             const cost::Calibration& calibration);

/// What a cost says about a measured figure; SI.
[[nodiscard]] double predicted(const Measurement& measurement, const cost::Cost& cost);
/// d ln(predicted) / d ln(factor) for each name of cost::factor_names(), for a cost with its
/// factors applied.
[[nodiscard]] std::vector<double> sensitivities(const Measurement& measurement,
                                                const cost::Cost& cost);

}  // namespace kirchhoff::validation
