// kirchhoff/noise/weight_levels.hpp - cuts the weights of a layer into the levels of its cells.
//
// In:    integer weights, the rows that are read at once, Hardware
// Out:   one level per cell, what a level is worth, what the inputs' sum has to be multiplied with
// Model: docs/models/analog_layer.md
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "kirchhoff/hardware/hardware.hpp"
#include "kirchhoff/mapping/mapping.hpp"

namespace kirchhoff::noise {

/// The integer product is: sum over slices of significance x (positive - negative levels) x inputs,
/// minus offset x the sum of inputs.
struct WeightLevels {
  // By group, chunk, slice, output, row. `negative` is empty where cells are no pairs.
  std::vector<std::uint8_t> positive, negative;
  std::vector<double> significance;  // by slice: worth of one level in the integer product
  int offset = 0;                    // 2^(weight_bits - 1) of Encoding::Offset, else 0
};

/// The matrices that are cut: [groups][outputs][rows], rows in the chunks that are read at once.
struct WeightShape {
  int groups = 1, outputs = 1, rows = 1;
  std::span<const mapping::RowChunk> chunks;
};

/// `weights` are of `weight_bits` (2 to 8) and, in pairs, symmetric around 0. Thread-safe.
[[nodiscard]] WeightLevels cut_weights(std::span<const std::int8_t> weights, int weight_bits,
                                       const WeightShape& shape,
                                       const hardware::Hardware& hardware);

}  // namespace kirchhoff::noise
