// kirchhoff/cost/unit_costs.hpp - what one of everything costs on a chip, before any network.
#pragma once

#include "kirchhoff/cost/calibration.hpp"
#include "kirchhoff/cost/component_cost.hpp"
#include "kirchhoff/cost/digital_unit.hpp"
#include "kirchhoff/cost/technology.hpp"
#include "kirchhoff/hardware/hardware.hpp"

namespace kirchhoff::cost {

/// Areas of one crossbar with its own drivers and converters.
struct CrossbarArea {
  Area cells, drivers, multiplexers, converters, shift_add;
  [[nodiscard]] Area sum() const { return cells + drivers + multiplexers + converters + shift_add; }
};

struct UnitCosts {
  Scaling scaling;
  Time cycle;  // of the digital clock
  ComponentCost cell, driver, multiplexer, converter, buffer, router;
  DigitalUnitCost digital;
  CrossbarArea crossbar;
  Energy bit_across_tile;  // one bit moved over one side of a tile
  Power crossbar_leakage;  // of one crossbar
  Power gated_leakage;     // of one crossbar that is power-gated: of cells that need power to hold
  Power tile_leakage;      // of one tile's buffer, router and digital unit
};

/// Pure.
[[nodiscard]] UnitCosts unit_costs(const hardware::Hardware& hardware,
                                   const Calibration& calibration);

}  // namespace kirchhoff::cost
