// kirchhoff/noise/detail/layer_cells.hpp - what the cells of a layer on one chip weigh, with
// everything that the device and the crossbar do to them.
//
// Model: docs/models/analog_layer.md, docs/models/periphery.md
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "kirchhoff/noise/analog_layer.hpp"
#include "kirchhoff/noise/cell_layout.hpp"

namespace kirchhoff::noise::detail {

/// The levels of a layer's cells in its order; `negative` is empty where cells are no pairs.
struct LayerLevels {
  std::span<const std::uint8_t> positive, negative;
  int outputs = 1;  // of a group
};

/// In units of one level, by cell in the layer's order: what a column sees of a pair, or of a cell
/// beside its reference.
struct LayerCells {
  // Of the input, where amplitudes bend products: of its square and its cube too, each relative to
  // the largest digit, so that all three weigh the largest digit alike.
  std::vector<float> square, cube;
  double decay = 1.0;                // of all cells since programming
  std::vector<double> column_decay;  // of the cells of each output of each group, where asked for
};

/// Draws the chip: `linear` and the result. Bits do not depend on effects that are off.
[[nodiscard]] LayerCells draw_layer_cells(const hardware::Hardware& hardware,
                                          const CellLayout& layout, const LayerLevels& levels,
                                          const ReadConditions& conditions, Stream stream,
                                          std::span<float> linear);

/// Whether cells that were programmed exactly give the exact product all the same: no wires, no
/// bent products.
[[nodiscard]] bool keeps_ideal_cells(const hardware::Hardware& hardware);

}  // namespace kirchhoff::noise::detail
