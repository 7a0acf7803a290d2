// kirchhoff/hardware/macro_circuits.cpp - names, ranges, and a chip's crossbar as a macro.
#include "kirchhoff/hardware/macro_circuits.hpp"

#include <array>
#include <cmath>

#include "kirchhoff/base/error.hpp"
#include "kirchhoff/hardware/hardware.hpp"

namespace kirchhoff::hardware {
namespace {

bool is_pair(const Hardware& hardware) {
  return weight_encoding(hardware) == Encoding::DifferentialPair;
}

double bits_per_sum(const Hardware& hardware) {
  const double magnitude = hardware.macro.slices_per_sum * hardware.cell_bits;
  if (!is_pair(hardware)) return magnitude;
  return magnitude == 1.0 ? 1.5 : magnitude + 1.0;
}

}  // namespace

std::span<const std::string> macro_model_names() {
  static const std::array<std::string, 2> names = {"by-component", "whole"};
  return names;
}

std::span<const std::string> adder_kind_names() {
  static const std::array<std::string, 3> names = {"tree", "booth-tree", "in-cell"};
  return names;
}

std::span<const std::string> analog_mode_names() {
  return compute_mode_names().first(static_cast<std::size_t>(ComputeMode::Digital));
}

void check_macro_circuits(const MacroCircuits& circuits) {
  require(std::isfinite(circuits.cell_transistors) && circuits.cell_transistors >= 1.0 &&
              circuits.cell_transistors <= 40.0,
          "macro_cell_transistors ({}) must be 1 to 40", circuits.cell_transistors);
  require(circuits.slices_per_sum >= 1 && circuits.slices_per_sum <= 32,
          "macro_slices_per_sum ({}) must be 1 to 32", circuits.slices_per_sum);
}

MacroFamily macro_family(const Hardware& hardware) {
  if (hardware.device.summing == Summing::AdderTree) return MacroFamily::SramDigital;
  return hardware.device.type == DeviceType::Sram ? MacroFamily::SramAnalog
                                                  : MacroFamily::NonVolatile;
}

MacroDesign macro_design(const Hardware& hardware) {
  const CrossbarShape& shape = hardware.crossbar;
  const MacroCircuits& circuits = hardware.macro;
  const bool digital = hardware.device.summing == Summing::AdderTree;
  return {
      .family = macro_family(hardware),
      .mode = digital ? ComputeMode::Digital : circuits.mode,
      .converter = digital ? ConverterKind::None : circuits.converter,
      .coding = circuits.coding,
      .adders = circuits.adders,
      .node_nm = hardware.node_nm,
      .supply = hardware.supply,
      .rows = static_cast<double>(shape.rows()),
      .columns = static_cast<double>(shape.columns()),
      .cells = 0.0,
      .cell_transistors = circuits.cell_transistors,
      .dot_length = static_cast<double>(shape.active_rows()),
      .outputs = static_cast<double>(shape.adc_count()),
      .input_bits = static_cast<double>(hardware.dac_bits),
      .weight_bits = bits_per_sum(hardware),
      .converter_bits = digital ? 0.0 : static_cast<double>(hardware.adc_bits),
      .banks = 1.0,
  };
}

int sums_per_weight(const Hardware& hardware, int slices) {
  const int together = hardware.macro.slices_per_sum;
  return (slices + together - 1) / together;
}

}  // namespace kirchhoff::hardware
