// tests/formats/hardware_file_test.cpp - chips are read, written and read again without a change.
#include <doctest/doctest.h>

#include "kirchhoff/base/stream.hpp"
#include "kirchhoff/formats/files.hpp"
#include "tests/formats/temporary_file.hpp"
#include "tests/source_folder.hpp"

namespace kirchhoff::formats {
namespace {

std::string chip_text() { return shipped_text("hardware/rram-32nm.toml"); }

hardware::Hardware read_back(const hardware::Hardware& chip) {
  const TemporaryFile file(hardware_toml(chip));
  return load_hardware(file.path());
}

// Every bit of the two chips, by fields that have no unit to hide behind.
void check_equal(const hardware::Hardware& a, const hardware::Hardware& b) {
  CHECK(a.name == b.name);
  CHECK(a.node_nm == b.node_nm);
  CHECK(a.supply.si() == b.supply.si());
  CHECK(a.clock.si() == b.clock.si());
  CHECK(a.cell_bits == b.cell_bits);
  CHECK((a.crossbar == b.crossbar));
  CHECK(a.adc_bits == b.adc_bits);
  CHECK(a.dac_bits == b.dac_bits);
  CHECK(a.crossbars_per_macro == b.crossbars_per_macro);
  CHECK(a.macros_per_tile == b.macros_per_tile);
  CHECK(a.buffer_kib == b.buffer_kib);
  CHECK(a.max_copies == b.max_copies);
  CHECK((a.dataflow == b.dataflow));
  CHECK(a.tile_count == b.tile_count);
  CHECK((a.mapping_rule == b.mapping_rule));
}

void check_equal(const hardware::Device& a, const hardware::Device& b) {
  CHECK(a.name == b.name);
  CHECK(a.title == b.title);
  CHECK(a.source == b.source);
  CHECK((a.type == b.type));
  CHECK((a.encoding == b.encoding));
  CHECK(a.max_cell_bits == b.max_cell_bits);
  CHECK(a.g_min.si() == b.g_min.si());
  CHECK(a.g_max.si() == b.g_max.si());
  CHECK(a.read_voltage.si() == b.read_voltage.si());
  CHECK(a.cell_capacitance.si() == b.cell_capacitance.si());
  CHECK(a.cell_area_f2 == b.cell_area_f2);
  CHECK(a.write_energy.si() == b.write_energy.si());
  CHECK(a.g_reference.si() == b.g_reference.si());
  CHECK(a.programming_sd_us == b.programming_sd_us);
  CHECK(a.read_sd_relative == b.read_sd_relative);
  CHECK(a.converter_sd_lsb == b.converter_sd_lsb);
  CHECK(a.has_low_frequency_noise == b.has_low_frequency_noise);
  CHECK(a.low_frequency_coefficient == b.low_frequency_coefficient);
  CHECK(a.low_frequency_exponent == b.low_frequency_exponent);
  CHECK(a.low_frequency_limit == b.low_frequency_limit);
  CHECK(a.low_frequency_read_time.si() == b.low_frequency_read_time.si());
  CHECK(a.has_drift == b.has_drift);
  CHECK(a.drift_t0.si() == b.drift_t0.si());
  for (std::size_t i = 0; i < 4; ++i) {
    CHECK(a.drift_mean[i] == b.drift_mean[i]);
    CHECK(a.drift_sd[i] == b.drift_sd[i]);
  }
}

// The shipped chip with one change is refused on the changed line, with the given words.
void check_refusal(const std::string& part, const std::string& by, const std::string& words) {
  const std::string changed = replaced(chip_text(), part, by);
  const TemporaryFile file(changed);
  const std::string seen = message_of([&] { (void)load_hardware(file.path()); });
  CAPTURE(seen);
  CHECK(contains(seen, line_of(file.path(), changed, by) + ": "));
  CHECK(contains(seen, words));
}

// `key = ...` up to the end of its number.
std::string line_with(const std::string& key) {
  const std::string text = chip_text();
  const std::size_t start = text.find(fmt::format("\n{} = ", key)) + 1;
  return text.substr(start, text.find_first_of(" \n", text.find("= ", start) + 2) - start);
}

}  // namespace

TEST_CASE("every shipped device survives inside a chip's file, with all its laws") {
  for (const std::string& name : shipped_names("devices")) {
    CAPTURE(name);
    hardware::Hardware chip = load_hardware("rram-32nm");
    chip.cell_bits = 1;
    chip.device = load_device(name);
    const std::string text = hardware_toml(chip);
    CHECK(hardware_toml(read_back(chip)) == text);
    const bool has_laws = contains(text, "programming_at") || contains(text, "relaxation") ||
                          contains(text, "curve") || contains(text, "_above");
    const bool should = name.starts_with("pcm-hermes") || name == "rram-wan-relaxing" ||
                        name.starts_with("rram-cmo") || name == "rram-milo" ||
                        name == "sonos-iedm2022";
    CHECK(has_laws == should);
  }
}

TEST_CASE("the periphery is written where it is not ideal, and read back to the bit") {
  hardware::Hardware chip = load_hardware("rram-32nm");
  const std::string ideal = hardware_toml(chip);
  for (const char* word : {"wire", "temperature_k", "converter_m", "converter_r",
                           "drift_compensation", "pulse", "input_coding", "weight_mapping"})
    CHECK_FALSE(contains(ideal, word));
  chip.periphery.row_wire = ohms(2.5);
  chip.periphery.column_wire = ohms(0.1 + 0.2);
  chip.periphery.temperature_k = 330.0;
  chip.periphery.drift_compensation = hardware::DriftCompensation::PerColumn;
  chip.periphery.converter = hardware::ConverterModel::Ramp;
  chip.periphery.range = hardware::ConverterRangeRule::LeastError;
  chip.periphery.gain_sd = 0.01;
  chip.periphery.offset_sd_lsb = 0.5;
  chip.periphery.mismatch_sd = 0.02;
  chip.periphery.pulse_slot_share = 0.3;
  const hardware::Periphery read = read_back(chip).periphery;
  CHECK(read.pulse_slot_share == 0.3);
  CHECK(read.row_wire.si() == 2.5);
  CHECK(read.column_wire.si() == 0.1 + 0.2);
  CHECK(read.temperature_k == 330.0);
  CHECK((read.drift_compensation == hardware::DriftCompensation::PerColumn));
  CHECK((read.converter == hardware::ConverterModel::Ramp));
  CHECK((read.range == hardware::ConverterRangeRule::LeastError));
  CHECK(read.gain_sd == 0.01);
  CHECK(read.offset_sd_lsb == 0.5);
  CHECK(read.mismatch_sd == 0.02);
}

TEST_CASE("codings and mappings are read back by their names, the pipeline too") {
  hardware::Hardware chip = load_hardware("rram-32nm");
  for (const auto coding : hardware::chip_input_codings()) {
    for (const auto mapping :
         {hardware::WeightMapping::Differential, hardware::WeightMapping::TwoSided,
          hardware::WeightMapping::Offset}) {
      chip.periphery.input_coding = coding;
      chip.weight_mapping = mapping;
      const hardware::Hardware read = read_back(chip);
      CHECK((read.periphery.input_coding == coding));
      CHECK((read.weight_mapping == mapping));
    }
  }
  CHECK(contains(hardware_toml(chip), "input_coding = \"amplitude\""));
  CHECK(contains(hardware_toml(chip), "weight_mapping = \"offset\""));
  chip.periphery.converter = hardware::ConverterModel::Pipeline;
  CHECK(contains(hardware_toml(chip), "converter_model = \"pipeline\""));
  CHECK((read_back(chip).periphery.converter == hardware::ConverterModel::Pipeline));
}

TEST_CASE("variation, stuck cells and temperature are written where they are on") {
  hardware::Hardware chip = load_hardware("rram-32nm");
  chip.device.variation = {
      .independent_sd = 0.02, .correlated_sd = 0.03, .correlation_length_cells = 12.5};
  chip.device.stuck = {.low = 0.001, .high = 0.002};
  chip.device.thermal = {.activation_energy_ev = 0.03, .drift_per_kelvin = -1e-4};
  const hardware::Device read = read_back(chip).device;
  CHECK(read.variation.independent_sd == 0.02);
  CHECK(read.variation.correlated_sd == 0.03);
  CHECK(read.variation.correlation_length_cells == 12.5);
  CHECK(read.stuck.low == 0.001);
  CHECK(read.stuck.high == 0.002);
  CHECK(read.thermal.activation_energy_ev == 0.03);
  CHECK(read.thermal.drift_per_kelvin == -1e-4);
}

TEST_CASE("every shipped chip comes back from its own TOML with every bit") {
  const std::vector<std::string> names = shipped_names("hardware");
  CHECK(names.size() >= 3);
  for (const std::string& name : names) {
    CAPTURE(name);
    const hardware::Hardware chip = load_hardware(name);
    CHECK(chip.name == name);
    const hardware::Hardware again = read_back(chip);
    check_equal(chip, again);
    check_equal(chip.device, again.device);
    CHECK(hardware_toml(chip) == hardware_toml(again));
  }
}

TEST_CASE("a device's random figures come back to the bit through their units") {
  hardware::Hardware chip = load_hardware("rram-32nm");
  chip.device.programming_sd_us = {0.1, 1.0 / 3.0};
  for (std::uint64_t i = 0; i < 50; ++i) {
    Stream stream(3, purpose::test, i);
    chip.device.g_max = microsiemens(stream.uniform(20.0, 200.0));
    chip.device.write_energy = picojoules(stream.uniform(0.0, 90.0));
    chip.clock = megahertz(stream.uniform(1.0, 5000.0));
    chip.supply = volts(stream.uniform(0.5, 1.8));
    const hardware::Hardware again = read_back(chip);
    check_equal(chip, again);
    check_equal(chip.device, again.device);
  }
}

TEST_CASE("a chip says how many tiles it has and how it is mapped, or neither") {
  const hardware::Hardware usual = load_hardware("rram-32nm");
  CHECK(usual.tile_count == 0);
  CHECK((usual.mapping_rule == hardware::MappingRule::Fixed));
  const std::string dataflow = line_with("dataflow");
  const TemporaryFile file(replaced(chip_text(), dataflow,
                                    dataflow + "\ntile_count = 7\nmapping = \"least-energy\"\n#"));
  const hardware::Hardware chip = load_hardware(file.path());
  CHECK(chip.tile_count == 7);
  CHECK((chip.mapping_rule == hardware::MappingRule::LeastEnergy));
  check_equal(chip, read_back(chip));
  check_refusal(dataflow, "mapping = \"least\"\n" + dataflow, "least-energy");
}

TEST_CASE("a device may stand in a file beside the chip's") {
  const TemporaryFile file(
      replaced(chip_text(), line_with("device"),
               "device = \"" + test::source_folder() + "/data/devices/pcm-joshi.toml\""));
  CHECK(load_hardware(file.path()).device.name == "pcm-joshi");
}

TEST_CASE("each mistake in a chip is told with its line and what is allowed") {
  check_refusal(line_with("adc_bits"), "adc_bits = 13", "a whole number (1 to 12)");
  check_refusal(line_with("adc_bits"), "adc_bts = 6", "did you mean \"adc_bits\"?");
  check_refusal(line_with("node_nm"), "node_nm = \"32 nm\"", "a number (7 to 180)");
  check_refusal(line_with("clock_mhz"), "clock_mhz = 0.5", "a number (1 to 5000)");
  check_refusal(line_with("dataflow"), "dataflow = \"pipeline\"", "did you mean \"pipelined\"?");
  check_refusal(line_with("device"), "device = \"rram-wna\"", "there is no shipped device");
  check_refusal(line_with("cell_bits"), "cell_bits = 4", "the most that device");
  check_refusal(line_with("rows"), "rows = 4", "(8 to 4096)");
}

TEST_CASE("a rule between two fields is told at the first one it names") {
  const std::string text =
      replaced(chip_text(), line_with("columns_per_adc"), "columns_per_adc = 7");
  const TemporaryFile file(text);
  const std::string seen = message_of([&] { (void)load_hardware(file.path()); });
  CHECK(contains(seen, line_of(file.path(), text, "columns = ") + ": columns ("));
  CHECK(contains(seen, "must be a multiple of columns_per_adc (7)"));
}

TEST_CASE("a chip says all of its numbers: none is taken silently from a default") {
  for (const HardwareKey& key : hardware_keys()) {
    // What may be left out says what it is then.
    if (contains(key.description, "unless given") || key.key == "mapping") continue;
    CAPTURE(key.key);
    const TemporaryFile file(replaced(chip_text(), fmt::format("\n{}", line_with(key.key)), "\n"));
    const std::string seen = message_of([&] { (void)load_hardware(file.path()); });
    CHECK(contains(seen, key.key + " is missing"));
  }
}

TEST_CASE("factors of a calibrated chip come back to the bit, with their source") {
  hardware::Hardware chip = load_hardware("rram-32nm");
  chip.factors = {.source = "fitted to 3 measurements of bench.csv",
                  .values = {{"energy_converters", 0.1 + 0.2}, {"latency", 2.5}}};
  CHECK((read_back(chip).factors == chip.factors));
}

TEST_CASE("a chip without factors has none, and a factor without a source is refused") {
  CHECK(load_hardware("rram-32nm").factors.values.empty());
  const TemporaryFile file(chip_text() + "\n[factors]\nlatency = 2.0\n");
  CHECK(contains(message_of([&] { (void)load_hardware(file.path()); }), "source"));
  const TemporaryFile typo(chip_text() + "\n[factors]\nsource = \"x\"\nlatencies = 2.0\n");
  CHECK(contains(message_of([&] { (void)load_hardware(typo.path()); }), "latency"));
}

}  // namespace kirchhoff::formats
