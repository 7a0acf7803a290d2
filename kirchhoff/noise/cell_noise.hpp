// kirchhoff/noise/cell_noise.hpp - the conductance of programmed cells: error, drift and 1/f noise.
//
// In:    Device, target conductances, time since programming
// Out:   one conductance per cell, drawn
// Model: docs/models/analog_layer.md
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "kirchhoff/base/quantity.hpp"
#include "kirchhoff/base/stream.hpp"
#include "kirchhoff/hardware/device.hpp"

namespace kirchhoff::noise {

/// Standard deviation of a cell's conductance right after programming to `target`; never below 0.
[[nodiscard]] Conductance programming_sd(const hardware::Device& device, Conductance target);

/// Sums over the cells of a draw, in microsiemens.
struct CellSums {
  double programmed = 0.0;
  double drifted = 0.0;  // without 1/f noise
};

/// Draws cells of one device at one time. Immutable and thread-safe.
class CellNoise {
 public:
  /// `targets` are the conductances of the levels, in order. `since` is at least 0; at 0 a cell has
  /// its programmed conductance, without drift and 1/f noise.
  CellNoise(const hardware::Device& device, std::span<const Conductance> targets, Time since);

  /// conductance_us[i]: cell i, programmed to the target of levels[i], in microsiemens, at least 0.
  /// The same stream draws the same programming error and drift exponents at every time, because it
  /// is the same chip; 1/f noise is drawn anew for each time.
  CellSums draw(std::span<const std::uint8_t> levels, Stream stream,
                std::span<float> conductance_us) const;

 private:
  struct Level {
    double target_us = 0.0;
    double programming_sd_us = 0.0;
    double drift_mean = 0.0;
    double drift_sd = 0.0;
  };
  void draw_block(std::span<const std::uint8_t> levels, std::span<const float> programming,
                  std::span<const float> drift, std::span<const float> low_frequency,
                  std::span<float> conductance_us, CellSums& sums) const;
  [[nodiscard]] double low_frequency_sd(double programmed_us) const;

  std::vector<Level> levels_;
  double reference_us_ = 1.0;
  double since_s_ = 0.0;
  double log_time_ratio_ = 0.0;      // ln(t / t0), 0 without drift
  double low_frequency_time_ = 0.0;  // sqrt(ln((t + t_read) / (2 t_read))), 0 without 1/f noise
  double coefficient_ = 0.0, exponent_ = 0.0, limit_ = 0.0;
};

}  // namespace kirchhoff::noise
