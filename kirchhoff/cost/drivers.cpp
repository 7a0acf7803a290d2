// kirchhoff/cost/drivers.cpp - equations of the word lines' drivers.
#include "kirchhoff/cost/drivers.hpp"

#include <cmath>

namespace kirchhoff::cost {
namespace {

// A pulse of one slot needs no counter.
bool counts_slots(const hardware::Hardware& hardware) {
  return hardware.periphery.input_coding == hardware::InputCoding::PulseWidth &&
         hardware.dac_bits > 1;
}

}  // namespace

Length cell_pitch(const hardware::Hardware& hardware) {
  return std::sqrt(hardware.device.cell_area_f2) * nanometres(hardware.node_nm);
}

Energy slot_energy(const hardware::Hardware& hardware, const Calibration& calibration,
                   const Scaling& scaling) {
  if (!counts_slots(hardware)) return {};
  // eq. 1b: of a counter's bits, 1 + 1/2 + 1/4 + ... change from one slot to the next.
  constexpr double changing_bits = 2.0;
  return changing_bits * (calibration.adder_energy_per_bit + calibration.register_energy_per_bit) *
         scaling.energy;
}

ComponentCost driver_cost(const hardware::Hardware& hardware, const Calibration& calibration,
                          const Scaling& scaling) {
  const Voltage reference = calibration.reference_supply;
  const double bits = hardware.dac_bits;
  const double columns = hardware.crossbar.columns();
  // eq. 1: the DAC, and the gates of the cells on the line.
  // Digital inputs need no DAC, and the gates of the products stand with their adders.
  const bool digital = hardware.device.summing == hardware::Summing::AdderTree;
  const Capacitance gates = columns * calibration.wire_per_cell;
  // A pulse switches the line as one bit does, whatever its width.
  const bool counts = counts_slots(hardware);
  const double dac_bits = counts ? 1.0 : bits;
  const Capacitance load = digital ? Capacitance{} : dac_bits * calibration.dac_per_bit + gates;
  const Energy logic = load * reference * reference * scaling.energy;
  // eq. 2: the line itself; wires have the same capacitance per length at all nodes.
  const Capacitance line =
      columns * (cell_pitch(hardware) * calibration.wire_per_metre_capacitance / metres(1.0));
  // eq. 3: the DAC's area grows by a factor per bit; the register holds the step's bits.
  const double growth = std::pow(calibration.dac_area_growth, dac_bits - 1.0);
  const Area dac = digital ? Area{} : growth * calibration.driver_area;
  const Area counter = counts ? bits * calibration.adder_area_per_bit : Area{};
  const Area area = dac + bits * calibration.register_area_per_bit + counter;
  return {
      .energy = logic + line * hardware.supply * hardware.supply,
      .latency = 1.0 / hardware.clock,  // eq. 4: the inputs are latched in one cycle
      .area = area * scaling.area,
  };
}

}  // namespace kirchhoff::cost
