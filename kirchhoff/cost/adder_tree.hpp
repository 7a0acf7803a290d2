// kirchhoff/cost/adder_tree.hpp - the adders of digital in-memory computing: products to one sum.
//
// In:    AdderTreeSpec (what is added and how)
// Out:   AdderTree (gates and depth), ComponentCost of one addition of all products
// Model: docs/models/adder_tree.md
#pragma once

#include "kirchhoff/cost/calibration.hpp"
#include "kirchhoff/cost/component_cost.hpp"
#include "kirchhoff/cost/gates.hpp"
#include "kirchhoff/cost/technology.hpp"
#include "kirchhoff/hardware/adder_tree_kind.hpp"

namespace kirchhoff::cost {

using hardware::AdderTreeKind;

/// What one tree adds: `inputs` products of a weight and the bits of an input applied at once.
struct AdderTreeSpec {
  int inputs = 128;        // 1 to 65536
  int weight_bits = 8;     // 1 to 16
  int input_bits = 1;      // 1 to 16: 1 is bit-serial, the whole input is bit-parallel
  int look_up_inputs = 4;  // LookUp: weights whose sums stand in one table, 2 to 8
  AdderTreeKind kind = AdderTreeKind::RippleCarry;
};

/// Gates of one tree. Products are formed in `products`; `first_adders` see them, `other_adders`
/// see sums; `tables` hold what LookUp reads and do not switch.
struct AdderTree {
  GateCounts products, first_adders, other_adders, tables;
  int result_bits = 0;
  GateDepth depth;  // from the inputs to the register of the result
  [[nodiscard]] GateCounts all() const;
};

/// Throws Error(Input) naming the first field outside its range.
[[nodiscard]] AdderTree build_adder_tree(const AdderTreeSpec& spec);

/// Share of the gates that switch in one addition: 0 to 1, above 1 with glitches.
struct ToggleRates {
  double products = 0.5;  // one of the two operands, the weight, is at rest
  double operands = 1.0;  // adders that see products
  double sums = 1.0;      // adders that see sums
};

/// One addition of all products; area of one tree; latency from inputs to the result. Pure.
[[nodiscard]] ComponentCost adder_tree_cost(const AdderTree& tree, const ToggleRates& toggles,
                                            const Calibration& calibration, const Scaling& scaling);

/// The register that adds a tree's results of one bit group of the inputs after the other, shifting
/// between them: `steps` groups of `input_bits`. One step of it; a single step needs no adder.
struct ShiftAccumulator {
  GateCounts gates;
  int sum_bits = 0;
  GateDepth depth;
};
[[nodiscard]] ShiftAccumulator build_shift_accumulator(int tree_bits, int steps, int input_bits);
[[nodiscard]] ComponentCost shift_accumulator_cost(const ShiftAccumulator& accumulator,
                                                   double toggle, const Calibration& calibration,
                                                   const Scaling& scaling);

}  // namespace kirchhoff::cost
