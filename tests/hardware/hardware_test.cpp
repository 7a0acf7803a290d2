// tests/hardware/hardware_test.cpp - ranges of a chip, and cells and steps of a weight.
#include "kirchhoff/hardware/hardware.hpp"

#include <doctest/doctest.h>

#include <functional>
#include <string>
#include <vector>

#include "kirchhoff/base/error.hpp"

namespace kirchhoff::hardware {
namespace {

Hardware valid_hardware() {
  Hardware hardware;
  hardware.device.name = "test";
  hardware.device.source = "made up";
  hardware.device.max_cell_bits = 4;
  hardware.device.g_max = microsiemens(40.0);
  hardware.device.read_voltage = volts(0.2);
  hardware.device.cell_area_f2 = 16.0;
  hardware.device.g_reference = microsiemens(40.0);
  hardware.device.programming_sd_us = {0.0};
  return hardware;
}

template <typename Work>
std::string refusal(Work work) {
  try {
    work();
  } catch (const Error& error) {
    return error.what();
  }
  return "";
}

TEST_CASE("columns that converters cannot share evenly are refused with the nearest that can") {
  const std::string message = refusal(
      [] { CrossbarShape({.rows = 64, .columns = 100, .active_rows = 64, .columns_per_adc = 8}); });
  CHECK(message == "columns (100) must be a multiple of columns_per_adc (8); try 96 or 104");
}

TEST_CASE("a crossbar cannot read more rows than it has") {
  CHECK(refusal([] { CrossbarShape({.rows = 64, .columns = 64, .active_rows = 65}); }) ==
        "active_rows (65) must be 1 to rows (64)");
  CHECK_FALSE(refusal([] { CrossbarShape({.rows = 4, .active_rows = 4}); }).empty());
  CHECK_FALSE(refusal([] { CrossbarShape({.columns = 8192}); }).empty());
}

TEST_CASE("converters of a crossbar share its columns") {
  const CrossbarShape shape({.rows = 64, .columns = 128, .active_rows = 32, .columns_per_adc = 16});
  CHECK(shape.adc_count() == 8);
}

TEST_CASE("each field outside its range is refused by its name") {
  struct Case {
    std::string field;
    std::function<void(Hardware&)> spoil;
  };
  const std::vector<Case> cases = {
      {"node_nm", [](Hardware& h) { h.node_nm = 6.0; }},
      {"supply_v", [](Hardware& h) { h.supply = volts(0.3); }},
      {"clock_mhz", [](Hardware& h) { h.clock = megahertz(0.5); }},
      {"cell_bits", [](Hardware& h) { h.cell_bits = 5; }},
      {"adc_bits", [](Hardware& h) { h.adc_bits = 13; }},
      {"dac_bits", [](Hardware& h) { h.dac_bits = 0; }},
      {"macros_per_tile", [](Hardware& h) { h.macros_per_tile = 257; }},
      {"buffer_kib", [](Hardware& h) { h.buffer_kib = 0; }},
      {"max_copies", [](Hardware& h) { h.max_copies = 65; }},
      {"pulse_slot_share", [](Hardware& h) { h.periphery.pulse_slot_share = 0.001; }},
      {"input_coding",
       [](Hardware& h) {
         h.device.type = DeviceType::Sram;  // a charge does not grow with time
         h.device.cell_capacitance = femtofarads(1.0);
         h.periphery.input_coding = InputCoding::PulseWidth;
       }},
      {"input_coding",
       [](Hardware& h) {
         h.device.type = DeviceType::Sram;
         h.device.encoding = Encoding::TwosComplement;
         h.device.max_cell_bits = 1;
         h.device.summing = Summing::AdderTree;
         h.periphery.input_coding = InputCoding::Amplitude;
       }},
      {"weight_mapping",
       [](Hardware& h) {
         h.device.encoding = Encoding::TwosComplement;
         h.device.max_cell_bits = 1;
         h.weight_mapping = WeightMapping::Offset;
       }},
      {"device", [](Hardware& h) { h.device.read_voltage = volts(0.0); }},
  };
  CHECK(refusal([] { check_hardware(valid_hardware()); }).empty());
  for (const Case& one : cases) {
    CAPTURE(one.field);
    Hardware hardware = valid_hardware();
    one.spoil(hardware);
    CHECK(refusal([&] { check_hardware(hardware); }).find(one.field) == 0);
  }
}

TEST_CASE("slices of a pair hold the magnitude, of the two's complement the sign too") {
  Hardware pair = valid_hardware();
  pair.cell_bits = 2;
  CHECK(slice_count(pair, 8) == 4);         // 7 bits in cells of 2
  CHECK(columns_per_weight(pair, 8) == 8);  // positive and negative
  CHECK(slice_count(pair, 2) == 1);
  Hardware complement = valid_hardware();
  complement.device.encoding = Encoding::TwosComplement;
  CHECK(slice_count(complement, 8) == 8);
  CHECK(columns_per_weight(complement, 8) == 8);
  CHECK_THROWS_AS((void)slice_count(pair, 9), Error);
}

TEST_CASE("a mapping with an offset has one cell per slice of all bits, a two-sided pair two") {
  Hardware chip = valid_hardware();
  chip.cell_bits = 2;
  chip.weight_mapping = WeightMapping::TwoSided;
  CHECK((weight_encoding(chip) == Encoding::DifferentialPair));
  CHECK(columns_per_weight(chip, 8) == 8);
  chip.weight_mapping = WeightMapping::Offset;
  CHECK((weight_encoding(chip) == Encoding::Offset));
  CHECK(slice_count(chip, 8) == 4);
  CHECK(columns_per_weight(chip, 8) == 4);
  CHECK(columns_per_weight(chip, 7) == 4);
  CHECK(columns_per_weight(chip, 2) == 1);
}

TEST_CASE("steps cover all bits of an input") {
  Hardware hardware = valid_hardware();
  for (int dac_bits = 1; dac_bits <= 8; ++dac_bits) {
    hardware.dac_bits = dac_bits;
    for (int bits = 2; bits <= 8; ++bits) {
      const int steps = step_count(hardware, bits);
      CHECK(steps * dac_bits >= bits);
      CHECK((steps - 1) * dac_bits < bits);
    }
  }
}

TEST_CASE("dataflows have the names of the files") {
  CHECK(dataflow_name(Dataflow::Pipelined) == "pipelined");
  CHECK(dataflow_name(Dataflow::Sequential) == "sequential");
}

}  // namespace
}  // namespace kirchhoff::hardware
