// kirchhoff/cost/interconnect.cpp - equations of wires and routers.
#include "kirchhoff/cost/interconnect.hpp"

#include <cmath>

namespace kirchhoff::cost {

ComponentCost router_cost(Frequency clock, const Calibration& calibration, const Scaling& scaling) {
  return {
      .energy = calibration.router_energy_per_bit * scaling.energy,
      .latency = 1.0 / (calibration.router_bits_per_cycle * clock),
      .area = calibration.router_area * scaling.area,
  };
}

Energy wire_energy(Length distance, Voltage supply, const Calibration& calibration) {
  // eq. 1: random data charge the wire on one bit in four.
  const Capacitance wire = distance * calibration.wire_per_metre_capacitance / metres(1.0);
  return 0.25 * wire * supply * supply;
}

double hop_count(std::int64_t layer_tiles, std::int64_t chip_tiles) {
  if (chip_tiles <= 1) return 0.0;
  return 1.0 + std::sqrt(static_cast<double>(layer_tiles));  // eq. 2
}

}  // namespace kirchhoff::cost
