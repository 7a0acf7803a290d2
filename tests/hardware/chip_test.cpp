// tests/hardware/chip_test.cpp - what the kinds of macros of one chip must share.
#include "kirchhoff/hardware/chip.hpp"

#include <doctest/doctest.h>

#include <functional>
#include <string>
#include <vector>

#include "kirchhoff/base/error.hpp"

namespace kirchhoff::hardware {
namespace {

Hardware kind(const std::string& name) {
  Hardware hardware;
  hardware.name = name;
  hardware.device.name = "made-up";
  hardware.device.source = "made up";
  hardware.device.g_min = microsiemens(1.0);
  hardware.device.g_max = microsiemens(40.0);
  hardware.device.read_voltage = volts(0.2);
  hardware.device.cell_area_f2 = 16.0;
  hardware.device.g_reference = microsiemens(40.0);
  hardware.device.programming_sd_us = {0.0};
  return hardware;
}

Chip two_kinds() { return {.name = "two", .kinds = {kind("a"), kind("b")}, .rules = {}}; }

std::string refusal(const Chip& chip) {
  try {
    check_chip(chip);
  } catch (const Error& error) {
    CHECK(error.kind() == ErrorKind::Input);
    return error.what();
  }
  return "";
}

}  // namespace

TEST_CASE("kinds of one chip differ in their macros, never in what the die has once") {
  CHECK(refusal(two_kinds()).empty());
  struct Difference {
    std::string key;
    std::function<void(Hardware&)> make;
  };
  const std::vector<Difference> of_die = {
      {"node_nm", [](Hardware& h) { h.node_nm = 28.0; }},
      {"supply_v", [](Hardware& h) { h.supply = volts(0.8); }},
      {"clock_mhz", [](Hardware& h) { h.clock = megahertz(100.0); }},
      {"temperature_k", [](Hardware& h) { h.periphery.temperature_k = 350.0; }},
      {"dataflow", [](Hardware& h) { h.dataflow = Dataflow::Sequential; }},
      {"mapping", [](Hardware& h) { h.mapping_rule = MappingRule::LeastEnergy; }},
  };
  for (const Difference& difference : of_die) {
    CAPTURE(difference.key);
    Chip chip = two_kinds();
    difference.make(chip.kinds[1]);
    CHECK(refusal(chip).find(difference.key) != std::string::npos);
    CHECK(refusal(chip).find("\"b\"") != std::string::npos);
  }
  Chip chip = two_kinds();
  chip.kinds[1].adc_bits = 9;
  chip.kinds[1].tile_count = 4;
  CHECK(refusal(chip).empty());
}

TEST_CASE("a chip needs a kind, names that differ, and rules for kinds that it has") {
  CHECK_FALSE(refusal({.name = "none", .kinds = {}, .rules = {}}).empty());
  Chip chip = two_kinds();
  chip.kinds[1].name = "a";
  CHECK(refusal(chip).find("\"a\"") != std::string::npos);
  chip = two_kinds();
  chip.rules = {{.layers = "first", .kind = 2}};
  CHECK(refusal(chip).find("first") != std::string::npos);
  chip = two_kinds();
  chip.kinds[0].factors.values["energy_cells"] = 1.1;
  CHECK(refusal(chip).find("factors") != std::string::npos);
  chip = two_kinds();
  chip.kinds[1].adc_bits = 99;
  CHECK(refusal(chip).find("kind \"b\": adc_bits (99)") != std::string::npos);
  chip = two_kinds();
  while (chip.kinds.size() <= most_kinds) {
    chip.kinds.push_back(kind("k" + std::to_string(chip.kinds.size())));
  }
  CHECK(refusal(chip).find("9 kinds") != std::string::npos);
}

TEST_CASE("kinds are found by their names") {
  const Chip chip = two_kinds();
  CHECK(find_kind(chip, "b") == std::size_t{1});
  CHECK_FALSE(find_kind(chip, "c").has_value());
  CHECK(kind_names(chip) == std::vector<std::string>{"a", "b"});
  CHECK(one_kind(kind("a")).has_one_kind());
  CHECK_FALSE(chip.has_one_kind());
}

TEST_CASE("only SRAM cells are rewritten for every image") {
  Hardware hardware = kind("a");
  for (const DeviceType type : {DeviceType::Rram, DeviceType::Pcm, DeviceType::Sram}) {
    hardware.device.type = type;
    CHECK(is_rewritable(hardware) == (type == DeviceType::Sram));
  }
}

}  // namespace kirchhoff::hardware
