// kirchhoff/cost/unit_costs.hpp - what one of everything costs on a chip, before any network.
#pragma once

#include <array>
#include <cstddef>
#include <optional>

#include "kirchhoff/cost/calibration.hpp"
#include "kirchhoff/cost/component_cost.hpp"
#include "kirchhoff/cost/digital_unit.hpp"
#include "kirchhoff/cost/macro_units.hpp"
#include "kirchhoff/cost/technology.hpp"
#include "kirchhoff/hardware/hardware.hpp"

namespace kirchhoff::cost {

/// Areas of one crossbar with its own drivers and converters.
struct CrossbarArea {
  Area cells, drivers, multiplexers, converters, shift_add;
  [[nodiscard]] Area sum() const { return cells + drivers + multiplexers + converters + shift_add; }
};

/// Bits of the widest weight, for which the adders of a digital crossbar are laid out.
inline constexpr std::size_t widest_weight_bits = 8;

/// Energies of one sum of words by its adder tree, each as if all gates switched once.
struct AdderEnergies {
  Energy products, operands, sums;
};

struct UnitCosts {
  Scaling scaling;
  Time cycle;  // of the digital clock
  ComponentCost cell, driver, multiplexer, converter, buffer, router;
  /// With adder trees, by the bits of a word; latency, and area per column, stand in `converter`.
  std::array<AdderEnergies, widest_weight_bits + 1> adders{};
  DigitalUnitCost digital;
  CrossbarArea crossbar;
  Energy driver_slot;      // one row's counter of a pulse, one slot
  Energy bit_across_tile;  // one bit moved over one side of a tile
  Power crossbar_leakage;  // of one crossbar, refresh of its cells included
  Power gated_leakage;     // of one crossbar that is power-gated: of cells that need power to hold
  Power tile_leakage;      // of one tile's buffer, router and digital unit
  /// Of a chip whose macros are costed whole; then cell, driver, multiplexer and converter hold the
  /// times of one invocation and the energy of one sum, and every turn is an invocation.
  std::optional<MacroUnits> macro;
};

/// Pure.
[[nodiscard]] UnitCosts unit_costs(const hardware::Hardware& hardware,
                                   const Calibration& calibration);

}  // namespace kirchhoff::cost
