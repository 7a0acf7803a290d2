// kirchhoff/noise/cell_statistics.hpp - mean, spread and drift of many cells with one target.
//
// In:    Device, target conductance, time since programming
// Out:   CellStatistics of that many draws
// Model: docs/models/analog_layer.md, docs/models/devices.md
#pragma once

#include <cstdint>
#include <optional>

#include "kirchhoff/base/quantity.hpp"
#include "kirchhoff/hardware/device.hpp"

namespace kirchhoff::noise {

struct CellStatistics {
  Conductance mean;
  Conductance sd;
  // Of the exponent nu of G (t / t0)^-nu; empty for a device without such a drift.
  std::optional<double> drift_mean;
  std::optional<double> drift_sd;
};

struct StatisticsConditions {
  Conductance target;
  Time since_programming;
  double temperature_k = 300.0;
  std::int64_t draws = 200'000;  // 2 to 10^9
  std::uint64_t seed = 1;
};

/// Draws the cells and adds up. Throws Error(Input) for a target that is negative or not finite, a
/// time, temperature or count out of range. Thread-safe; the same conditions give the same bits.
[[nodiscard]] CellStatistics cell_statistics(const hardware::Device& device,
                                             const StatisticsConditions& conditions);

}  // namespace kirchhoff::noise
