// kirchhoff/cost/wire_grid.cpp - lengths of trees and buses.
#include "kirchhoff/cost/wire_grid.hpp"

#include <cmath>

namespace kirchhoff::cost {

WireGrid tree_grid(double units_along, Length side) {
  WireGrid grid;
  const int stages = 2 * static_cast<int>(std::ceil(std::log2(units_along))) + 1;
  grid.stages = stages;
  double path = 0.0;
  for (int stage = 1; stage <= stages; ++stage) {
    // eq. 1: every second stage is half as long; 2^(s-1) branches of width 1 / 2^(s-1).
    path += std::exp2(-std::ceil(stage / 2.0));
  }
  grid.path = path * side;
  grid.full_width = grid.path;  // eq. 2
  return grid;
}

WireGrid bus_grid(double units_along, Length side) {
  return {.stages = 2.0,
          .path = side,                               // eq. 3: half of trunk and half of branch
          .full_width = (units_along + 1.0) * side};  // eq. 4
}

Area wire_area(const WireGrid& grid, double wires, WireLayer layer, Length feature) {
  // eq. 5: pitches are usual ones of such layers; stated, not measured.
  const double pitch_features = layer == WireLayer::Global ? 8.0 : 4.0;
  return grid.full_width * (wires * pitch_features * feature);
}

Time plain_wire_delay(Length length, Capacitance load, Length feature) {
  // eq. 6: two features wide, four thick; copper of 4e-8 ohm m, twice that of bulk, because its
  // grains are as small as the wire (ITRS 2011, interconnect chapter, rounded).
  constexpr double resistivity_ohm_m = 4e-8;
  const Area section = 8.0 * (feature * feature);
  const Resistance resistance =
      ohms(resistivity_ohm_m * (length / metres(1.0)) / (section / square_metres(1.0)));
  return 0.38 * (resistance * load);
}

Time typical_wire_delay(Length path) {
  // Weste & Harris, CMOS VLSI Design, 4th ed., ch. 6: near 70 ps/mm with optimal repeaters.
  constexpr double seconds_per_metre = 70e-9;
  return seconds(path.si() * seconds_per_metre);
}

}  // namespace kirchhoff::cost
