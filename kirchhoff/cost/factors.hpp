// kirchhoff/cost/factors.hpp - corrections of the cost model for one chip that was measured.
//
// In:    hardware::Factors, which a chip's file holds in its table [factors]
// Out:   the Cost with its energies, times and areas corrected
// Model: docs/models/factors.md
#pragma once

#include <span>
#include <string>

#include "kirchhoff/cost/cost.hpp"
#include "kirchhoff/hardware/hardware.hpp"

namespace kirchhoff::cost {

/// All names, in a fixed order: "energy", "latency", "area", then "energy_<component>" for all that
/// use energy and "area_<component>" for all that take area.
[[nodiscard]] std::span<const std::string> factor_names();

/// Multiplies: the energy of a component by energy and energy_<component>, its area likewise, every
/// time by latency. Leakage flows as long as a result takes, so its energy grows with latency too.
/// Layers and components still sum to the totals. Throws Error(Input) for a name that is none, or a
/// factor that is not above 0 and finite. Pure.
void apply_factors(const hardware::Factors& factors, Cost& cost);

}  // namespace kirchhoff::cost
