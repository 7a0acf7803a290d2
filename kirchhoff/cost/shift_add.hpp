// kirchhoff/cost/shift_add.hpp - cost of adding one conversion to its running sum.
//
// Model: docs/models/shift_add.md
#pragma once

#include "kirchhoff/cost/calibration.hpp"
#include "kirchhoff/cost/component_cost.hpp"
#include "kirchhoff/cost/technology.hpp"

namespace kirchhoff::cost {

/// Bits of a running sum: products of `weight_bits` x `activation_bits` over `rows` rows.
[[nodiscard]] int sum_bits(int rows, int weight_bits, int activation_bits);

/// One addition to a sum of `bits`; area of one shift-adder that wide.
[[nodiscard]] ComponentCost shift_add_cost(int bits, const Calibration& calibration,
                                           const Scaling& scaling);

}  // namespace kirchhoff::cost
