// tests/formats/chip_file_test.cpp - chips with [[kind]] tables: what a file says, and what a key
// changes.
#include "kirchhoff/formats/chip_file.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "kirchhoff/formats/files.hpp"
#include "tests/formats/temporary_file.hpp"

namespace kirchhoff::formats {
namespace {

const std::string shipped = "sram-rram-32nm";

hardware::Chip changed(const std::vector<std::string>& assignments) {
  hardware::Chip chip = load_chip(shipped);
  set_chip_keys(chip, assignments);
  return chip;
}

// The message, and that a refusal changes nothing.
Error refusal(const std::string& assignment) {
  hardware::Chip chip = load_chip(shipped);
  try {
    set_chip_keys(chip, {&assignment, 1});
  } catch (const Error& error) {
    CHECK(chip_toml(chip) == chip_toml(load_chip(shipped)));
    return error;
  }
  FAIL("no error");
  return {ErrorKind::Negative, ""};
}

}  // namespace

TEST_CASE("a file without kinds is one kind, and its products stay on the digital units") {
  const hardware::Chip chip = load_chip("rram-32nm");
  CHECK(chip.has_one_kind());
  CHECK(chip.name == "rram-32nm");
  CHECK(hardware_toml(chip.kinds.front()) == hardware_toml(load_hardware("rram-32nm")));
}

TEST_CASE("kinds share the keys of the die and have all others for themselves") {
  const hardware::Chip chip = load_chip(shipped);
  CHECK(hardware::kind_names(chip) == std::vector<std::string>{"sram", "rram"});
  CHECK(chip.places_products);
  CHECK(chip.kinds[0].device.name == "sram-digital");
  CHECK(chip.kinds[1].device.name == "rram-wan");
  CHECK(chip.kinds[1].adc_bits == 7);
  for (const hardware::Hardware& kind : chip.kinds) {
    CHECK(kind.clock.si() == 500e6);
    CHECK(kind.node_nm == 32.0);
  }
}

TEST_CASE("a chip of kinds is written as the file that reads back to it") {
  hardware::Chip chip = changed({"rram.layers=last,block*", "sram.layers=first,products",
                                 "rram.tile_count=7", "temperature_k=350", "dataflow=sequential"});
  const TemporaryFile file(chip_toml(chip));
  const hardware::Chip again = load_chip(file.path());
  CHECK(chip_toml(again) == chip_toml(chip));
  CHECK(again.rules == chip.rules);
  CHECK(again.kinds[1].tile_count == 7);
  CHECK(again.kinds[0].periphery.temperature_k == 350.0);
  CHECK(again.kinds[1].periphery.temperature_k == 350.0);
}

TEST_CASE("a key with a kind changes that kind, a key of the die all of them") {
  const hardware::Chip chip = changed({"rram.adc_bits=5", "clock_mhz=400", "sram.buffer_kib=16"});
  CHECK(chip.kinds[0].adc_bits == 8);
  CHECK(chip.kinds[1].adc_bits == 5);
  CHECK(chip.kinds[0].buffer_kib == 16);
  CHECK(chip.kinds[1].buffer_kib == 64);
  for (const hardware::Hardware& kind : chip.kinds) CHECK(kind.clock.si() == 400e6);
}

TEST_CASE("layers of a kind are replaced, in the order of the kinds, or taken away") {
  const std::vector<hardware::KindRule> both = {{"first", 0}, {"products", 0}, {"*", 1}};
  CHECK(changed({"rram.layers=*", "sram.layers=first,products"}).rules == both);
  CHECK(changed({"rram.layers=last", "sram.layers=first,products", "rram.layers=*"}).rules == both);
  CHECK(changed({"sram.layers=first", "sram.layers=none"}).rules.empty());
}

TEST_CASE("keys of chips of one kind are those of ever") {
  hardware::Chip chip = load_chip("rram-32nm");
  const std::vector<std::string> keys = {"adc_bits=5"};
  set_chip_keys(chip, keys);
  CHECK(chip.kinds.front().adc_bits == 5);
}

TEST_CASE("a key that is wrong, of no kind or of the wrong one is refused with the way out") {
  struct Refusal {
    std::string assignment, part;
    ErrorKind kind;
  };
  const std::vector<Refusal> refusals = {
      {"adc_bits=5", "write sram.adc_bits=5 or rram.adc_bits=5", ErrorKind::Usage},
      {"sramm.adc_bits=5", "did you mean \"sram\"?", ErrorKind::Usage},
      {"sram.adc_bit=5", "did you mean \"adc_bits\"?", ErrorKind::Usage},
      {"adc_bit=5", "did you mean \"adc_bits\"?", ErrorKind::Usage},
      {"sram.clock_mhz=5", "write clock_mhz=5", ErrorKind::Usage},
      {"sram.layers=", "names no layers", ErrorKind::Usage},
      {"sram.layers=a,,b", "a name is empty", ErrorKind::Usage},
      {"rram.adc_bits=55", "kind \"rram\": adc_bits (55)", ErrorKind::Input},
  };
  for (const Refusal& one : refusals) {
    CAPTURE(one.assignment);
    const Error error = refusal(one.assignment);
    CHECK(error.kind() == one.kind);
    CHECK(contains(error.what(), one.part));
  }
}

TEST_CASE("load_hardware says that a chip has kinds") {
  CHECK(contains(message_of([] { (void)load_hardware(shipped); }), "a chip of one kind"));
}

}  // namespace kirchhoff::formats
