// kirchhoff/cost/logic_gates.hpp - area, energy and delay of the gates that peripheries are made
// of.
//
// In:    a node and its transistors
// Out:   LogicGates
// Model: docs/models/logic_gates.md
#pragma once

#include "kirchhoff/base/quantity.hpp"
#include "kirchhoff/cost/calibration.hpp"
#include "kirchhoff/cost/roadmap.hpp"

namespace kirchhoff::cost {

/// Gates of one node at the supply of its transistors. Energies are of one switching.
struct LogicGates {
  Length feature;
  Voltage supply;
  Area nand, flip_flop, full_adder;
  Energy nand_energy, flip_flop_energy, full_adder_energy;
  Time nand_delay;
  Capacitance gate;  // of a transistor two feature sizes wide

  /// Ripple of a carry through `bits` full adders: two NANDs each.
  [[nodiscard]] Time ripple(double bits) const { return 2.0 * bits * nand_delay; }
  /// Chain of drivers, each four times the one before, from one gate to `load`.
  [[nodiscard]] Time chain_delay(Capacitance load) const;
  /// Switches or drivers of `widths` times two feature sizes.
  [[nodiscard]] Area transistor_area(double widths) const;
  /// Transistors of that chain.
  [[nodiscard]] Area chain_area(Capacitance load) const;
};

/// Scales the gates at 28 nm and 0.9 V. Pure and thread-safe.
[[nodiscard]] LogicGates logic_gates(double node_nm, const Transistor& transistor,
                                     const Calibration& calibration);

}  // namespace kirchhoff::cost
