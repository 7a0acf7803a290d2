// kirchhoff/cost/wire_grid.hpp - wires that join units on a grid: an H-tree or a bus.
//
// Model: docs/models/wire_grid.md
#pragma once

#include "kirchhoff/base/quantity.hpp"

namespace kirchhoff::cost {

/// Wires over a square of units.
struct WireGrid {
  double stages = 1.0;  // of branches between the port and a unit
  Length path;          // from the port to a unit
  Length full_width;    // metres of wire as wide as the port; x width x pitch is area
};

/// H-tree of 2 ceil(log2 n) + 1 stages over n x n units in a square of `side`; its branches halve
/// in width. n is at least 1. Pure.
[[nodiscard]] WireGrid tree_grid(double units_along, Length side);
/// Bus: one trunk and a branch a row of units, all of full width. Pure.
[[nodiscard]] WireGrid bus_grid(double units_along, Length side);

/// Layers of wires by their pitch in feature sizes: one inside a tile, one across a chip.
enum class WireLayer {
  Intermediate,  // 4
  Global,        // 8
};
/// Area of `wires` parallel wires over `grid`.
[[nodiscard]] Area wire_area(const WireGrid& grid, double wires, WireLayer layer, Length feature);
/// Wire of an intermediate layer without repeaters: 0.38 R C of wire and load.
[[nodiscard]] Time plain_wire_delay(Length length, Capacitance load, Length feature);
/// Wire with repeaters, one way.
[[nodiscard]] Time typical_wire_delay(Length path);

}  // namespace kirchhoff::cost
