// kirchhoff/cost/gates.hpp - logic gates: what an adder, a register and a path of gates are made
// of.
//
// Model: docs/models/adder_tree.md
#pragma once

#include "kirchhoff/base/quantity.hpp"

namespace kirchhoff::cost {

/// Constants of [gates] in data/calibration/, at the calibration's reference node and supply.
/// Other gates are multiples of the two-input NAND.
struct GateLibrary {
  Area nand_area;
  Capacitance nand_capacitance;  // of all its inputs
  Time nand_delay;
  double xor_area = 0.0, xor_capacitance = 0.0, xor_delay = 0.0;  // two-input XOR over NAND
  double register_area = 0.0, register_capacitance = 0.0;         // flip-flop over NAND
  double uncertainty = 1.0;  // geometric standard deviation of energies and areas built from it
};

/// Throws Error(Input) naming the first constant that is not above 0, or uncertainty below 1.
void check_gates(const GateLibrary& gates);

/// Gates of a block, by kind; whole numbers, as doubles because chips hold more than 2^31.
struct GateCounts {
  double full_adders = 0.0;  // 3 NAND and 2 XOR
  double half_adders = 0.0;  // 1 NAND and 1 XOR
  double nands = 0.0;
  double xors = 0.0;
  double multiplexers = 0.0;  // two to one, of one bit: 3 NAND
  double registers = 0.0;     // bits

  GateCounts& operator+=(const GateCounts& other);
  friend GateCounts operator*(double times, const GateCounts& counts);
};

/// Gates that a signal passes one after the other on the longest path.
struct GateDepth {
  double nands = 0.0;
  double xors = 0.0;
  GateDepth& operator+=(GateDepth other);
};
/// Carry and sum of one full adder: from its inputs to its outputs.
inline constexpr GateDepth carry_depth = {.nands = 2.0, .xors = 0.0};
inline constexpr GateDepth sum_depth = {.nands = 0.0, .xors = 2.0};
[[nodiscard]] GateDepth operator*(double times, GateDepth depth);

/// Area of the gates at the reference node.
[[nodiscard]] Area gate_area(const GateCounts& counts, const GateLibrary& gates);
/// Input capacitance of the gates at the reference node: what one switching of everything charges.
[[nodiscard]] Capacitance gate_capacitance(const GateCounts& counts, const GateLibrary& gates);
/// Time along a path of gates at the reference node and supply.
[[nodiscard]] Time gate_delay(GateDepth depth, const GateLibrary& gates);

}  // namespace kirchhoff::cost
