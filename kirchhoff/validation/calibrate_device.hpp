// kirchhoff/validation/calibrate_device.hpp - fits the laws of a device to measured cells.
//
// In:    readings: cells programmed to targets, read at times
// Out:   a Device with programming error and drift, and how well each law fits
// Model: docs/models/devices.md, docs/models/analog_layer.md (eq. 3 to 5)
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "kirchhoff/hardware/device.hpp"

namespace kirchhoff::validation {

/// One reading of one cell.
struct CellReading {
  double target_us = 0.0;       // microsiemens, at least 0
  double time_s = 0.0;          // since programming, at least 0
  double conductance_us = 0.0;  // microsiemens
  std::string cell;             // which cell; "" when the file does not say
};

/// Reads a CSV with the columns target_us and conductance_us, and time_s and cell where there are
/// more times than one. Throws Error(Input): a missing column, and every bad line (three at most)
/// with what is wrong: no number, a negative target or time.
[[nodiscard]] std::vector<CellReading> load_cell_readings(const std::string& path);

/// What was measured at one target, and what the fitted device says.
struct TargetFit {
  double target_us = 0.0;
  std::int64_t cells = 0;             // of which the first reading counts
  double mean_us = 0.0, sd_us = 0.0;  // of first readings
  double fitted_sd_us = 0.0;
  std::optional<double> drift_mean, drift_sd;  // of the exponents; where there are times to tell
  double fitted_drift_mean = 0.0, fitted_drift_sd = 0.0;
};

struct DeviceFit {
  hardware::Device device;
  std::vector<TargetFit> targets;    // ascending
  std::vector<double> times_s;       // ascending
  double programming_r2 = 1.0;       // of the sd, over targets
  std::optional<double> drift_r2;    // of the mean exponent; nullopt without drift
  std::vector<std::string> notices;  // what the device cannot say of these cells
};

/// Fits the sd of programming, from each cell's first reading (a polynomial of the degree that AICc
/// prefers, at most 4, nowhere negative between the lowest and the highest target), and the drift
/// exponents of cells that were read at two times above 0 or more (a line in ln x with clipped
/// ends; none unless half of the targets decay by three standard errors). What these do not tell,
/// cell area and read noise for example, is taken from `like`; its other laws are left out. Throws
/// Error(Input): fewer than two targets, fewer than five cells at one, a `like` that is an SRAM.
[[nodiscard]] DeviceFit calibrate_device(const hardware::Device& like,
                                         std::span<const CellReading> readings);

}  // namespace kirchhoff::validation
