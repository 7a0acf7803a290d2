// kirchhoff/validation/silicon_rows.cpp - reads what a paper states and fills in what it leaves
// out.
#include "kirchhoff/validation/silicon_rows.hpp"

#include <algorithm>
#include <cmath>
#include <map>

#include "kirchhoff/base/error.hpp"

namespace kirchhoff::validation {
namespace {

using formats::CsvTable;
using hardware::AdderKind;
using hardware::ComputeMode;
using hardware::ConverterKind;
using hardware::InputCoding;
using hardware::MacroDesign;
using hardware::MacroFamily;

std::string lower(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(),
                 [](unsigned char symbol) { return static_cast<char>(std::tolower(symbol)); });
  return text;
}

bool contains(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

// Reads one row; every value that the table does not give is noted.
class RowReader {
 public:
  RowReader(const CsvTable& table, std::size_t row, SiliconRow& result)
      : table_(table), row_(row), result_(result) {}

  void read() {
    read_family();
    read_mode();
    read_converter();
    read_coding();
    read_numbers();
    try {
      check_macro(result_.design);
    } catch (const Error& error) {
      fail(ErrorKind::Input, "{}: {}", table_.place(row_), error.what());
    }
  }

 private:
  [[nodiscard]] std::string word(std::string_view column) const {
    return lower(table_.text(row_, column));
  }

  double number(std::string_view column, double fallback, const std::string& why) {
    const std::optional<double> value = table_.number(row_, column);
    if (value) return *value;
    result_.assumed.push_back(fmt::format("{} = {:g} ({})", column, fallback, why));
    return fallback;
  }

  // Missing and 0 mean the same: not stated.
  double count(std::string_view column, double fallback, const std::string& why) {
    const std::optional<double> value = table_.number(row_, column);
    if (value && *value > 0.0) return *value;
    result_.assumed.push_back(fmt::format("{} = {:g} ({})", column, fallback, why));
    return fallback;
  }

  void read_family() {
    const std::string family = word("family"), mode = word("compute_mode"), memory = word("memory");
    const bool sram = memory.empty() || contains(memory, "sram") || contains(memory, "digital") ||
                      contains(memory, "edram");
    MacroDesign& design = result_.design;
    if (family == "digital" || (family.empty() && sram && contains(mode, "digital"))) {
      design.family = MacroFamily::SramDigital;
    } else if (family == "envm" || family == "non-volatile" || (family.empty() && !sram)) {
      design.family = MacroFamily::NonVolatile;
    } else {
      design.family = MacroFamily::SramAnalog;
    }
    static const char* const names[] = {"analog", "digital", "envm"};
    result_.family = names[static_cast<int>(design.family)];
    if (family.empty()) result_.assumed.push_back("family = " + result_.family + " (from memory)");
  }

  void read_mode() {
    const std::string mode = word("compute_mode");
    MacroDesign& design = result_.design;
    if (design.family == MacroFamily::SramDigital) {
      design.mode = ComputeMode::Digital;
    } else if (contains(mode, "voltage")) {
      design.mode = ComputeMode::VoltageSensing;
    } else if (contains(mode, "current")) {
      design.mode = ComputeMode::CurrentSumming;
    } else if (contains(mode, "redistribution") || contains(mode, "c-2c") ||
               contains(mode, "(qr)")) {
      design.mode = ComputeMode::ChargeRedistribution;
    } else {
      design.mode = design.family == MacroFamily::NonVolatile ? ComputeMode::CurrentSumming
                                                              : ComputeMode::ChargeSumming;
      if (!contains(mode, "charge") && !contains(mode, "qs")) {
        result_.assumed.push_back(
            "compute_mode = " +
            hardware::compute_mode_names()[static_cast<std::size_t>(design.mode)]);
      }
    }
    const std::string cell = table_.text(row_, "cell");
    if (contains(cell, "FA") || contains(lower(cell), "full adder")) {
      design.adders = AdderKind::InCell;
    } else if (contains(mode, "booth")) {
      design.adders = AdderKind::BoothTree;
    }
  }

  void read_converter() {
    static const std::map<std::string, ConverterKind> kinds = {
        {"sar", ConverterKind::Sar},
        {"flash", ConverterKind::Flash},
        {"ramp", ConverterKind::Ramp},
        {"cco", ConverterKind::Ramp},
        {"single_slope", ConverterKind::Ramp},
        {"sense_amplifier", ConverterKind::SenseAmplifier},
        {"schmitt_trigger", ConverterKind::SenseAmplifier},
        {"time_domain", ConverterKind::TimeDomain},
        {"hybrid", ConverterKind::Hybrid},
        {"none", ConverterKind::None},
        {"adder_tree", ConverterKind::None}};
    const std::string kind = word("converter_type");
    const auto found = kinds.find(kind);
    if (found != kinds.end()) {
      result_.design.converter = found->second;
    } else if (!kind.empty()) {
      result_.assumed.push_back("converter_type = unknown (\"" + kind + "\" is not known)");
    }
  }

  void read_coding() {
    static const std::map<std::string, InputCoding> codings = {
        {"bit_serial", InputCoding::BitSerial},
        {"pulse_width", InputCoding::PulseWidth},
        {"pulse_count", InputCoding::PulseCount},
        {"dac_amplitude", InputCoding::Amplitude},
        {"amplitude", InputCoding::Amplitude}};
    const std::string coding = word("input_coding");
    const auto found = codings.find(coding);
    if (found != codings.end()) {
      result_.design.coding = found->second;
    } else if (!coding.empty()) {
      result_.assumed.push_back("input_coding = unknown (\"" + coding + "\" is not known)");
    }
  }

  void read_numbers() {
    MacroDesign& design = result_.design;
    design.node_nm = table_.required_number(row_, "tech_nm");
    design.supply = volts(count("vdd_v", nominal_supply(design.node_nm), "nominal at the node"));
    design.dot_length = table_.required_number(row_, "dot_len");
    design.weight_bits = count("weight_bits", 1.0, "not stated");
    design.input_bits = count("input_bits_per_cycle", 1.0, "not stated");
    design.banks = count("n_macros", 1.0, "not stated");
    read_geometry(design);
    const bool digital = design.family == MacroFamily::SramDigital;
    design.converter_bits =
        digital ? 0.0 : number("adc_bits", default_converter_bits(design), "from the sum's levels");
    const double transistors = table_.number(row_, "cell_transistors").value_or(0.0);
    if (transistors > 0.0) {
      design.cell_transistors = transistors;
    } else if (design.family != MacroFamily::NonVolatile) {
      result_.assumed.push_back("cell_transistors = 8 (not stated)");
    }
  }

  // A missing size follows from the others: sums x weight bits, the length of a sum.
  void read_geometry(MacroDesign& design) {
    const double columns = table_.number(row_, "cols").value_or(0.0);
    const double outputs = std::max(1.0, (columns > 0.0 ? columns : 64.0) / design.weight_bits);
    design.outputs = count("n_adc", outputs, "cols / weight_bits");
    design.columns = count("cols", design.outputs * design.weight_bits, "n_adc x weight_bits");
    design.rows = count("rows", design.dot_length, "dot_len");
    const double capacity = table_.number(row_, "capacity_kb").value_or(0.0) * 1024.0;
    design.cells = std::max(capacity, design.rows * design.columns);
  }

  static double default_converter_bits(const MacroDesign& design) {
    return std::clamp(std::ceil(std::log2(design.dot_length + 1.0)), 1.0, 8.0);
  }

  // ITRS 2013 and foundries' usual values.
  static double nominal_supply(double node_nm) {
    if (node_nm >= 180.0) return 1.8;
    if (node_nm >= 65.0) return 1.2;
    if (node_nm >= 40.0) return 1.1;
    if (node_nm >= 22.0) return 0.9;
    return 0.8;
  }

  const CsvTable& table_;
  std::size_t row_;
  SiliconRow& result_;
};

void read_outcomes(const CsvTable& table, std::size_t row, SiliconRow& result) {
  static const struct {
    const char* column;
    double unit;
    const char* name;
  } outcomes[] = {{"energy_fj_per_1b_op", 1e-15, "energy"},
                  {"cycle_ns", 1e-9, "cycle"},
                  {"area_mm2", 1e-6, "area"}};
  const std::string excluded = lower(table.text(row, "exclude"));
  for (std::size_t metric = 0; metric < cost::macro_metric_count; ++metric) {
    const std::optional<double> value = table.number(row, outcomes[metric].column);
    result.excluded[metric] = contains(excluded, outcomes[metric].name);
    if (!value) continue;
    require(*value > 0.0, "{}: {} is {}; allowed: a number above 0, or nothing where it is unknown",
            table.place(row), outcomes[metric].column, *value);
    result.published[metric] = *value * outcomes[metric].unit;
  }
}

}  // namespace

SiliconTable read_silicon(const CsvTable& table) {
  const std::string needed[] = {"tech_nm", "dot_len"};
  table.require_columns(needed);
  SiliconTable result;
  std::map<std::string, int> chips;
  for (std::size_t row = 0; row < table.row_count(); ++row) {
    SiliconRow entry;
    entry.id =
        table.text(row, "id").empty() ? fmt::format("row {}", row + 1) : table.text(row, "id");
    const auto missing = std::find_if(std::begin(needed), std::end(needed), [&](const auto& name) {
      return table.text(row, name).empty();
    });
    if (missing != std::end(needed)) {
      result.skipped.push_back(
          fmt::format("{} ({}): {} is missing", entry.id, table.place(row), *missing));
      continue;
    }
    entry.chip = table.text(row, "chip").empty() ? entry.id : table.text(row, "chip");
    entry.scope = table.text(row, "scope").empty() ? "macro" : table.text(row, "scope");
    entry.chip_number = chips.try_emplace(entry.chip, static_cast<int>(chips.size())).first->second;
    RowReader(table, row, entry).read();
    read_outcomes(table, row, entry);
    result.rows.push_back(std::move(entry));
  }
  require(!result.rows.empty(), "{}: no row has tech_nm and dot_len; at least one is needed",
          table.name());
  return result;
}

}  // namespace kirchhoff::validation
