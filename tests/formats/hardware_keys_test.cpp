// tests/formats/hardware_keys_test.cpp - `--set` changes one field, or says why it does not.
#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <set>

#include "kirchhoff/formats/files.hpp"
#include "tests/formats/temporary_file.hpp"

namespace kirchhoff::formats {
namespace {

hardware::Hardware chip() { return load_hardware("rram-32nm"); }

Error refusal(const std::string& assignment) {
  hardware::Hardware changed = chip();
  try {
    set_hardware_key(changed, assignment);
  } catch (const Error& error) {
    CHECK(hardware_toml(changed) == hardware_toml(chip()));  // a refusal changes nothing
    return error;
  }
  FAIL("no error");
  return {ErrorKind::Negative, ""};
}

}  // namespace

TEST_CASE("each assignment reaches its field in SI units") {
  hardware::Hardware changed = chip();
  set_hardware_key(changed, "adc_bits=5");
  CHECK(changed.adc_bits == 5);
  set_hardware_key(changed, "clock_mhz=500");
  CHECK(changed.clock.si() == 500e6);
  set_hardware_key(changed, "supply_v=0.75");
  CHECK(changed.supply.si() == 0.75);
  set_hardware_key(changed, "active_rows=16");
  CHECK(changed.crossbar.active_rows() == 16);
  set_hardware_key(changed, "dataflow=sequential");
  CHECK((changed.dataflow == hardware::Dataflow::Sequential));
  set_hardware_key(changed, "mapping=least-latency");
  CHECK((changed.mapping_rule == hardware::MappingRule::LeastLatency));
  set_hardware_key(changed, "row_wire_ohm=2.5");
  CHECK(changed.periphery.row_wire.si() == 2.5);
  set_hardware_key(changed, "converter_model=sar");
  CHECK((changed.periphery.converter == hardware::ConverterModel::Sar));
  set_hardware_key(changed, "drift_compensation=none");
  CHECK((changed.periphery.drift_compensation == hardware::DriftCompensation::None));
  set_hardware_key(changed, "input_coding=pulse-width");
  CHECK((changed.periphery.input_coding == hardware::InputCoding::PulseWidth));
  set_hardware_key(changed, "pulse_slot_share=0.1");
  CHECK(changed.periphery.pulse_slot_share == 0.1);
  set_hardware_key(changed, "weight_mapping=offset");
  CHECK((changed.weight_mapping == hardware::WeightMapping::Offset));
  set_hardware_key(changed, "device=pcm-nandakumar");
  CHECK(changed.device.name == "pcm-nandakumar");
}

TEST_CASE("each key changes the chip's TOML on its own line first") {
  for (const HardwareKey& key : hardware_keys()) {
    const std::set<std::string> words = {"device", "dataflow", "mapping", "adders"};
    if (words.contains(key.key)) continue;
    CAPTURE(key.key);
    const std::string before = hardware_toml(chip());
    if (!contains(before, fmt::format("\n{} = ", key.key))) continue;  // written where it is used
    // Half or twice the number is in range, whole and no other than before.
    const std::size_t start = before.find(fmt::format("\n{} = ", key.key)) + key.key.size() + 4;
    const double value = std::stod(before.substr(start));
    const double other = value >= 2.0 || key.key == "supply_v" ? value / 2.0 + 0.25 : value * 2.0;
    const double fitting = key.key == "supply_v" ? other : std::max(1.0, std::floor(other));
    hardware::Hardware changed = chip();
    set_hardware_keys(changed, std::vector<std::string>{key.key + "=" + fmt::format("{}", fitting),
                                                        "active_rows=8"});
    hardware::Hardware reference = chip();
    set_hardware_key(reference, "active_rows=8");
    if (key.key == "active_rows") continue;
    const std::string unchanged = hardware_toml(reference);
    const std::string after = hardware_toml(changed);
    const auto [first, second] =
        std::mismatch(unchanged.begin(), unchanged.end(), after.begin(), after.end());
    REQUIRE(first != unchanged.end());
    const auto place = static_cast<std::size_t>(first - unchanged.begin());
    const std::size_t line = unchanged.rfind('\n', place) + 1;
    CHECK(unchanged.substr(line, key.key.size() + 1) == key.key + " ");
  }
}

TEST_CASE("several assignments are checked together, so their order does not matter") {
  for (const bool reversed : {false, true}) {
    std::vector<std::string> assignments = {"rows=16", "active_rows=16"};
    if (reversed) std::reverse(assignments.begin(), assignments.end());
    hardware::Hardware changed = chip();
    set_hardware_keys(changed, assignments);
    CHECK(changed.crossbar.rows() == 16);
  }
}

TEST_CASE("a wrong form is a usage error, a value out of range an input error") {
  CHECK(refusal("adc_bits").kind() == ErrorKind::Usage);
  CHECK(refusal("=5").kind() == ErrorKind::Usage);
  CHECK(refusal("adc_bits=").kind() == ErrorKind::Usage);
  CHECK(contains(refusal("adc_bts=5").what(), "did you mean \"adc_bits\"?"));
  CHECK(refusal("adc_bts=5").kind() == ErrorKind::Usage);
  CHECK(contains(refusal("adc_bits=five").what(), "a whole number (1 to 12), not \"five\""));
  CHECK(contains(refusal("adc_bits=5.5").what(), "a whole number"));
  CHECK(refusal("adc_bits=13").kind() == ErrorKind::Input);
  CHECK(contains(refusal("adc_bits=13").what(), "adc_bits (13) must be 1 to 12"));
  CHECK(contains(refusal("supply_v=nan").what(), "a number (0.4 to 1.8)"));
  CHECK(contains(refusal("dataflow=pipeline").what(), "did you mean \"pipelined\"?"));
  CHECK(refusal("device=no-such").kind() == ErrorKind::Input);
  CHECK(contains(refusal("columns_per_adc=7").what(), "must be a multiple of"));
}

}  // namespace kirchhoff::formats
