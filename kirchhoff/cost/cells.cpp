// kirchhoff/cost/cells.cpp - equations of resistive and charge-domain cells.
#include "kirchhoff/cost/cells.hpp"

namespace kirchhoff::cost {
namespace {

bool is_charge_domain(const hardware::Hardware& hardware) {
  return hardware.device.type == hardware::DeviceType::Sram;
}

// The reference column of a crossbar is shared by the weights of its columns (eq. 1b).
double cells_with_reference(const hardware::Hardware& hardware, int cells) {
  const bool has_reference = hardware::weight_encoding(hardware) == hardware::Encoding::Offset;
  return has_reference ? cells + static_cast<double>(cells) / hardware.crossbar.columns() : cells;
}

}  // namespace

Energy weight_read_energy(const ReadSignal& signal, int cells, const hardware::Hardware& hardware,
                          const Calibration& calibration) {
  const hardware::Device& device = hardware.device;
  if (is_charge_domain(hardware)) {
    // eq. 4: a capacitor is charged where input and stored bit are both 1.
    return signal.exposed_levels * device.cell_capacitance * hardware.supply * hardware.supply;
  }
  // eq. 1: a conductance under a voltage pulse; cells at level 0 still conduct g_min.
  const Conductance conductance =
      signal.exposure * (cells_with_reference(hardware, cells) * device.g_min) +
      signal.exposed_levels * (device.g_max - device.g_min);
  const Power power = conductance * device.read_voltage * device.read_voltage;
  return power * calibration.read_pulse;
}

ComponentCost cell_cost(const hardware::Hardware& hardware, const Calibration& calibration,
                        const Scaling& scaling) {
  const Length feature = nanometres(hardware.node_nm);
  const bool pulses = hardware.periphery.input_coding == hardware::InputCoding::PulseWidth;
  const double read_share = pulses ? hardware.periphery.pulse_slot_share : 1.0;
  return {
      .energy = {},
      .latency = is_charge_domain(hardware) ? calibration.settle * scaling.delay
                                            : read_share * calibration.read_pulse,  // eq. 5
      .area = hardware.device.cell_area_f2 * (feature * feature),                   // eq. 6
  };
}

}  // namespace kirchhoff::cost
