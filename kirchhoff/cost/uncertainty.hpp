// kirchhoff/cost/uncertainty.hpp - how far an estimate may be off, judged by published macros.
//
// In:    Cost, Hardware, MacroConstants (whose intervals come from chips left out of the fit)
// Out:   nominal 80 % intervals of the totals
// Model: docs/models/macro.md
#pragma once

#include <span>

#include "kirchhoff/base/quantity.hpp"
#include "kirchhoff/cost/cost.hpp"
#include "kirchhoff/cost/macro_constants.hpp"
#include "kirchhoff/hardware/hardware.hpp"

namespace kirchhoff::cost {

template <typename Value>
struct Bounds {
  Value low{}, high{};
};

struct CostIntervals {
  Bounds<Energy> energy;
  Bounds<Time> latency;
  Bounds<Area> area;
};

/// The factor within which macros of the chip's family (hardware::macro_family) lay for four chips
/// in five that the macro model had not seen, applied to the totals.
/// What a chip has besides its macros is assumed to be no better known. Pure.
[[nodiscard]] CostIntervals cost_intervals(const Cost& cost, const hardware::Hardware& hardware,
                                           const MacroConstants& constants);
/// The same of a chip with several kinds of macros: of the kinds that hold layers, the family with
/// the widest interval, for each figure.
[[nodiscard]] CostIntervals cost_intervals(const Cost& cost,
                                           std::span<const hardware::Hardware> kinds,
                                           const MacroConstants& constants);

}  // namespace kirchhoff::cost
