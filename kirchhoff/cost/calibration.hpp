// kirchhoff/cost/calibration.hpp - constants of the cost model; every value is read from data/calibration/.
//
// Owned by stage cost: add fields as components need them. The reader in formats/ lists them.
#pragma once

#include <string>
#include <vector>

#include "kirchhoff/base/quantity.hpp"

namespace kirchhoff::cost {

/// One row of the scaling tables (Stillmaker & Baas 2017).
struct TechnologyNode {
  double nm = 0.0;
  double area_relative = 1.0;             // area relative to the table's first node
  double energy_a = 0.0, energy_b = 0.0, energy_c = 0.0;  // a V^2 + b V + c
};

/// Constants. Figures hold at reference_node_nm and reference_supply unless said otherwise; the
/// model scales them. See docs/models/ for the equations.
struct Calibration {
  std::string name;
  std::vector<TechnologyNode> nodes;  // from large to small
  double reference_node_nm = 28.0;
  Voltage reference_supply;

  // Successive-approximation converter: E = (a b + c 4^b) V^2, area = 10^(p b + q) 2^b um2, delay per bit = r rows + s.
  Capacitance adc_linear, adc_exponential;
  double adc_area_slope = 0.0, adc_area_intercept = 0.0;
  Time adc_delay_per_row, adc_delay_per_bit;
  // DAC / word-line driver.
  Capacitance dac_per_bit;
  Area driver_area;
  Time settle;  // of the bit lines
  Capacitance wire_per_cell;
  // Column multiplexer.
  Area multiplexer_area_per_column;
  Energy multiplexer_energy;
  // Digital: full adder, register bit.
  Energy adder_energy_per_bit, register_energy_per_bit;
  Area adder_area_per_bit, register_area_per_bit;
  // Buffers, per bit and access / per bit stored.
  Energy buffer_energy_per_bit;
  Area buffer_area_per_bit;
  double buffer_bits_per_cycle = 256.0;
  // Interconnect.
  Energy router_energy_per_bit;
  Area router_area;
  double router_bits_per_cycle = 256.0;
  Capacitance wire_per_metre_capacitance;  // farads per metre
  // Activation and pooling, per value.
  Energy digital_unit_energy;
  Area digital_unit_area;
  double digital_unit_values_per_cycle = 8.0;
  // Leakage.
  PowerDensity logic_leakage;   // of active logic area at the reference node
  PowerDensity buffer_leakage;
  double white_space_share = 0.15;  // of the sum of the parts
  // Physics.
  PowerDensity power_density_limit;
  double peak_operations_per_s_mm2_limit = 0.0;
  int converter_shortfall_bits = 5;  // how many bits a converter may be below the full range of a chunk
};

}  // namespace kirchhoff::cost
