// tests/hardware/macro_circuits_test.cpp - a chip's crossbar as its designers would describe it.
#include "kirchhoff/hardware/macro_circuits.hpp"

#include <doctest/doctest.h>

#include <string>

#include "kirchhoff/base/error.hpp"
#include "kirchhoff/hardware/hardware.hpp"

namespace kirchhoff::hardware {
namespace {

// 64 rows of 128 columns, 32 of them summed; 8 one-bit slices of a weight meet in one converter.
Hardware chip() {
  Hardware hardware;
  hardware.name = "chip";
  hardware.device.name = "cells";
  hardware.device.source = "made up";
  hardware.device.type = DeviceType::Sram;
  hardware.device.encoding = Encoding::TwosComplement;
  hardware.device.g_max = microsiemens(1.0);
  hardware.device.g_reference = microsiemens(1.0);
  hardware.device.read_voltage = volts(0.9);
  hardware.device.cell_capacitance = femtofarads(1.2);
  hardware.device.cell_area_f2 = 200.0;
  hardware.device.programming_sd_us = {0.0};
  hardware.node_nm = 22.0;
  hardware.supply = volts(0.7);
  hardware.crossbar =
      CrossbarShape({.rows = 64, .columns = 128, .active_rows = 32, .columns_per_adc = 16});
  hardware.adc_bits = 5;
  hardware.dac_bits = 3;
  hardware.macro = {.model = MacroModel::Whole,
                    .mode = ComputeMode::ChargeRedistribution,
                    .converter = ConverterKind::Flash,
                    .coding = InputCoding::Amplitude,
                    .adders = AdderKind::Tree,
                    .cell_transistors = 9.0,
                    .slices_per_sum = 8};
  return hardware;
}

std::string refusal(const Hardware& hardware) {
  try {
    check_hardware(hardware);
  } catch (const Error& error) {
    return error.what();
  }
  return "";
}

TEST_CASE("every field of the macro comes from the chip") {
  CHECK(refusal(chip()).empty());
  const MacroDesign macro = macro_design(chip());
  CHECK((macro.family == MacroFamily::SramAnalog));
  CHECK((macro.mode == ComputeMode::ChargeRedistribution));
  CHECK((macro.converter == ConverterKind::Flash));
  CHECK((macro.coding == InputCoding::Amplitude));
  CHECK(macro.node_nm == 22.0);
  CHECK(macro.supply.si() == 0.7);
  CHECK(macro.rows == 64.0);
  CHECK(macro.columns == 128.0);
  CHECK(macro.cell_transistors == 9.0);
  CHECK(macro.dot_length == 32.0);
  CHECK(macro.outputs == 8.0);
  CHECK(macro.input_bits == 3.0);
  CHECK(macro.weight_bits == 8.0);
  CHECK(macro.converter_bits == 5.0);
  CHECK(macro.operations() == 2.0 * 32 * 8 * 3 * 8);
}

TEST_CASE("adder trees make a macro digital: no converter, no mode of its own") {
  Hardware hardware = chip();
  hardware.device.summing = Summing::AdderTree;
  hardware.macro.adders = AdderKind::InCell;
  const MacroDesign macro = macro_design(hardware);
  CHECK((macro.family == MacroFamily::SramDigital));
  CHECK((macro.mode == ComputeMode::Digital));
  CHECK((macro.converter == ConverterKind::None));
  CHECK((macro.adders == AdderKind::InCell));
  CHECK(macro.converter_bits == 0.0);
}

TEST_CASE("a pair of one-bit cells counts as 1.5 bits, one of more as magnitude and sign") {
  Hardware hardware = chip();
  hardware.device.type = DeviceType::Rram;
  hardware.device.encoding = Encoding::DifferentialPair;
  hardware.device.max_cell_bits = 3;
  hardware.macro.slices_per_sum = 1;
  CHECK(macro_design(hardware).weight_bits == 1.5);
  CHECK((macro_design(hardware).family == MacroFamily::NonVolatile));
  hardware.cell_bits = 3;
  CHECK(macro_design(hardware).weight_bits == 4.0);
}

TEST_CASE("a weight that is wider than one sum takes several, a narrower one takes one") {
  Hardware hardware = chip();
  CHECK(sums_per_weight(hardware, 8) == 1);
  CHECK(sums_per_weight(hardware, 3) == 1);
  CHECK(sums_per_weight(hardware, 9) == 2);
  hardware.macro.slices_per_sum = 1;
  CHECK(sums_per_weight(hardware, 8) == 8);
}

TEST_CASE("figures out of range, and a converter that a weight does not fill, are refused") {
  Hardware hardware = chip();
  hardware.macro.cell_transistors = 0.5;
  CHECK(refusal(hardware).find("macro_cell_transistors (0.5) must be 1 to 40") == 0);
  hardware = chip();
  hardware.macro.slices_per_sum = 33;
  CHECK(refusal(hardware).find("macro_slices_per_sum (33) must be 1 to 32") == 0);
  hardware.macro.slices_per_sum = 3;
  CHECK(refusal(hardware).find("columns_per_adc (16) must be a multiple") != std::string::npos);
  hardware.macro.model = MacroModel::ByComponent;  // which does not read it
  CHECK(refusal(hardware).empty());
  // A pair takes two columns for each slice.
  hardware = chip();
  hardware.device.type = DeviceType::Rram;
  hardware.device.encoding = Encoding::DifferentialPair;
  CHECK(refusal(hardware).empty());
  hardware.macro.slices_per_sum = 16;
  CHECK_FALSE(refusal(hardware).empty());
}

TEST_CASE("names are those of the files") {
  CHECK(macro_model_names()[1] == "whole");
  CHECK(adder_kind_names()[2] == "in-cell");
  CHECK(analog_mode_names().size() == 4);
  CHECK(analog_mode_names().back() == "voltage-sensing");
}

}  // namespace
}  // namespace kirchhoff::hardware
