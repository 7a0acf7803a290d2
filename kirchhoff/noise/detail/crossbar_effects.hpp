// kirchhoff/noise/detail/crossbar_effects.hpp - what neighbours on a crossbar do to cells: wires,
// and variation that is alike in cells near each other.
//
// Model: docs/models/periphery.md, docs/models/wire_resistance.md
#pragma once

#include <span>
#include <vector>

#include "kirchhoff/base/stream.hpp"
#include "kirchhoff/noise/cell_layout.hpp"
#include "kirchhoff/noise/wire_resistance.hpp"

namespace kirchhoff::noise::detail {

/// A Gaussian field [rows][columns] of mean 0 and variance 1, with the covariance
/// exp(-d^2 / (2 length^2)) at a distance of d cells; `length` is 0.1 to 256.
[[nodiscard]] std::vector<float> correlated_field(int rows, int columns, double length,
                                                  Stream stream);

/// Conductances of all cells of a layer, in its order. `negative_us` is empty where cells are no
/// pairs, `reference_us` (all crossbars' reference columns) where there are none.
struct ConductanceSpans {
  std::span<float> positive_us, negative_us, reference_us;
};

/// Multiplies the cells of every crossbar by 1 + sd x field, at least 0.
void vary_alike(const CellLayout& layout, const hardware::CellVariation& variation, Stream stream,
                const ConductanceSpans& cells);

/// Replaces conductances by effective ones behind wires; rows that are not read are held at 0 V.
void add_wires(const CellLayout& layout, const WireSegments& wires, const ConductanceSpans& cells);

}  // namespace kirchhoff::noise::detail
