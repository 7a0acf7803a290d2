// kirchhoff/hardware/hardware.cpp - checks a chip and counts the cells and steps of a weight.
#include "kirchhoff/hardware/hardware.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>

#include "kirchhoff/base/error.hpp"

namespace kirchhoff::hardware {
namespace {

void require_count(const char* name, int value, int low, int high) {
  require(value >= low && value <= high, "{} ({}) must be {} to {}", name, value, low, high);
}

void require_number(const char* name, double value, double low, double high) {
  require(std::isfinite(value) && value >= low && value <= high, "{} ({}) must be {} to {}", name,
          value, low, high);
}

int divide_up(int value, int divisor) { return (value + divisor - 1) / divisor; }

// Codings and mappings that the cells cannot have.
void check_coding(const Hardware& hardware) {
  const Device& device = hardware.device;
  const InputCoding coding = hardware.periphery.input_coding;
  const auto codings = chip_input_codings();
  const auto place = std::find(codings.begin(), codings.end(), coding);
  KIRCHHOFF_ASSERT(place != codings.end());
  const std::string& name =
      chip_input_coding_names()[static_cast<std::size_t>(place - codings.begin())];
  require(device.summing == Summing::Converter || coding == InputCoding::BitSerial,
          "input_coding \"{}\" needs analog sums; device {} adds bits in trees: use "
          "\"bit-serial\" or leave it out",
          name, device.name);
  require(device.type != DeviceType::Sram || coding != InputCoding::PulseWidth,
          "input_coding \"{}\" needs cells that carry current; the charge of device {} does not "
          "grow with time: use \"bit-serial\" or \"amplitude\"",
          name, device.name);
  require(device.encoding == Encoding::DifferentialPair ||
              hardware.weight_mapping == WeightMapping::Differential,
          "weight_mapping \"{}\" is for devices of pairs; device {} holds the two's complement: "
          "leave weight_mapping out",
          weight_mapping_names()[static_cast<std::size_t>(hardware.weight_mapping)], device.name);
}

// Rows are refreshed in turn, and there must be time to compute beside it.
void check_refresh(const Hardware& hardware) {
  constexpr double most_share = 0.5;
  require(hardware.device.retention.is_on() || hardware.periphery.refresh_period == Time{},
          "refresh_period_us ({}) is for cells whose charge leaks; device {} keeps its weights: "
          "leave refresh_period_us out",
          hardware.periphery.refresh_period.si() * 1e6, hardware.device.name);
  require(refresh_share(hardware) <= most_share,
          "refresh_period_us ({:.4g}): {} rows in two cycles each take {:.4g} us of it, more than "
          "half; allow more time, fewer rows or a faster clock",
          refresh_period(hardware).si() * 1e6, hardware.crossbar.rows(),
          2e6 * hardware.crossbar.rows() / hardware.clock.si());
}

}  // namespace

const std::string& dataflow_name(Dataflow dataflow) {
  static const std::array<std::string, 2> names = {"pipelined", "sequential"};
  return names.at(static_cast<std::size_t>(dataflow));
}

const std::string& mapping_rule_name(MappingRule rule) {
  static const std::array<std::string, 4> names = {"fixed", "least-energy", "least-latency",
                                                   "least-energy-delay"};
  return names.at(static_cast<std::size_t>(rule));
}

std::span<const std::string> weight_mapping_names() {
  static const std::array<std::string, 3> names = {"differential", "two-sided", "offset"};
  return names;
}

std::span<const std::string> adder_tree_names() {
  static const std::array<std::string, 5> names = {"ripple-carry", "carry-save", "wallace", "booth",
                                                   "look-up"};
  return names;
}

const std::string& adder_tree_name(AdderTreeKind kind) {
  return adder_tree_names()[static_cast<std::size_t>(kind)];
}

void check_hardware(const Hardware& hardware) {
  check_device(hardware.device);
  require_number("node_nm", hardware.node_nm, 7.0, 180.0);
  require_number("supply_v", hardware.supply.si(), 0.4, 1.8);
  require_number("clock_mhz", hardware.clock.si() * 1e-6, 1.0, 5000.0);
  require(hardware.cell_bits >= 1 && hardware.cell_bits <= hardware.device.max_cell_bits,
          "cell_bits ({}) must be 1 to {}, the most that device {} holds", hardware.cell_bits,
          hardware.device.max_cell_bits, hardware.device.name);
  require_count("adc_bits", hardware.adc_bits, 1, 12);
  require_count("dac_bits", hardware.dac_bits, 1, 8);
  const bool booth =
      hardware.device.summing == Summing::AdderTree && hardware.adders == AdderTreeKind::Booth;
  require(!booth || hardware.dac_bits >= 2,
          "adders \"booth\" recode two input bits at a time: dac_bits ({}) must be 2 or more",
          hardware.dac_bits);
  require_count("crossbars_per_macro", hardware.crossbars_per_macro, 1, 64);
  require_count("macros_per_tile", hardware.macros_per_tile, 1, 256);
  require_count("buffer_kib", hardware.buffer_kib, 1, 4096);
  require_count("max_copies", hardware.max_copies, 1, 64);
  require_count("tile_count", hardware.tile_count, 0, 1'000'000);
  check_periphery(hardware.periphery);
  check_coding(hardware);
  check_refresh(hardware);
  check_macro_circuits(hardware.macro);
  require(hardware.macro.model == MacroModel::ByComponent ||
              hardware.crossbar.columns_per_adc() %
                      (hardware.macro.slices_per_sum *
                       (weight_encoding(hardware) == Encoding::DifferentialPair ? 2 : 1)) ==
                  0,
          "macro_slices_per_sum ({}) slices of one weight meet in one converter: columns_per_adc "
          "({}) must be a multiple of their columns",
          hardware.macro.slices_per_sum, hardware.crossbar.columns_per_adc());
}

Time refresh_period(const Hardware& hardware) {
  const Time own = hardware.periphery.refresh_period;
  return own > Time{} ? own : hardware.device.retention.refresh_period;
}

double refresh_share(const Hardware& hardware) {
  const Time period = refresh_period(hardware);
  if (period == Time{}) return 0.0;
  return 2.0 * hardware.crossbar.rows() / (hardware.clock * period);
}

Encoding weight_encoding(const Hardware& hardware) {
  return hardware.weight_mapping == WeightMapping::Offset ? Encoding::Offset
                                                          : hardware.device.encoding;
}

int slice_count(const Hardware& hardware, int weight_bits) {
  require_count("weight_bits", weight_bits, 2, 8);
  const bool pair = weight_encoding(hardware) == Encoding::DifferentialPair;
  return divide_up(pair ? weight_bits - 1 : weight_bits, hardware.cell_bits);
}

int columns_per_weight(const Hardware& hardware, int weight_bits) {
  const bool pair = weight_encoding(hardware) == Encoding::DifferentialPair;
  return slice_count(hardware, weight_bits) * (pair ? 2 : 1);
}

int step_count(const Hardware& hardware, int activation_bits) {
  require_count("activation_bits", activation_bits, 1, 9);  // 9: eight of a signed input
  return divide_up(activation_bits, hardware.dac_bits);
}

}  // namespace kirchhoff::hardware
