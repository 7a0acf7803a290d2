// kirchhoff/cost/column_converter.cpp - comparators, encoders and successive approximation.
#include "kirchhoff/cost/column_converter.hpp"

#include <cmath>

namespace kirchhoff::cost {
namespace {

// A latch of ten transistors with its input pair, and two NAND2 that hold the decision: five
// NAND2. Stated, not measured.
constexpr double comparator_nands = 5.0;

// eq. 4: an edge detector a level and one column of a ROM a bit, four ROM cells to a NAND2.
double encoder_nands(double bits) { return 1.0 + 0.25 * bits; }
constexpr double encoder_depth = 2.0;  // the edge, then a line of the ROM

Time decision(double levels, const LogicGates& gates) {
  // eq. 2: a latch grows a step of 1/levels to full swing; its time constant is a gate's delay.
  return std::log(levels) * gates.nand_delay;
}

ColumnConverter flash(double levels, Time settling, const LogicGates& gates) {
  const double comparators = levels - 1.0;
  const double bits = std::log2(levels);
  return {
      .area = comparators * (comparator_nands + encoder_nands(bits)) * gates.nand,
      .energy = (comparators * comparator_nands + bits) * gates.nand_energy,
      .bias = {},
      .latency = settling + decision(levels, gates) + encoder_depth * gates.nand_delay,
      .window = settling,
  };
}

}  // namespace

ColumnConverter current_flash(double levels, Voltage sense, double alpha,
                              const ColumnSignal& signal, const Transistor& transistor,
                              const LogicGates& gates) {
  const double comparators = levels - 1.0;
  const Current bias = transistor.bias(sense, alpha);
  // eq. 1: g_m = alpha I / V_overdrive. The column's current moves its line to within half a step,
  // the mirror's the gates of all copies.
  const Time line = std::log(2.0 * levels) * (signal.line * sense / (alpha * signal.column));
  const Time mirror = comparators * (gates.gate * sense / (alpha * bias));
  ColumnConverter converter = flash(levels, line + mirror, gates);
  converter.bias = comparators * (bias * gates.supply);  // eq. 3
  return converter;
}

ColumnConverter voltage_flash(double levels, Voltage sense, const ColumnSignal& signal,
                              const LogicGates& gates) {
  const Capacitance load = signal.line + (levels - 1.0) * gates.gate;
  return flash(levels, load * sense / signal.cell, gates);  // eq. 5
}

ColumnConverter stepped_converter(double levels, double rows, const LogicGates& gates) {
  const double bits = std::ceil(std::log2(levels));
  // ZigZag-IMC @df34a6f AimcArrayUnit.py, 28 nm: (100 b + 0.001 4^b) V^2 fF; a decision 0.64 ns
  // and 0.00653 ns a row; a NAND2 there has 0.7 fF and 47.8 ps.
  const double loads = (100.0 * bits + 0.001 * std::exp2(2.0 * bits)) / 0.7;
  const double delays = (0.640 + 0.00653 * rows) / 0.0478;
  const Time step = delays * gates.nand_delay;
  // eq. 8: a bit has flip-flops for sequence, code and result, and drivers of three switches; a
  // comparator four times larger for its offset, a sampling switch; unit capacitors of 1 um2 that
  // do not shrink (0.5 to 1 fF with their spacing). Counts are stated, not measured.
  constexpr Area unit_capacitor = square_micrometres(1.0);
  constexpr double driver_nands = 8.0, sampling_nands = 10.0;
  const Area logic = bits * (3.0 * gates.flip_flop + driver_nands * gates.nand) +
                     (4.0 * comparator_nands + sampling_nands) * gates.nand;
  return {
      .area = logic + std::exp2(bits) * unit_capacitor,
      .energy = loads * gates.nand_energy,  // eq. 6
      .bias = {},
      .latency = bits * step,             // eq. 7
      .window = decision(levels, gates),  // the sample is taken, then held
  };
}

}  // namespace kirchhoff::cost
