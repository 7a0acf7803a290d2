// kirchhoff/network/activity_meter.hpp - measures the activity of one layer from its vectors.
//
// In:    integer weights once; then the integers of each row, in the order of the vectors
// Out:   LayerActivity with all statistics
// Model: docs/models/activity.md
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "kirchhoff/network/activity.hpp"

namespace kirchhoff::network {

/// Counts of one layer. A row is one of the rows of all groups' matrices; it meets the weights of
/// its own group. Not thread-safe.
class ActivityMeter {
 public:
  /// `weights` is [groups][outputs][rows] and fits `weight_bits`; bits are 2 to 8.
  ActivityMeter(std::span<const std::int8_t> weights, int groups, int outputs, int rows,
                int weight_bits, int activation_bits);

  /// Counts integers that one row, 0 .. groups x rows - 1, was given one after the other. Toggles
  /// are counted within one call.
  void count(int row, std::span<const std::uint8_t> values);

  /// What was counted so far, shares rounded to six decimals: more would be noise. Without any
  /// vector the optional statistics of inputs are empty and ones_share is 0.
  [[nodiscard]] LayerActivity activity(const std::string& name) const;

 private:
  using Planes = std::array<std::int64_t, 8>;
  void count_weights(std::span<const std::int8_t> weights);
  [[nodiscard]] std::vector<std::vector<double>> met(const std::vector<double>& row_ones,
                                                     int planes) const;

  int groups_ = 1, outputs_ = 0, rows_ = 0;
  int weight_bits_ = 8, activation_bits_ = 8;
  std::vector<double> level_share_;
  std::vector<double> magnitude_ones_;   // [row of all groups][weight_bits - 1], shares
  std::vector<double> complement_ones_;  // [row of all groups][weight_bits], shares
  std::array<std::int64_t, 256> value_counts_{};
  std::vector<Planes> input_ones_;  // of each row of all groups
  Planes toggles_{};
  std::int64_t pairs_ = 0;  // of successive vectors, all rows
};

}  // namespace kirchhoff::network
