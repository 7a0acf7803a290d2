// kirchhoff/cost/calibration.cpp - checks that every constant of the cost model was given.
#include "kirchhoff/cost/calibration.hpp"

#include <array>
#include <cmath>
#include <cstddef>

#include "kirchhoff/base/error.hpp"

namespace kirchhoff::cost {
namespace {

struct Constant {
  const char* name;
  double value;
};

void check_nodes(const Calibration& calibration) {
  const std::vector<TechnologyNode>& nodes = calibration.nodes;
  require(nodes.size() >= 2,
          "calibration {}: {} nodes with a table [scaling] in data/technology/; give at least two",
          calibration.name, nodes.size());
  const double v = calibration.comparison_supply.si();
  for (std::size_t i = 0; i < nodes.size(); ++i) {
    const TechnologyNode& node = nodes[i];
    const double energy = (node.energy_a * v + node.energy_b) * v + node.energy_c;
    require(node.nm > 0.0 && node.area_relative > 0.0 && energy > 0.0,
            "calibration {}: node of {} nm needs nm, area_relative and energy greater than 0 at "
            "comparison_supply_v ({})",
            calibration.name, node.nm, v);
    if (i == 0) continue;
    require(node.nm < nodes[i - 1].nm,
            "calibration {}: node of {} nm follows {} nm; order them from large to small",
            calibration.name, node.nm, nodes[i - 1].nm);
  }
}

void check_positive(const Calibration& c) {
  const std::array<Constant, 15> constants = {{
      {"reference_node_nm", c.reference_node_nm},
      {"reference_supply_v", c.reference_supply.si()},
      {"comparison_supply_v", c.comparison_supply.si()},
      {"delay_alpha", c.delay_alpha},
      {"dac_area_growth", c.dac_area_growth},
      {"read_pulse_ns", c.read_pulse.si()},
      {"settle_ns", c.settle.si()},
      {"buffer_reference_kib", c.buffer_reference_kib},
      {"buffer_bits_per_cycle", c.buffer_bits_per_cycle},
      {"external_bits_per_cycle", c.external_bits_per_cycle},
      {"router_bits_per_cycle", c.router_bits_per_cycle},
      {"digital_unit_values_per_cycle", c.digital_unit_values_per_cycle},
      {"power_density_limit_w_per_mm2", c.power_density_limit.si()},
      {"peak_operations_per_s_mm2_limit", c.peak_operations_per_s_mm2_limit},
      {"adc_delay_per_bit_ns", c.adc_delay_per_bit.si()},
  }};
  for (const Constant& constant : constants) {
    require(std::isfinite(constant.value) && constant.value > 0.0,
            "calibration {}: {} must be greater than 0", c.name, constant.name);
  }
}

void check_not_negative(const Calibration& c) {
  const std::array<Constant, 27> constants = {{
      {"threshold_v", c.threshold.si()},
      {"adc_linear_ff", c.adc_linear.si()},
      {"adc_exponential_ff", c.adc_exponential.si()},
      {"adc_delay_per_row_ns", c.adc_delay_per_row.si()},
      {"dac_per_bit_ff", c.dac_per_bit.si()},
      {"driver_area_um2", c.driver_area.si()},
      {"wire_per_cell_ff", c.wire_per_cell.si()},
      {"multiplexer_area_per_column_um2", c.multiplexer_area_per_column.si()},
      {"multiplexer_energy_fj", c.multiplexer_energy.si()},
      {"adder_energy_per_bit_fj", c.adder_energy_per_bit.si()},
      {"register_energy_per_bit_fj", c.register_energy_per_bit.si()},
      {"adder_area_per_bit_um2", c.adder_area_per_bit.si()},
      {"register_area_per_bit_um2", c.register_area_per_bit.si()},
      {"buffer_energy_per_bit_pj", c.buffer_energy_per_bit.si()},
      {"buffer_energy_exponent", c.buffer_energy_exponent},
      {"buffer_area_fixed_um2", c.buffer_area_fixed.si()},
      {"buffer_area_per_bit_um2", c.buffer_area_per_bit.si()},
      {"external_energy_per_bit_pj", c.external_energy_per_bit.si()},
      {"router_energy_per_bit_pj", c.router_energy_per_bit.si()},
      {"router_area_um2", c.router_area.si()},
      {"wire_per_metre_capacitance_ff_per_um", c.wire_per_metre_capacitance.si()},
      {"digital_unit_energy_pj", c.digital_unit_energy.si()},
      {"digital_simple_energy_pj", c.digital_simple_energy.si()},
      {"digital_unit_area_um2", c.digital_unit_area.si()},
      {"logic_leakage_mw_per_mm2", c.logic_leakage.si()},
      {"buffer_leakage_mw_per_mm2", c.buffer_leakage.si()},
      {"white_space_share", c.white_space_share},
  }};
  for (const Constant& constant : constants) {
    require(std::isfinite(constant.value) && constant.value >= 0.0,
            "calibration {}: {} must be 0 or more", c.name, constant.name);
  }
}

}  // namespace

void check_calibration(const Calibration& calibration) {
  check_positive(calibration);
  check_not_negative(calibration);
  check_nodes(calibration);
  require(calibration.threshold.si() < 0.5 && calibration.threshold < calibration.reference_supply,
          "calibration {}: threshold_v ({}) must be below 0.5, the lowest supply of a chip",
          calibration.name, calibration.threshold.si());
  require(
      std::isfinite(calibration.adc_area_slope) && std::isfinite(calibration.adc_area_intercept),
      "calibration {}: adc_area_slope and adc_area_intercept must be finite", calibration.name);
  require(calibration.converter_shortfall_bits >= 1,
          "calibration {}: converter_shortfall_bits ({}) must be 1 or more", calibration.name,
          calibration.converter_shortfall_bits);
}

}  // namespace kirchhoff::cost
