// kirchhoff/design/chip_fields.cpp - rows of the table of fields that set a chip or a kind of
// macros.
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "kirchhoff/design/detail/draft.hpp"
#include "kirchhoff/design/detail/field_value.hpp"
#include "kirchhoff/formats/chip_file.hpp"

namespace kirchhoff::design {
namespace {

using space::ParameterValue;
using Rows = std::vector<FieldRow>;
using Setter = void (*)(HardwareChoice&, const ParameterValue&);

FieldRow chip_row(FieldScope scope, const char* key, std::string description, Setter set) {
  FieldRow row;
  row.path = std::string("hardware.") + key;
  row.scope = scope;
  row.fallback = "the template's";
  row.description = std::move(description);
  row.set_chip = set;
  return row;
}

FieldRow real_row(FieldScope scope, const char* key, double low, double high,
                  std::string description, Setter set) {
  FieldRow row = chip_row(scope, key, std::move(description), set);
  row.type = FieldType::Number;
  row.low = low;
  row.high = high;
  return row;
}

FieldRow file_row(FieldScope scope, const char* key, const char* folder, std::string description,
                  Setter set) {
  FieldRow row = chip_row(scope, key, std::move(description), set);
  row.type = FieldType::Text;
  row.folder = folder;
  return row;
}

FieldRow word_row(FieldScope scope, const char* key, std::span<const std::string> choices,
                  std::string description, Setter set) {
  FieldRow row = chip_row(scope, key, std::move(description), set);
  row.type = FieldType::Text;
  row.choices = {choices.begin(), choices.end()};
  return row;
}

void add_word_rows(Rows& rows) {
  FieldRow chip =
      file_row(FieldScope::Die, "template", "hardware",
               "Chip whose values hold where no field gives another; auto is the shipped chip with "
               "the device.",
               [](HardwareChoice& c, const ParameterValue& v) { c.chip = text(v); });
  chip.fallback = HardwareChoice().chip;
  rows.push_back(std::move(chip));
  rows.push_back(file_row(FieldScope::Macro, "device", "devices", "The memory cell.",
                          [](HardwareChoice& c, const ParameterValue& v) { c.device = text(v); }));
  const std::vector<std::string> dataflows = {"pipelined", "sequential"};
  rows.push_back(
      word_row(FieldScope::Die, "dataflow", dataflows,
               "Whether layers work on several images at once or one after the other.",
               [](HardwareChoice& c, const ParameterValue& v) { c.dataflow = text(v); }));
  rows.push_back(
      word_row(FieldScope::Macro, "adders", hardware::adder_tree_names(),
               "How the adders of a device that sums digitally are built; others ignore it.",
               [](HardwareChoice& c, const ParameterValue& v) { c.adders = text(v); }));
  rows.push_back(
      word_row(FieldScope::Macro, "input_coding", hardware::chip_input_coding_names(),
               "How the bits of a step are put on a row.",
               [](HardwareChoice& c, const ParameterValue& v) { c.input_coding = text(v); }));
  rows.push_back(
      word_row(FieldScope::Macro, "weight_mapping", hardware::weight_mapping_names(),
               "How weights become levels of a device of pairs.",
               [](HardwareChoice& c, const ParameterValue& v) { c.weight_mapping = text(v); }));
}

void add_die_rows(Rows& rows) {
  rows.push_back(
      real_row(FieldScope::Die, "node_nm", 7.0, 180.0, "Technology node.",
               [](HardwareChoice& c, const ParameterValue& v) { c.node_nm = number(v); }));
  rows.push_back(
      real_row(FieldScope::Die, "supply_v", 0.4, 1.8, "Supply voltage.",
               [](HardwareChoice& c, const ParameterValue& v) { c.supply_v = number(v); }));
  rows.push_back(
      real_row(FieldScope::Die, "clock_mhz", 1.0, 5000.0, "Clock of the digital part.",
               [](HardwareChoice& c, const ParameterValue& v) { c.clock_mhz = number(v); }));
}

// A whole number that replaces the template's.
template <std::optional<int> HardwareChoice::*Member>
FieldRow macro_row(const char* key, int low, int high, std::string description) {
  FieldRow row = chip_row(FieldScope::Macro, key, std::move(description),
                          [](HardwareChoice& c, const ParameterValue& v) { c.*Member = whole(v); });
  row.low = low;
  row.high = high;
  return row;
}

void add_macro_rows(Rows& rows) {
  using Choice = HardwareChoice;
  rows.push_back(macro_row<&Choice::cell_bits>(
      "cell_bits", 1, 4, "Bits of one cell; at most what the device holds (default: no more)."));
  rows.push_back(macro_row<&Choice::rows>("rows", 8, 4096, "Rows of a crossbar."));
  rows.push_back(macro_row<&Choice::columns>("columns", 8, 4096, "Columns of a crossbar."));
  rows.push_back(macro_row<&Choice::active_rows>(
      "active_rows", 1, 4096, "Rows read at once; at most rows (default: no more)."));
  rows.push_back(macro_row<&Choice::columns_per_adc>(
      "columns_per_adc", 1, 4096, "Columns that take turns on one converter; divides columns."));
  rows.push_back(macro_row<&Choice::adc_bits>("adc_bits", 1, 12, "Bits of the converters."));
  rows.push_back(macro_row<&Choice::dac_bits>("dac_bits", 1, 8, "Input bits applied per step."));
  rows.push_back(macro_row<&Choice::macros_per_tile>("macros_per_tile", 1, 256,
                                                     "Macros that share a buffer."));
  rows.push_back(macro_row<&Choice::buffer_kib>("buffer_kib", 1, 4096, "Buffer of one tile."));
  rows.push_back(macro_row<&Choice::max_copies>(
      "max_copies", 1, 64, "Copies of a layer's weights, at most (pipelined)."));
  rows.push_back(macro_row<&Choice::tile_count>(
      "tile_count", 0, 1'000'000,
      "Tiles, on which weights take turns that do not fit; 0: as many as the network needs."));
  rows.push_back(real_row(
      FieldScope::Macro, "refresh_period_us", 0.0, 1e6,
      "From one refresh of a row of gain cells to the next; 0: the device's.",
      [](HardwareChoice& c, const ParameterValue& v) { c.refresh_period_us = number(v); }));
}

// Everything that a macro has, once more for a kind of macros that is named.
void add_kind_rows(Rows& rows) {
  const Rows of_chip = rows;
  for (FieldRow row : of_chip) {
    if (row.scope != FieldScope::Macro) continue;
    row.scope = FieldScope::Kind;
    row.path.replace(0, std::string("hardware.").size(), "hardware.<kind>.");
    rows.push_back(std::move(row));
  }
  FieldRow layers =
      chip_row(FieldScope::Kind, "<kind>.layers", "What always sits on the kind.",
               [](HardwareChoice& c, const ParameterValue& v) { c.layers = text(v); });
  layers.type = FieldType::Text;
  layers.allowed =
      "names of layers with commas between, * for any letters; first, last, products; none";
  layers.has_form = [](const std::string& list) { return formats::layer_names(list).has_value(); };
  rows.push_back(std::move(layers));
}

}  // namespace

std::vector<FieldRow> chip_field_rows() {
  Rows rows;
  add_word_rows(rows);
  add_die_rows(rows);
  add_macro_rows(rows);
  add_kind_rows(rows);
  return rows;
}

}  // namespace kirchhoff::design
