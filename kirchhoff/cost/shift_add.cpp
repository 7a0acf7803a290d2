// kirchhoff/cost/shift_add.cpp - equations of the digital recombination.
#include "kirchhoff/cost/shift_add.hpp"

#include <bit>

namespace kirchhoff::cost {

int sum_bits(int rows, int weight_bits, int activation_bits) {
  const int carries = std::bit_width(static_cast<unsigned>(rows - 1));  // ceil(log2(rows))
  return weight_bits + activation_bits + carries;                       // eq. 1
}

ComponentCost shift_add_cost(int bits, const Calibration& calibration, const Scaling& scaling) {
  return {
      // eq. 2: a full adder and a register for each bit of the sum.
      .energy = bits * (calibration.adder_energy_per_bit + calibration.register_energy_per_bit) *
                scaling.energy,
      .latency = {},
      .area = bits * (calibration.adder_area_per_bit + calibration.register_area_per_bit) *
              scaling.area,
  };
}

}  // namespace kirchhoff::cost
