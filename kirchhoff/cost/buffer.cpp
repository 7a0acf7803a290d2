// kirchhoff/cost/buffer.cpp - equations of the tiles' buffers.
#include "kirchhoff/cost/buffer.hpp"

#include <cmath>

namespace kirchhoff::cost {

ComponentCost buffer_cost(double kib, Frequency clock, const Calibration& calibration,
                          const Scaling& scaling) {
  constexpr double bits_per_kib = 8192.0;
  // eq. 1: longer lines cost more per access.
  const double growth =
      std::pow(kib / calibration.buffer_reference_kib, calibration.buffer_energy_exponent);
  // eq. 2: the periphery is there however few bits are kept.
  const Area area =
      calibration.buffer_area_fixed + kib * bits_per_kib * calibration.buffer_area_per_bit;
  return {
      .energy = growth * calibration.buffer_energy_per_bit * scaling.energy,
      .latency = 1.0 / (calibration.buffer_bits_per_cycle * clock),
      .area = area * scaling.area,
  };
}

double spilled_share(double working_set_bits, double capacity_bits) {
  if (working_set_bits <= capacity_bits) return 0.0;
  return 1.0 - capacity_bits / working_set_bits;  // eq. 3
}

}  // namespace kirchhoff::cost
