// kirchhoff/validation/neurosim_array.cpp - what a run's numbers mean for a crossbar's circuits.
#include "kirchhoff/validation/neurosim_array.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "kirchhoff/cost/column_converter.hpp"
#include "kirchhoff/cost/wire_grid.hpp"

namespace kirchhoff::validation {
namespace {

using Parameters = NeurosimParameters;

struct CellSize {
  double height_f, width_f;
};

CellSize cell_size(const Parameters& parameters) {
  if (parameters.is_sram()) return {parameters.sram_height_f, parameters.sram_width_f};
  if (parameters.is_crosspoint()) {
    return {parameters.crosspoint_height_f, parameters.crosspoint_width_f};
  }
  return {parameters.transistor_cell_height_f, parameters.transistor_cell_width_f};
}

// Load of a line along `cells` cells: `gates` transistors each and the wire over it.
Capacitance line_load(double cells, double gates, double cell_features,
                      const cost::LogicGates& gate, const cost::Calibration& calibration) {
  const Length length = cells * cell_features * gate.feature;
  const Capacitance wire = length * calibration.wire_per_metre_capacitance / metres(1.0);
  return cells * gates * gate.gate + wire;
}

// A switch whose resistance equals that of its column when a quarter of the cells read at once
// conduct: the array and the switch then share the read voltage. In widths of two features.
double switch_widths(const Parameters& parameters, const CrossbarUnit& unit) {
  const Conductance typical = 0.25 * parameters.rows_read * (unit.cell_on + unit.cell_off);
  return std::max(1.0, typical * unit.transistor.resistance());
}

void set_cells(const Parameters& parameters, CrossbarUnit& unit) {
  const CellSize size = cell_size(parameters);
  const Length feature = unit.gates.feature;
  // Current mode clamps its lines; otherwise SRAM's are charged to the supply.
  const bool is_clamped = parameters.current_mode != 0 || !parameters.is_sram();
  unit.read_voltage = is_clamped ? volts(parameters.read_voltage) : unit.gates.supply;
  unit.cells =
      parameters.rows * parameters.columns * size.height_f * size.width_f * (feature * feature);
  if (parameters.is_sram()) {
    // Two transistors in series, and nothing when the bit is 0.
    unit.cell_on = 0.5 / unit.transistor.resistance();
    unit.cell_off = {};
    return;
  }
  unit.cell_on = 1.0 / ohms(parameters.resistance_on);
  unit.cell_off = 1.0 / ohms(parameters.resistance_off);
}

// Word lines and their drivers; the input register holds one bit a row.
Capacitance set_rows(const Parameters& parameters, const cost::Calibration& calibration,
                     CrossbarUnit& unit) {
  const double gates = parameters.is_sram() ? 2.0 : 1.0;  // a crosspoint: the driver's own
  const Capacitance load =
      line_load(parameters.columns, gates, cell_size(parameters).width_f, unit.gates, calibration);
  constexpr double select_nands = 2.0;
  const Area row =
      unit.gates.chain_area(load) + unit.gates.flip_flop + select_nands * unit.gates.nand;
  unit.drivers = parameters.rows * row;
  unit.row = load * unit.gates.supply * unit.gates.supply;
  return load;
}

// Bit lines, multiplexers and what prepares columns for a read.
Capacitance set_columns(const Parameters& parameters, const cost::Calibration& calibration,
                        CrossbarUnit& unit) {
  const cost::LogicGates& gates = unit.gates;
  const double share = parameters.is_sequential() ? 1.0 : parameters.columns_per_converter;
  unit.converter_count = std::ceil(parameters.columns / share);
  const double drains = parameters.is_crosspoint() ? 0.0 : 0.5;  // half of a gate's load
  const Capacitance line =
      line_load(parameters.rows, drains, cell_size(parameters).height_f, gates, calibration);
  constexpr double column_nands = 2.0;  // precharge and write drivers
  constexpr double address_nands = 4.0;
  const double widths = share > 1.0 ? switch_widths(parameters, unit) : 0.0;
  unit.multiplexer =
      parameters.columns * (column_nands * gates.nand + gates.transistor_area(widths)) +
      share * address_nands * gates.nand;
  unit.switches = unit.converter_count * widths * (gates.gate * gates.supply * gates.supply);
  // Without a clamp a column gives what its line holds.
  unit.column_limit = parameters.current_mode != 0 ? joules(std::numeric_limits<double>::max())
                                                   : line * unit.read_voltage * unit.read_voltage;
  // SRAM discharges all its columns by what a comparator needs; others have only those selected.
  if (parameters.is_sram()) {
    unit.lines = parameters.columns * (line * gates.supply * volts(parameters.sense_voltage));
  }
  return line;
}

cost::ColumnSignal column_signal(const Parameters& parameters, Capacitance line,
                                 const CrossbarUnit& unit) {
  const Voltage read = unit.read_voltage;
  const Conductance column =
      std::max(1.0, 0.25 * parameters.rows_read) * (unit.cell_on + unit.cell_off);
  return {.line = line, .cell = unit.cell_on * read, .column = column * read};
}

cost::ColumnConverter converter_of(const Parameters& parameters, Capacitance line,
                                   const cost::Calibration& calibration, const CrossbarUnit& unit) {
  const double levels =
      parameters.is_sequential() ? std::exp2(parameters.cell_bits) : parameters.levels;
  if (parameters.successive_approximation != 0 && !parameters.is_sequential()) {
    return cost::stepped_converter(levels, parameters.rows, unit.gates);
  }
  const Voltage sense = volts(parameters.sense_voltage);
  const cost::ColumnSignal signal = column_signal(parameters, line, unit);
  if (parameters.current_mode != 0) {
    return cost::current_flash(levels, sense, calibration.delay_alpha, signal, unit.transistor,
                               unit.gates);
  }
  return cost::voltage_flash(levels, sense, signal, unit.gates);
}

// One row at a time: every column counts its ones, and the counts take turns on the shift-adders.
// A half adder is an XOR2 and an AND: 3.4 areas and 2.5 loads of a NAND2.
void add_counters(const Parameters& parameters, CrossbarUnit& unit) {
  const cost::LogicGates& gates = unit.gates;
  const double count_bits = std::ceil(std::log2(parameters.rows + 1.0));
  unit.shift_add += parameters.columns * count_bits * (3.4 * gates.nand + gates.flip_flop);
  constexpr double bits_a_count = 2.0;  // 1 + 1/2 + 1/4 + ...
  unit.accumulation = bits_a_count * (2.5 * gates.nand_energy + gates.flip_flop_energy);
}

// Sums over the input's bits, the groups of rows and the columns of one weight.
void set_accumulation(const Parameters& parameters, CrossbarUnit& unit) {
  const cost::LogicGates& gates = unit.gates;
  const double groups = std::ceil(parameters.rows / parameters.rows_read);
  const double code = parameters.is_sequential() ? std::log2(parameters.rows)
                                                 : std::log2(parameters.levels) + std::log2(groups);
  unit.sum_bits = std::ceil(code) + parameters.input_bits;
  const double adders = parameters.validated != 0 ? parameters.delta : 1.0;
  const double registers = parameters.validated != 0 ? parameters.gamma : 1.0;
  unit.addition_bit = adders * gates.full_adder_energy + registers * gates.flip_flop_energy;
  unit.accumulation = unit.sum_bits * unit.addition_bit;
  const double weights = std::ceil(parameters.columns / parameters.columns_per_weight());
  unit.outputs = std::min(unit.converter_count, weights);
  const double adder_count = parameters.is_sequential() ? unit.outputs : unit.converter_count;
  unit.shift_add = adder_count * unit.sum_bits * (gates.full_adder + gates.flip_flop);
  if (parameters.is_sequential()) add_counters(parameters, unit);
}

void set_read(const Parameters& parameters, Capacitance word_line,
              const cost::ColumnConverter& converter, CrossbarUnit& unit) {
  const double widths = unit.switches / (unit.gates.gate * unit.gates.supply * unit.gates.supply);
  // Choosing among groups of rows or columns takes a decoder: a gate a bit of the address.
  const double groups = std::ceil(parameters.rows / parameters.rows_read);
  const double shared = std::ceil(parameters.columns / unit.converter_count);
  const Length line = parameters.columns * cell_size(parameters).width_f * unit.gates.feature;
  const Time rows = unit.gates.chain_delay(word_line) +
                    cost::plain_wire_delay(line, word_line, unit.gates.feature) +
                    std::log2(groups) * unit.gates.nand_delay;
  const Time columns = unit.gates.chain_delay(std::max(1.0, widths) * unit.gates.gate) +
                       std::log2(shared) * unit.gates.nand_delay;
  const double factor = parameters.validated != 0 ? parameters.beta : 1.0;
  const Time read = std::max(rows, columns) + converter.latency;
  unit.read = factor * read;
  // Mirrors that were switched off between reads would have to settle again.
  unit.conversion = converter.energy + converter.bias * read;
  unit.window = converter.window;
}

}  // namespace

CrossbarUnit crossbar_unit(const NeurosimParameters& parameters,
                           const cost::Calibration& calibration) {
  CrossbarUnit unit;
  const auto roadmap =
      parameters.roadmap == 1 ? cost::Roadmap::HighPerformance : cost::Roadmap::LowStandbyPower;
  unit.transistor = cost::transistor_at(parameters.node_nm, roadmap, parameters.temperature_k);
  unit.gates = cost::logic_gates(parameters.node_nm, unit.transistor, calibration);
  set_cells(parameters, unit);
  const Capacitance word_line = set_rows(parameters, calibration, unit);
  const Capacitance bit_line = set_columns(parameters, calibration, unit);
  const cost::ColumnConverter converter = converter_of(parameters, bit_line, calibration, unit);
  unit.converters = unit.converter_count * converter.area;
  set_accumulation(parameters, unit);
  set_read(parameters, word_line, converter, unit);
  return unit;
}

}  // namespace kirchhoff::validation
