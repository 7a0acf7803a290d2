// kirchhoff/hardware/macro_design.cpp - names and ranges of a macro's fields.
#include "kirchhoff/hardware/macro_design.hpp"

#include <array>

#include "kirchhoff/base/error.hpp"

namespace kirchhoff::hardware {
namespace {

struct Range {
  const char* field;
  double value, low, high;
};

}  // namespace

std::span<const std::string> macro_family_names() {
  static const std::array<std::string, 3> names = {"sram-analog", "sram-digital", "non-volatile"};
  return names;
}

std::span<const std::string> compute_mode_names() {
  static const std::array<std::string, 5> names = {
      "current-summing", "charge-summing", "charge-redistribution", "voltage-sensing", "digital"};
  return names;
}

std::span<const std::string> converter_kind_names() {
  static const std::array<std::string, 8> names = {
      "unknown", "none", "sar", "flash", "ramp", "sense-amplifier", "time-domain", "hybrid"};
  return names;
}

std::span<const std::string> input_coding_names() {
  static const std::array<std::string, 5> names = {"unknown", "bit-serial", "pulse-width",
                                                   "pulse-count", "amplitude"};
  return names;
}

void check_macro(const MacroDesign& macro) {
  const Range ranges[] = {
      {"tech_nm", macro.node_nm, 3.0, 350.0},
      {"vdd_v", macro.supply.si(), 0.2, 5.0},
      {"rows", macro.rows, 1.0, 65536.0},
      {"cols", macro.columns, 1.0, 65536.0},
      {"cells", macro.cells, 0.0, 1e9},
      {"cell_transistors", macro.cell_transistors, 1.0, 40.0},
      {"dot_len", macro.dot_length, 1.0, 65536.0},
      {"n_adc", macro.outputs, 1.0, 65536.0},
      {"input_bits_per_cycle", macro.input_bits, 1.0, 32.0},
      {"weight_bits", macro.weight_bits, 1.0, 32.0},
      {"adc_bits", macro.converter_bits, 0.0, 16.0},
      {"n_macros", macro.banks, 1.0, 1e6},
  };
  for (const Range& range : ranges) {
    require(range.value >= range.low && range.value <= range.high, "{} is {}; allowed: {} to {}",
            range.field, range.value, range.low, range.high);
  }
}

}  // namespace kirchhoff::hardware
