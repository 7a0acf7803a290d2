// kirchhoff/noise/cell_noise.hpp - the conductance of programmed cells: error, drift and 1/f noise.
//
// In:    Device, target conductances, time since programming
// Out:   one conductance per cell, drawn
// Model: docs/models/analog_layer.md
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "kirchhoff/base/quantity.hpp"
#include "kirchhoff/base/stream.hpp"
#include "kirchhoff/hardware/device.hpp"

namespace kirchhoff::noise {

/// Standard deviation of a cell's conductance right after programming to `target`; never below 0.
[[nodiscard]] Conductance programming_sd(const hardware::Device& device, Conductance target);
/// The same some time later, where the device says how it changes.
[[nodiscard]] Conductance programming_sd(const hardware::Device& device, Conductance target,
                                         Time since);

/// False when a cell an hour after programming is what it was after a minute: no drift, no 1/f
/// noise, no relaxation and one programming error for all times.
[[nodiscard]] bool changes_with_time(const hardware::Device& device);

/// Sums over the cells of a draw, in microsiemens.
struct CellSums {
  double programmed = 0.0;
  double drifted = 0.0;  // without 1/f noise
};

/// Draws cells of one device at one time. Immutable and thread-safe.
class CellNoise {
 public:
  /// `targets` are the conductances of the levels, in order. `since` is at least 0; at 0 a cell has
  /// its programmed conductance, without drift and 1/f noise. Throws Error(Input) for another time,
  /// a temperature outside 200 to 500 K, and one at which conductances would grow with time.
  CellNoise(const hardware::Device& device, std::span<const Conductance> targets, Time since,
            double temperature_k = 300.0);

  /// conductance_us[i]: cell i, programmed to the target of levels[i], in microsiemens, at least 0.
  /// The same stream draws the same programming error and drift exponents at every time, because it
  /// is the same chip, as are its variation and its stuck cells; 1/f noise is drawn anew for each
  /// time. The sums are those before cells stick.
  CellSums draw(std::span<const std::uint8_t> levels, Stream stream,
                std::span<float> conductance_us) const;

  /// exponent[i]: the drift exponent with which draw() lets cell i decay, at 300 K; 0 without
  /// drift.
  void draw_drift_exponents(std::span<const std::uint8_t> levels, Stream stream,
                            std::span<float> exponent) const;

 private:
  struct Level {
    double target_us = 0.0;
    double programming_sd_us = 0.0;
    double drift_mean = 0.0;
    double drift_sd = 0.0;
  };
  static constexpr std::size_t cells_per_fill = 4096;
  struct Draws {  // standard normal numbers
    std::array<float, cells_per_fill> programming{}, drift{}, low_frequency{}, variation{},
        relaxation{};
  };
  void set_temperature(double temperature_k);
  void draw_block(std::span<const std::uint8_t> levels, const Draws& draws,
                  std::span<float> conductance_us, CellSums& sums) const;
  void stick(Stream stream, std::span<float> conductance_us) const;
  [[nodiscard]] double low_frequency_sd(double programmed_us, double now_us) const;

  hardware::Device device_;
  std::vector<Level> levels_;
  double reference_us_ = 1.0;
  double since_s_ = 0.0;
  double low_us_ = 0.0, high_us_ = 0.0;
  double log_time_ratio_ = 0.0;      // ln(t / t0), 0 without drift
  double low_frequency_time_ = 0.0;  // sqrt(ln((t + t_read) / (2 t_read))), 0 without 1/f noise
  bool relaxes_ = false;
  double relaxed_mean_us_ = 0.0, relaxed_sd_us_ = 0.0;
  double thermal_factor_ = 1.0;  // of conductances
  double thermal_drift_ = 1.0;   // of drift exponents
};

}  // namespace kirchhoff::noise
