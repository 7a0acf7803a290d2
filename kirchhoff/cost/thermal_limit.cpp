// kirchhoff/cost/thermal_limit.cpp - kT/C bounds of converters and summing nodes.
#include "kirchhoff/cost/thermal_limit.hpp"

#include <algorithm>
#include <cmath>
#include <string>

#include "kirchhoff/cost/cost.hpp"
#include "kirchhoff/cost/macro_units.hpp"
#include "kirchhoff/cost/sar_adc.hpp"

namespace kirchhoff::cost {
namespace {

using hardware::Hardware;

constexpr double boltzmann_j_per_k = 1.380649e-23;  // exact: definition of the kelvin

bool is_whole(const Hardware& hardware) {
  return hardware.macro.model == hardware::MacroModel::Whole;
}

// Of a calibrated chip, on all energy and on that of one component.
double energy_factor(const Hardware& hardware, Component component) {
  const auto value = [&hardware](const std::string& name) {
    const auto found = hardware.factors.values.find(name);
    return found == hardware.factors.values.end() ? 1.0 : found->second;
  };
  return value("energy") * value("energy_" + component_name(component));
}

// No converter resolves more levels than the sum has.
double resolved_bits(const Hardware& hardware) {
  if (is_whole(hardware)) return effective_bits(hardware::macro_design(hardware));
  const double top_input = std::exp2(hardware.dac_bits) - 1.0;
  const double levels = hardware.crossbar.active_rows() * top_input + 1.0;
  return std::min(static_cast<double>(hardware.adc_bits), std::log2(levels));
}

bool sums_charge(const Hardware& hardware) {
  if (hardware::macro_family(hardware) != hardware::MacroFamily::SramAnalog) return false;
  const hardware::ComputeMode mode = hardware.macro.mode;
  return !is_whole(hardware) || mode == hardware::ComputeMode::ChargeSumming ||
         mode == hardware::ComputeMode::ChargeRedistribution;
}

}  // namespace

Energy thermal_limit(double bits, double kelvin) {
  // eq. 1: kT / C = (V / 2^bits)^2 / 12, and C V^2 from the supply.
  return joules(12.0 * boltzmann_j_per_k * kelvin * std::pow(4.0, bits));
}

ThermalBudget conversion_budget(const Hardware& hardware, const Calibration& calibration) {
  if (hardware.device.summing == hardware::Summing::AdderTree) return {};
  ThermalBudget budget;
  budget.bits =
      is_whole(hardware) ? resolved_bits(hardware) : static_cast<double>(hardware.adc_bits);
  budget.limit = thermal_limit(budget.bits, hardware.periphery.temperature_k);
  const Energy conversion =
      is_whole(hardware) ? macro_units(hardware, calibration.macros).sum
                         : sar_adc_cost(hardware.adc_bits, hardware.crossbar.rows(), calibration,
                                        scale_to(calibration, hardware.node_nm, hardware.supply))
                               .energy;
  budget.energy = energy_factor(hardware, Component::Converters) * conversion;
  return budget;
}

ThermalBudget summing_budget(const Hardware& hardware, const Calibration& calibration) {
  if (!sums_charge(hardware)) return {};
  ThermalBudget budget;
  budget.bits = resolved_bits(hardware);
  budget.limit = thermal_limit(budget.bits, hardware.periphery.temperature_k);
  const double rows = hardware.crossbar.active_rows();
  const Energy cell =
      is_whole(hardware)
          ? hardware.macro.slices_per_sum * macro_units(hardware, calibration.macros).product
          : hardware.device.cell_capacitance * hardware.supply * hardware.supply;
  budget.energy = energy_factor(hardware, Component::Cells) * rows * cell;
  return budget;
}

}  // namespace kirchhoff::cost
