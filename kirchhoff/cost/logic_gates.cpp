// kirchhoff/cost/logic_gates.cpp - gates at 28 nm and how they scale.
#include "kirchhoff/cost/logic_gates.hpp"

#include <algorithm>
#include <cmath>

#include "kirchhoff/cost/technology.hpp"

namespace kirchhoff::cost {
namespace {

// ZigZag-IMC, KULeuven-MICAS/zigzag-imc@df34a6f, dimc_validation/28nm: NAND2 0.614 um2, 47.8 ps,
// 0.7 fF for both ports; flip-flop 6 x area, 3 x capacitance; full adder 3 NAND2 + 2 XOR2.
constexpr double node_nm_of_gates = 28.0;
constexpr Voltage supply_of_gates = volts(0.9);
constexpr Area nand_area = square_micrometres(0.614);
constexpr Time nand_delay_28 = picoseconds(47.8);
constexpr Capacitance nand_load = femtofarads(0.7);
constexpr double flip_flop_areas = 6.0, flip_flop_loads = 3.0;
constexpr double full_adder_areas = 7.8, full_adder_loads = 6.0;

constexpr double fan_out = 4.0;  // of each driver of a chain: the textbook optimum

// eq. 2: the alpha-power law, over that of the gates' own process.
double drive_factor(Voltage supply, Voltage threshold, const Calibration& calibration) {
  const auto delay = [&](Voltage v, Voltage vt) {
    return v.si() / std::pow((v - vt).si(), calibration.delay_alpha);
  };
  return delay(supply, threshold) / delay(supply_of_gates, calibration.threshold);
}

}  // namespace

Time LogicGates::chain_delay(Capacitance load) const {
  return std::max(1.0, std::log(load / gate) / std::log(fan_out)) * nand_delay;  // eq. 4
}

Area LogicGates::transistor_area(double widths) const {
  constexpr double features_2 = 10.0;  // two wide, a contacted pitch of five
  return widths * features_2 * (feature * feature);
}

Area LogicGates::chain_area(Capacitance load) const {
  // eq. 5: 1/4 + 1/16 + ... of the load stands as gates in front of it.
  return transistor_area(load / gate / (fan_out - 1.0));
}

LogicGates logic_gates(double node_nm, const Transistor& transistor,
                       const Calibration& calibration) {
  const double area = area_scale(calibration, node_nm_of_gates, node_nm);
  // eq. 1: loads follow the node's energy at one supply.
  const double load = energy_scale(calibration, node_nm_of_gates, node_nm);
  const Energy nand = load * (nand_load * transistor.supply * transistor.supply);
  LogicGates gates;
  gates.feature = nanometres(node_nm);
  gates.supply = transistor.supply;
  gates.nand = area * nand_area;
  gates.flip_flop = flip_flop_areas * gates.nand;
  gates.full_adder = full_adder_areas * gates.nand;
  gates.nand_energy = nand;
  gates.flip_flop_energy = flip_flop_loads * nand;
  gates.full_adder_energy = full_adder_loads * nand;
  gates.nand_delay = node_nm / node_nm_of_gates *
                     drive_factor(transistor.supply, transistor.threshold, calibration) *
                     nand_delay_28;
  gates.gate = 0.5 * load * nand_load;  // eq. 3: one of two ports
  return gates;
}

}  // namespace kirchhoff::cost
