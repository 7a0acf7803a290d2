// kirchhoff/cost/calibration.hpp - constants of the cost model, read from data/calibration/.
//
// In data/calibration/NAME.toml each block below is a table; the key of a field is its name and its
// unit. The equations that use them stand in docs/models/.
#pragma once

#include <string>
#include <vector>

#include "kirchhoff/base/quantity.hpp"
#include "kirchhoff/cost/gates.hpp"
#include "kirchhoff/cost/links.hpp"
#include "kirchhoff/cost/macro_constants.hpp"
#include "kirchhoff/cost/memory.hpp"
#include "kirchhoff/cost/node_curve.hpp"
#include "kirchhoff/cost/programming.hpp"

namespace kirchhoff::cost {

/// One row of the scaling tables (Stillmaker & Baas 2017).
struct TechnologyNode {
  double nm = 0.0;
  double area_relative = 1.0;                             // only ratios between nodes matter
  double energy_a = 0.0, energy_b = 0.0, energy_c = 0.0;  // relative energy a V^2 + b V + c
};

/// What is published at single nodes of data/technology/, and how figures move with temperature.
struct Technology {
  NodeCurve nominal_supply;  // volts
  NodeCurve threshold;       // volts, of low-standby-power transistors
  NodeCurve inverter_delay;  // seconds, fan-out of four, at the nominal supply
  NodeCurve sram_cell_area;  // square metres, the densest published cell of six transistors
  NodeCurve off_current;     // amperes per metre of width, low standby power, 300 K
  NodeCurve leakage_doubling_kelvin;  // warming that doubles the off-current
  NodeCurve wire_resistance;          // ohms per metre of an intermediate wire
  // [temperature]
  double mobility_exponent = 0.0;  // delay grows with T^exponent
  Voltage threshold_per_kelvin;    // fall of the threshold
};

/// Geometric standard deviations of energy of the components whose constants stand below in plain
/// fields, [uncertainty]; of power for leakage. The others carry theirs beside their constants.
struct ComponentUncertainty {
  double multiplexers = 1.0, shift_add = 1.0, buffers = 1.0;
  double interconnect = 1.0, digital_units = 1.0, leakage = 1.0;
};

/// Constants. Figures hold at reference_node_nm and reference_supply unless said otherwise; the
/// model scales them.
struct Calibration {
  std::string name;
  std::vector<TechnologyNode> nodes;  // from large to small, at least two
  Technology technology;
  GateLibrary gates;
  MemoryCalibration memory;
  LinkCalibration links;
  ProgrammingCalibration programming;
  ComponentUncertainty uncertainty;
  double reference_node_nm = 28.0;
  Voltage reference_supply;
  // [scaling] Nodes are compared at one voltage; delay follows the alpha-power law.
  Voltage comparison_supply;
  Voltage threshold;
  double delay_alpha = 1.3;

  // [sar_adc] E = (linear b + exponential 4^b) V^2, area = 10^(slope b + intercept) 2^b um2,
  // delay = b (per_row rows + per_bit).
  Capacitance adc_linear, adc_exponential;
  double adc_area_slope = 0.0, adc_area_intercept = 0.0;
  Time adc_delay_per_row, adc_delay_per_bit;

  // [drivers] DAC and word line: E = dac_per_bit b V^2; area grows by dac_area_growth per bit.
  Capacitance dac_per_bit;
  Area driver_area;  // one row, one bit
  double dac_area_growth = 2.0;
  Capacitance wire_per_cell;  // load of one cell on its word line besides the wire: a gate

  // [cells] How long one read lasts; not scaled with the node.
  Time read_pulse;  // resistive cells: pulse and integration
  Time settle;      // charge-domain cells: multiplying gate (scaled as a delay)

  // [multiplexers] A tree of two-to-one switches.
  Area multiplexer_area_per_column;
  Energy multiplexer_energy;  // per level and conversion

  // [shift_add]
  Energy adder_energy_per_bit, register_energy_per_bit;
  Area adder_area_per_bit, register_area_per_bit;

  // [buffers] Energy per bit and access grows with (KiB / reference KiB)^exponent; area = fixed +
  // per_bit x bits. What does not fit goes to memory outside.
  Energy buffer_energy_per_bit;
  double buffer_reference_kib = 64.0;
  double buffer_energy_exponent = 0.5;
  Area buffer_area_fixed;
  Area buffer_area_per_bit;
  double buffer_bits_per_cycle = 256.0;
  Energy external_energy_per_bit;  // not scaled: another chip
  double external_bits_per_cycle = 64.0;

  // [interconnect]
  Energy router_energy_per_bit;
  Area router_area;  // per tile
  double router_bits_per_cycle = 256.0;
  Capacitance wire_per_metre_capacitance;  // farads per metre; the same at all nodes

  // [digital_units]
  Energy digital_unit_energy;                  // affine transform of one value
  Energy digital_simple_energy;                // one comparison or addition
  Area digital_unit_area;                      // one lane
  double digital_unit_values_per_cycle = 8.0;  // lanes of one tile

  // [leakage] Of powered area; grows with the supply.
  PowerDensity logic_leakage;
  PowerDensity buffer_leakage;

  // [white_space]
  double white_space_share = 0.15;  // of the sum of the parts

  // [physics]
  PowerDensity power_density_limit;
  double peak_operations_per_s_mm2_limit = 0.0;
  int converter_shortfall_bits = 5;  // how far a converter may stay below a chunk's full range
  int published_shortfall_bits = 5;  // the same for chips described like published macros

  MacroConstants macros;  // of whole macros: data/calibration/macros.toml, their intervals included
};

/// Throws Error(Input) naming the first constant that is missing, negative or not finite.
void check_calibration(const Calibration& calibration);

}  // namespace kirchhoff::cost
