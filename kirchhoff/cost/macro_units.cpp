// kirchhoff/cost/macro_units.cpp - parts of a whole macro shared out over products and sums.
#include "kirchhoff/cost/macro_units.hpp"

#include <cmath>

#include "kirchhoff/base/error.hpp"

namespace kirchhoff::cost {
namespace {

using hardware::MacroDesign;
using hardware::MacroFamily;

constexpr std::size_t at(MacroPart part) { return static_cast<std::size_t>(part); }

// Slices of weights, one product each, that take part in one invocation.
double invoked_slices(const hardware::Hardware& hardware) {
  return static_cast<double>(hardware.crossbar.active_rows()) * hardware.crossbar.adc_count() *
         hardware.macro.slices_per_sum;
}

}  // namespace

MacroUnits macro_units(const hardware::Hardware& hardware, const MacroConstants& constants) {
  const MacroDesign macro = hardware::macro_design(hardware);
  const MacroCost cost = macro_cost(macro, constants);
  const bool digital = macro.family == MacroFamily::SramDigital;
  const Energy control = cost.energy[at(MacroPart::Control)];
  return {
      .product = cost.energy[at(MacroPart::Cells)] / invoked_slices(hardware),
      .sum = (cost.energy[at(MacroPart::Converters)] + cost.energy[at(MacroPart::Adders)]) /
             macro.outputs,
      // Control of a digital macro is its accumulators, one a sum.
      .accumulate = digital ? control / macro.outputs : Energy{},
      .invocation = digital ? Energy{} : control,
      .inputs = cost.cycle[at(MacroPart::Inputs)] + cost.cycle[at(MacroPart::Control)],
      .cells = cost.cycle[at(MacroPart::Cells)],
      .sums = cost.cycle[at(MacroPart::Converters)] + cost.cycle[at(MacroPart::Adders)],
      .cells_area = cost.area[at(MacroPart::Cells)],
      .sums_area = cost.area[at(MacroPart::Converters)] + cost.area[at(MacroPart::Adders)],
      .control_area = cost.area[at(MacroPart::Control)] + cost.area[at(MacroPart::Inputs)],
  };
}

Interval tile_macro_figure(MacroMetric metric, const hardware::Hardware& hardware,
                           const MacroConstants& constants) {
  require(hardware.macro.model == hardware::MacroModel::Whole,
          "chip {}: macro_model is \"by-component\"; a macro beside published ones needs \"whole\"",
          hardware.name);
  const MacroUnits units = macro_units(hardware, constants);
  const MacroDesign macro = hardware::macro_design(hardware);
  Interval figure;
  switch (metric) {
    case MacroMetric::Energy: {
      const Energy energy = invoked_slices(hardware) * units.product +
                            macro.outputs * (units.sum + units.accumulate) + units.invocation;
      figure.value = energy.si() / macro.operations();
      break;
    }
    case MacroMetric::Cycle: figure.value = units.cycle().si(); break;
    case MacroMetric::Area: {
      const Area crossbar = units.cells_area + units.sums_area + units.control_area;
      figure.value = crossbar.si() * hardware.macros_per_tile * hardware.crossbars_per_macro;
      break;
    }
  }
  const double width = std::exp(constants.half_width(metric, macro.family));
  figure.low = figure.value / width;
  figure.high = figure.value * width;
  return figure;
}

}  // namespace kirchhoff::cost
