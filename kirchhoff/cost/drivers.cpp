// kirchhoff/cost/drivers.cpp - equations of the word lines' drivers.
#include "kirchhoff/cost/drivers.hpp"

#include <cmath>

namespace kirchhoff::cost {

Length cell_pitch(const hardware::Hardware& hardware) {
  return std::sqrt(hardware.device.cell_area_f2) * nanometres(hardware.node_nm);
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
  const Capacitance load = digital ? Capacitance{} : bits * calibration.dac_per_bit + gates;
  const Energy logic = load * reference * reference * scaling.energy;
  // eq. 2: the line itself; wires have the same capacitance per length at all nodes.
  const Capacitance line =
      columns * (cell_pitch(hardware) * calibration.wire_per_metre_capacitance / metres(1.0));
  // eq. 3: the DAC's area grows by a factor per bit; the register holds the step's bits.
  const double growth = std::pow(calibration.dac_area_growth, bits - 1.0);
  const Area dac = digital ? Area{} : growth * calibration.driver_area;
  const Area area = dac + bits * calibration.register_area_per_bit;
  return {
      .energy = logic + line * hardware.supply * hardware.supply,
      .latency = 1.0 / hardware.clock,  // eq. 4: the inputs are latched in one cycle
      .area = area * scaling.area,
  };
}

}  // namespace kirchhoff::cost
