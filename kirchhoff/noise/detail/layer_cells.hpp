// kirchhoff/noise/detail/layer_cells.hpp - the conductances of a layer's cells on one chip, with
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
  int slices = 1;
};

struct LayerCells {
  std::vector<float> negative_us;    // of pairs
  double decay = 1.0;                // of all cells since programming
  std::vector<double> column_decay;  // of the cells of each output of each group, where asked for
};

/// Draws the chip: `positive_us` and the result. Bits do not depend on effects that are off.
[[nodiscard]] LayerCells draw_layer_cells(const hardware::Hardware& hardware,
                                          const CellLayout& layout, const LayerLevels& levels,
                                          const ReadConditions& conditions, Stream stream,
                                          std::span<float> positive_us);

/// Whether wires change products: not where cells carry no current.
[[nodiscard]] bool has_wires(const hardware::Hardware& hardware);

}  // namespace kirchhoff::noise::detail
