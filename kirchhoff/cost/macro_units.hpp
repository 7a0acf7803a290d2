// kirchhoff/cost/macro_units.hpp - unit costs of a chip whose macros are costed whole.
//
// In:    Hardware with macro_model "whole", MacroConstants
// Out:   MacroUnits: the parts of the macro model per product, sum, invocation and crossbar
// Model: docs/models/macro.md; what was chosen: docs/decisions/0013
#pragma once

#include "kirchhoff/base/quantity.hpp"
#include "kirchhoff/cost/macro.hpp"
#include "kirchhoff/hardware/hardware.hpp"

namespace kirchhoff::cost {

/// One crossbar. Energies of products and sums hold for random data: half of all bits are ones.
struct MacroUnits {
  Energy product;     // of one slice of one weight in one input step, lines included
  Energy sum;         // one converter's decision, or one tree's addition
  Energy accumulate;  // into the register below a digital tree; 0 for others: outside the macro
  Energy invocation;  // what is spent once however many sums are made
  Time inputs, cells, sums;  // one after the other in one invocation; control is in `inputs`
  Area cells_area, sums_area, control_area;
  [[nodiscard]] Time cycle() const { return inputs + cells + sums; }
};
/// Pure.
[[nodiscard]] MacroUnits macro_units(const hardware::Hardware& hardware,
                                     const MacroConstants& constants);

/// Energy per operation of 1 bit, cycle, and area of the macros of one tile, as the chip model of
/// `estimate` counts them for an invocation of full crossbars with random data; the interval is
/// that of the chip's family. Throws Error(Input) for a chip that is costed by component. Pure.
[[nodiscard]] Interval tile_macro_figure(MacroMetric metric, const hardware::Hardware& hardware,
                                         const MacroConstants& constants);

}  // namespace kirchhoff::cost
