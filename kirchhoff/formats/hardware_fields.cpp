// kirchhoff/formats/hardware_fields.cpp - every number of a chip: key, range, meaning, field.
#include "kirchhoff/formats/detail/hardware_fields.hpp"

#include <algorithm>
#include <array>
#include <vector>

namespace kirchhoff::formats::detail {
namespace {

using Draft = HardwareDraft;

int whole(double value) { return static_cast<int>(value); }

const std::array<HardwareNumber, 15>& numbers() {
  static const std::array<HardwareNumber, 15> table = {{
      {"node_nm", false, 7, 180, 1.0, "Technology node.",
       [](const Draft& d) { return d.hardware.node_nm; },
       [](Draft& d, double v) { d.hardware.node_nm = v; }},
      {"supply_v", false, 0.4, 1.8, 1.0, "Supply voltage.",
       [](const Draft& d) { return d.hardware.supply.si(); },
       [](Draft& d, double v) { d.hardware.supply = volts(v); }},
      {"clock_mhz", false, 1, 5000, 1e6, "Clock of the digital part.",
       [](const Draft& d) { return d.hardware.clock.si(); },
       [](Draft& d, double v) { d.hardware.clock = hertz(v); }},
      {"cell_bits", true, 1, 4, 1.0, "Bits of a weight in one cell, at most the device's.",
       [](const Draft& d) { return double(d.hardware.cell_bits); },
       [](Draft& d, double v) { d.hardware.cell_bits = whole(v); }},
      {"rows", true, 8, 4096, 1.0, "Rows of a crossbar.",
       [](const Draft& d) { return double(d.crossbar.rows); },
       [](Draft& d, double v) { d.crossbar.rows = whole(v); }},
      {"columns", true, 8, 4096, 1.0, "Columns of a crossbar.",
       [](const Draft& d) { return double(d.crossbar.columns); },
       [](Draft& d, double v) { d.crossbar.columns = whole(v); }},
      {"active_rows", true, 1, 4096, 1.0, "Rows read at once, at most rows.",
       [](const Draft& d) { return double(d.crossbar.active_rows); },
       [](Draft& d, double v) { d.crossbar.active_rows = whole(v); }},
      {"columns_per_adc", true, 1, 4096, 1.0,
       "Columns that take turns on one converter; divides columns.",
       [](const Draft& d) { return double(d.crossbar.columns_per_adc); },
       [](Draft& d, double v) { d.crossbar.columns_per_adc = whole(v); }},
      {"adc_bits", true, 1, 12, 1.0, "Resolution of the converters.",
       [](const Draft& d) { return double(d.hardware.adc_bits); },
       [](Draft& d, double v) { d.hardware.adc_bits = whole(v); }},
      {"dac_bits", true, 1, 8, 1.0, "Input bits applied per step.",
       [](const Draft& d) { return double(d.hardware.dac_bits); },
       [](Draft& d, double v) { d.hardware.dac_bits = whole(v); }},
      {"macros_per_tile", true, 1, 256, 1.0, "Macros that share one tile's buffer.",
       [](const Draft& d) { return double(d.hardware.macros_per_tile); },
       [](Draft& d, double v) { d.hardware.macros_per_tile = whole(v); }},
      {"buffer_kib", true, 1, 4096, 1.0, "Input and output buffer of one tile.",
       [](const Draft& d) { return double(d.hardware.buffer_kib); },
       [](Draft& d, double v) { d.hardware.buffer_kib = whole(v); }},
      {"max_copies", true, 1, 64, 1.0, "Copies of a layer's weights, at most.",
       [](const Draft& d) { return double(d.hardware.max_copies); },
       [](Draft& d, double v) { d.hardware.max_copies = whole(v); }},
      {"crossbars_per_macro", true, 1, 64, 1.0, "Crossbars of one macro; 1 unless given.",
       [](const Draft& d) { return double(d.hardware.crossbars_per_macro); },
       [](Draft& d, double v) { d.hardware.crossbars_per_macro = whole(v); }, true},
      {"tile_count", true, 0, 1e6, 1.0, "Tiles of the chip; 0, as many as needed, unless given.",
       [](const Draft& d) { return double(d.hardware.tile_count); },
       [](Draft& d, double v) { d.hardware.tile_count = whole(v); }, true},
  }};
  return table;
}

}  // namespace

HardwareDraft::HardwareDraft(const hardware::Hardware& start)
    : hardware(start),
      crossbar{.rows = start.crossbar.rows(),
               .columns = start.crossbar.columns(),
               .active_rows = start.crossbar.active_rows(),
               .columns_per_adc = start.crossbar.columns_per_adc()} {}

hardware::Hardware HardwareDraft::finished() const {
  hardware::Hardware result = hardware;
  result.crossbar = hardware::CrossbarShape(crossbar);
  check_hardware(result);
  return result;
}

std::span<const HardwareNumber> hardware_numbers() {
  static const std::vector<HardwareNumber> all = [] {
    std::vector<HardwareNumber> result(numbers().begin(), numbers().end());
    result.insert(result.end(), periphery_numbers().begin(), periphery_numbers().end());
    result.insert(result.end(), macro_numbers().begin(), macro_numbers().end());
    return result;
  }();
  return all;
}

std::span<const HardwareChoice> hardware_choices() {
  static const std::vector<HardwareChoice> all = [] {
    std::vector<HardwareChoice> result(periphery_choices().begin(), periphery_choices().end());
    result.insert(result.end(), macro_choices().begin(), macro_choices().end());
    return result;
  }();
  return all;
}

std::span<const std::string> dataflow_names() {
  static const std::array<std::string, 2> names = {
      hardware::dataflow_name(hardware::Dataflow::Pipelined),
      hardware::dataflow_name(hardware::Dataflow::Sequential)};
  return names;
}

hardware::Dataflow dataflow_of(const std::string& name) {
  return name == dataflow_names()[0] ? hardware::Dataflow::Pipelined
                                     : hardware::Dataflow::Sequential;
}

std::span<const std::string> mapping_rule_names() {
  using hardware::MappingRule;
  static const std::array<std::string, 4> names = {
      mapping_rule_name(MappingRule::Fixed), mapping_rule_name(MappingRule::LeastEnergy),
      mapping_rule_name(MappingRule::LeastLatency),
      mapping_rule_name(MappingRule::LeastEnergyDelay)};
  return names;
}

hardware::AdderTreeKind adder_tree_of(const std::string& name) {
  const std::span<const std::string> names = hardware::adder_tree_names();
  const auto found = std::find(names.begin(), names.end(), name);
  return static_cast<hardware::AdderTreeKind>(found - names.begin());
}

hardware::MappingRule mapping_rule_of(const std::string& name) {
  const std::span<const std::string> names = mapping_rule_names();
  const auto found = std::find(names.begin(), names.end(), name);
  return static_cast<hardware::MappingRule>(found - names.begin());
}

}  // namespace kirchhoff::formats::detail
