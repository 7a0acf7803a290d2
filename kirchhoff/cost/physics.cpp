// kirchhoff/cost/physics.cpp - laws that a design may break without any estimate saying so.
#include <fmt/format.h>

#include <array>
#include <cmath>
#include <cstddef>
#include <string>

#include "kirchhoff/cost/cost.hpp"
#include "kirchhoff/cost/thermal_limit.hpp"

namespace kirchhoff::cost {
namespace {

using Findings = std::vector<PhysicsFinding>;

void check_power_density(const Cost& cost, const Calibration& calibration, Findings& findings) {
  const double density = (cost.power / cost.area).si() * 1e-6;
  const double limit = calibration.power_density_limit.si() * 1e-6;
  if (density <= limit) return;
  findings.push_back({"power_density_w_per_mm2", density, limit,
                      fmt::format("power density is {:.3g} W/mm2, above {:.3g}: the chip cannot be "
                                  "cooled; use a slower clock, fewer copies or fewer converters",
                                  density, limit)});
}

void check_peak_rate(const Cost& cost, const Calibration& calibration, Findings& findings) {
  const double rate = cost.peak_operations_per_s / (cost.area.si() * 1e6);
  const double limit = calibration.peak_operations_per_s_mm2_limit;
  if (rate <= limit) return;
  findings.push_back({"peak_operations_per_s_mm2", rate, limit,
                      fmt::format("peak rate is {:.3g} operations/s/mm2, above {:.3g}: no circuit "
                                  "of that size computes so fast",
                                  rate, limit)});
}

bool sits_on(const Cost& cost, const LayerCost& layer, int kind) {
  return cost.kinds.empty() || layer.kind == kind;
}

void check_converter_range(const Cost& cost, int kind, const hardware::Hardware& hardware,
                           const Calibration& calibration, Findings& findings) {
  const LayerCost* worst = nullptr;
  for (const LayerCost& layer : cost.layers) {
    if (!sits_on(cost, layer, kind)) continue;
    const bool is_worse =
        worst == nullptr || layer.converter_shortfall_bits > worst->converter_shortfall_bits;
    if (is_worse) worst = &layer;
  }
  if (worst == nullptr) return;
  const double shortfall = worst->converter_shortfall_bits;
  const bool whole = hardware.macro.model == hardware::MacroModel::Whole;
  const int limit =
      whole ? calibration.published_shortfall_bits : calibration.converter_shortfall_bits;
  if (shortfall <= limit) return;
  findings.push_back(
      {"converter_shortfall_bits", shortfall, static_cast<double>(limit),
       fmt::format(
           "layer {}: the sums of its largest chunk ({} active rows at most, {}-bit cells, {}-bit "
           "inputs) need {:.1f} bits, the converter has {}; at most {} may be missing",
           worst->name, hardware.crossbar.active_rows(), hardware.cell_bits, hardware.dac_bits,
           shortfall + hardware.adc_bits, hardware.adc_bits, limit)});
}

// What costs less than thermal noise allows does not resolve the bits it claims.
void check_thermal_limit(const char* figure, const char* what, const ThermalBudget& budget,
                         const hardware::Hardware& hardware, Findings& findings) {
  if (budget.energy >= budget.limit) return;
  findings.push_back(
      {figure, budget.energy.si(), budget.limit.si(),
       fmt::format("{} spends {:.3g} J, {:.3g} x less than the {:.3g} J that {:.1f} bits need at "
                   "{:g} K for thermal noise alone",
                   what, budget.energy.si(), budget.limit / budget.energy, budget.limit.si(),
                   budget.bits, hardware.periphery.temperature_k)});
}

// The finding counts the figures that are valid, so that its value and limit are ordinary numbers
// whatever the figures are.
void check_numbers(const Cost& cost, Findings& findings) {
  struct Figure {
    const char* name;
    double value;
  };
  const std::array<Figure, 7> figures = {{
      {"energy_j", cost.energy.si()},
      {"latency_s", cost.latency.si()},
      {"stage_period_s", cost.stage_period.si()},
      {"area_m2", cost.area.si()},
      {"leakage_w", cost.leakage.si()},
      {"power_w", cost.power.si()},
      {"peak_operations_per_s", cost.peak_operations_per_s},
  }};
  std::size_t valid = figures.size();
  std::string seen;
  for (const Figure& figure : figures) {
    if (std::isfinite(figure.value) && figure.value >= 0.0) continue;
    --valid;
    seen += fmt::format("{}{} is {}", seen.empty() ? "" : ", ", figure.name, figure.value);
  }
  if (seen.empty()) return;
  findings.push_back({"valid_figures", static_cast<double>(valid),
                      static_cast<double>(figures.size()),
                      seen + "; every figure must be finite and not negative"});
}

}  // namespace

std::vector<PhysicsFinding> check_physics(const Cost& cost, const hardware::Hardware& hardware,
                                          const Calibration& calibration) {
  return check_physics(cost, std::span<const hardware::Hardware>(&hardware, 1), calibration);
}

std::vector<PhysicsFinding> check_physics(const Cost& cost,
                                          std::span<const hardware::Hardware> kinds,
                                          const Calibration& calibration) {
  Findings findings;
  check_numbers(cost, findings);
  // Rates of figures that are not numbers say nothing.
  if (findings.empty() && cost.area > Area{}) {
    check_power_density(cost, calibration, findings);
    check_peak_rate(cost, calibration, findings);
  }
  for (std::size_t kind = 0; kind < kinds.size(); ++kind) {
    if (!cost.kinds.empty() && cost.kinds[kind].layers == 0) continue;
    const hardware::Hardware& hardware = kinds[kind];
    check_converter_range(cost, static_cast<int>(kind), hardware, calibration, findings);
    check_thermal_limit("conversion_energy_j", "a conversion",
                        conversion_budget(hardware, calibration), hardware, findings);
    check_thermal_limit("summing_energy_j", "the charge that a column sums",
                        summing_budget(hardware, calibration), hardware, findings);
  }
  return findings;
}

}  // namespace kirchhoff::cost
