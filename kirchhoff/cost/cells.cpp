// kirchhoff/cost/cells.cpp - equations of resistive and charge-domain cells.
#include "kirchhoff/cost/cells.hpp"

namespace kirchhoff::cost {
namespace {

bool is_charge_domain(const hardware::Hardware& hardware) {
  return hardware.device.type == hardware::DeviceType::Sram;
}

}  // namespace

Energy weight_read_energy(const ReadSignal& signal, int cells, const hardware::Hardware& hardware,
                          const Calibration& calibration) {
  const hardware::Device& device = hardware.device;
  if (is_charge_domain(hardware)) {
    // eq. 4: a capacitor is charged where input and stored bit are both 1.
    return signal.mean_square_level * device.cell_capacitance * hardware.supply * hardware.supply;
  }
  // eq. 1: a conductance under a voltage pulse; cells at level 0 still conduct g_min.
  const Conductance conductance = signal.mean_square * (cells * device.g_min) +
                                  signal.mean_square_level * (device.g_max - device.g_min);
  const Power power = conductance * device.read_voltage * device.read_voltage;
  return power * calibration.read_pulse;
}

ComponentCost cell_cost(const hardware::Hardware& hardware, const Calibration& calibration,
                        const Scaling& scaling) {
  const Length feature = nanometres(hardware.node_nm);
  return {
      .energy = {},
      .latency = is_charge_domain(hardware) ? calibration.settle * scaling.delay
                                            : calibration.read_pulse,  // eq. 5
      .area = hardware.device.cell_area_f2 * (feature * feature),      // eq. 6
  };
}

}  // namespace kirchhoff::cost
