// kirchhoff/cost/gates.cpp - area and capacitance of counted gates.
#include "kirchhoff/cost/gates.hpp"

#include <array>
#include <cmath>

#include "kirchhoff/base/error.hpp"

namespace kirchhoff::cost {
namespace {

// eq. 1: everything in NAND equivalents; `exclusive_or` and `flip_flop` are one XOR, one register.
double nand_equivalents(const GateCounts& counts, double exclusive_or, double flip_flop) {
  return counts.full_adders * (3.0 + 2.0 * exclusive_or) +
         counts.half_adders * (1.0 + exclusive_or) + counts.nands + counts.xors * exclusive_or +
         3.0 * counts.multiplexers + counts.registers * flip_flop;
}

}  // namespace

void check_gates(const GateLibrary& gates) {
  struct Constant {
    const char* name;
    double value;
  };
  const std::array<Constant, 8> constants = {{
      {"nand_area_um2", gates.nand_area.si()},
      {"nand_capacitance_ff", gates.nand_capacitance.si()},
      {"nand_delay_ps", gates.nand_delay.si()},
      {"xor_area", gates.xor_area},
      {"xor_capacitance", gates.xor_capacitance},
      {"xor_delay", gates.xor_delay},
      {"register_area", gates.register_area},
      {"register_capacitance", gates.register_capacitance},
  }};
  for (const Constant& constant : constants) {
    require(std::isfinite(constant.value) && constant.value > 0.0,
            "[gates]: {} must be greater than 0", constant.name);
  }
  require(gates.uncertainty >= 1.0, "[gates]: gate_uncertainty ({}) must be 1 or more",
          gates.uncertainty);
}

GateCounts& GateCounts::operator+=(const GateCounts& other) {
  full_adders += other.full_adders;
  half_adders += other.half_adders;
  nands += other.nands;
  xors += other.xors;
  multiplexers += other.multiplexers;
  registers += other.registers;
  return *this;
}

GateCounts operator*(double times, const GateCounts& counts) {
  return {
      .full_adders = times * counts.full_adders,
      .half_adders = times * counts.half_adders,
      .nands = times * counts.nands,
      .xors = times * counts.xors,
      .multiplexers = times * counts.multiplexers,
      .registers = times * counts.registers,
  };
}

GateDepth& GateDepth::operator+=(GateDepth other) {
  nands += other.nands;
  xors += other.xors;
  return *this;
}

GateDepth operator*(double times, GateDepth depth) {
  return {.nands = times * depth.nands, .xors = times * depth.xors};
}

Area gate_area(const GateCounts& counts, const GateLibrary& gates) {
  return nand_equivalents(counts, gates.xor_area, gates.register_area) * gates.nand_area;
}

Capacitance gate_capacitance(const GateCounts& counts, const GateLibrary& gates) {
  return nand_equivalents(counts, gates.xor_capacitance, gates.register_capacitance) *
         gates.nand_capacitance;
}

Time gate_delay(GateDepth depth, const GateLibrary& gates) {
  return (depth.nands + depth.xors * gates.xor_delay) * gates.nand_delay;  // eq. 2
}

}  // namespace kirchhoff::cost
