// tests/design/kinds_test.cpp - fields of the kinds of macros of a chip, and stages that sit on
// them.
#include <doctest/doctest.h>
#include <fmt/format.h>

#include <unistd.h>

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "kirchhoff/base/error.hpp"
#include "kirchhoff/base/file.hpp"
#include "kirchhoff/design/design.hpp"
#include "kirchhoff/design/placement.hpp"
#include "kirchhoff/formats/chip_file.hpp"
#include "kirchhoff/formats/files.hpp"
#include "kirchhoff/mapping/kind_rules.hpp"

namespace kirchhoff::design {
namespace {

using space::Fields;

Fields base_fields() {
  return {{"network.family", std::string("residual")},
          {"network.stages", std::int64_t{2}},
          {"network.stage1.width", std::int64_t{8}},
          {"network.stage2.width", std::int64_t{12}},
          {"hardware.template", std::string("sram-rram-32nm")}};
}

Fields with(Fields fields, const std::string& path, const space::ParameterValue& value) {
  fields[path] = value;
  return fields;
}

std::string refusal(const Fields& fields) {
  try {
    (void)build_design(fields, Task{});
  } catch (const Error& error) {
    CHECK(error.kind() == ErrorKind::Input);
    return error.what();
  }
  return "";
}

// The kind of each layer that a rule ties, by name.
std::map<std::string, std::string> tied(const network::Network& network,
                                        const hardware::Chip& chip) {
  std::map<std::string, std::string> kinds;
  for (const mapping::PlacedNode& placed : mapping::placed_nodes(network, chip)) {
    if (placed.kind) kinds[network.node(placed.node).name] = chip.kinds[*placed.kind].name;
  }
  return kinds;
}

// The same of the chip once it was written and read.
std::map<std::string, std::string> tied_in_file(const Design& design) {
  const std::filesystem::path file =
      std::filesystem::temp_directory_path() / fmt::format("kirchhoff-kinds-{}.toml", getpid());
  write_atomically(file, formats::chip_toml(design.chip));
  const hardware::Chip read = formats::load_chip(file.string());
  std::filesystem::remove(file);
  return tied(design.network, read);
}

struct Mistake {
  std::string path;
  space::ParameterValue value;
  std::string expected;
};

}  // namespace

TEST_CASE("a template of several kinds keeps what no field gives another value") {
  const Design design = build_design(base_fields(), Task{});
  CHECK(formats::chip_toml(design.chip) ==
        formats::chip_toml(formats::load_chip("sram-rram-32nm")));
}

TEST_CASE("a field of a kind changes that kind alone, a field of the die all of them") {
  Fields fields = base_fields();
  fields["hardware.sram.tile_count"] = std::int64_t{3};
  fields["hardware.rram.adc_bits"] = std::int64_t{5};
  fields["hardware.rram.device"] = std::string("rram-binary");
  fields["hardware.rram.rows"] = std::int64_t{64};
  fields["hardware.clock_mhz"] = 300.0;
  const std::vector<hardware::Hardware> kinds = build_design(fields, Task{}).chip.kinds;
  CHECK(kinds[0].tile_count == 3);
  CHECK(kinds[0].adc_bits == 8);
  CHECK(kinds[0].crossbar.rows() == 128);
  CHECK(kinds[1].tile_count == 0);
  CHECK(kinds[1].adc_bits == 5);
  CHECK(kinds[1].device.name == "rram-binary");
  CHECK(kinds[1].cell_bits == 1);  // the most that the device holds
  CHECK(kinds[1].crossbar.active_rows() == 64);
  for (const hardware::Hardware& kind : kinds) CHECK(kind.clock.si() == doctest::Approx(300e6));
}

TEST_CASE("layers of a kind are its fields; an empty list ties none") {
  Fields fields = with(base_fields(), "hardware.sram.layers", std::string("first, last"));
  const Design two = build_design(fields, Task{});
  CHECK(tied(two.network, two.chip) ==
        std::map<std::string, std::string>{{"stem", "sram"}, {"classifier", "sram"}});
  fields["hardware.rram.layers"] = std::string("*");
  const Design all = build_design(fields, Task{});
  CHECK(tied(all.network, all.chip).size() == all.network.layers().size());
  CHECK(tied(all.network, all.chip)["stem"] == "sram");
  for (const char* none : {"", "none"}) {
    fields["hardware.sram.layers"] = std::string(none);
    const Design rest = build_design(fields, Task{});
    CHECK(tied(rest.network, rest.chip)["stem"] == "rram");
  }
}

TEST_CASE("a stage sits on its kind, the stem is stage 0, the classifier belongs to the last") {
  Fields fields = with(base_fields(), "network.stage0.kind", std::string("sram"));
  fields["network.stage1.kind"] = std::string("rram");
  fields["network.stage2.kind"] = std::string("auto");
  const Design free = build_design(fields, Task{});
  const auto some = tied(free.network, free.chip);
  CHECK(some.at("stem") == "sram");
  CHECK(some.at("stage1.block0.conv1") == "rram");
  CHECK_FALSE(some.contains("stage2.block0.conv1"));
  CHECK_FALSE(some.contains("classifier"));
  fields["network.stage2.kind"] = std::string("sram");
  const Design full = build_design(fields, Task{});
  const auto all = tied(full.network, full.chip);
  CHECK(all.size() == full.network.layers().size());
  CHECK(all.at("stage2.block0.shortcut") == "sram");
  CHECK(all.at("classifier") == "sram");
  CHECK(tied_in_file(full) == all);
}

TEST_CASE("the kind of a stage holds before lists of layers, in the chip's file too") {
  Fields fields = with(base_fields(), "hardware.sram.layers", std::string("*"));
  fields["network.stage1.kind"] = std::string("rram");
  const Design design = build_design(fields, Task{});
  const auto kinds = tied(design.network, design.chip);
  CHECK(kinds.at("stage1.block0.conv2") == "rram");
  CHECK(kinds.at("stem") == "sram");
  CHECK(kinds.at("classifier") == "sram");
  CHECK(tied_in_file(design) == kinds);
}

TEST_CASE("a network from a file has the stages of its file") {
  Fields fields = {{"network.file", std::string("lenet5")},
                   {"hardware.template", std::string("sram-rram-32nm")},
                   {"hardware.rram.layers", std::string("*")}};
  const Design design = build_design(fields, Task{});
  const std::size_t first = design.network.layers().front();
  const int stage = design.network.node(first).stage;
  fields[fmt::format("network.stage{}.kind", stage)] = std::string("sram");
  const Design tied_stage = build_design(fields, Task{});
  CHECK(tied(tied_stage.network, tied_stage.chip).at(design.network.node(first).name) == "sram");
}

TEST_CASE("layers lie on the kinds that the design names, in the mapping as well") {
  Fields fields = base_fields();
  for (int stage = 0; stage <= 2; ++stage) {
    fields[fmt::format("network.stage{}.kind", stage)] = std::string(stage == 1 ? "rram" : "sram");
  }
  const Design design = build_design(fields, Task{});
  Placement placement;
  for (const mapping::LayerMapping& layer : placement.map(design.network, design.chip).layers) {
    CAPTURE(layer.name);
    CHECK(layer.kind == (design.network.node(layer.node).stage == 1 ? 1 : 0));
  }
}

TEST_CASE("each wrong field of a kind is an input error that says what to write") {
  const std::vector<Mistake> mistakes = {
      {"hardware.adc_bits", std::int64_t{5},
       "hardware.adc_bits belongs to a kind of macros of sram-rram-32nm; write "
       "hardware.sram.adc_bits or hardware.rram.adc_bits"},
      {"hardware.sramm.adc_bits", std::int64_t{5}, "did you mean \"sram\"?"},
      {"hardware.sram.clock_mhz", 300.0, "write hardware.clock_mhz"},
      {"hardware.sram.adcbits", std::int64_t{5}, "did you mean \"hardware.sram.adc_bits\"?"},
      {"hardware.sram.adc_bits", std::int64_t{14}, "hardware.sram.adc_bits (14) must be 1 to 12"},
      {"hardware.sram.layers", std::string("first,"), "names of layers with commas between"},
      {"network.stage1.kind", std::string("rramm"), "did you mean \"rram\"?"},
      {"network.stage1.kind", std::int64_t{1}, "must be a text"},
      {"network.stage7.kind", std::string("rram"), "there is no design field"},
      {"hardware.<kind>.adc_bits", std::int64_t{5}, "has no kind of macros \"<kind>\""},
  };
  for (const Mistake& mistake : mistakes) {
    CAPTURE(mistake.path);
    const std::string message = refusal(with(base_fields(), mistake.path, mistake.value));
    CAPTURE(message);
    CHECK(message.find(mistake.expected) != std::string::npos);
  }
}

TEST_CASE("a chip of one kind has no kinds to name, and every stage of it may be auto") {
  const Fields plain = with(base_fields(), "hardware.template", std::string("rram-32nm"));
  const std::string seen = refusal(with(plain, "hardware.sram.adc_bits", std::int64_t{5}));
  CHECK(seen.find("rram-32nm has one kind of macros; write hardware.adc_bits") !=
        std::string::npos);
  CHECK(seen.find("\"sram-rram-32nm\"") != std::string::npos);
  CHECK(refusal(with(plain, "network.stage1.kind", std::string("sram"))).find("leave it out") !=
        std::string::npos);
  CHECK(refusal(with(plain, "network.stage1.kind", std::string("auto"))).empty());
  CHECK(build_design(with(plain, "hardware.tile_count", std::int64_t{7}), Task{})
            .chip.kinds.front()
            .tile_count == 7);
}

TEST_CASE("a space is told of kinds that none of its templates has, not of those of some") {
  const auto problems = [](std::vector<spec::Scalar> templates, const std::string& path) {
    spec::ParameterSpec chips, parameter;
    chips.name = "hardware.template";
    chips.kind = "nominal";
    chips.values = std::move(templates);
    parameter.name = path;
    parameter.kind = "integer";
    parameter.low = 4;
    parameter.high = 6;
    spec::SpaceSpec spec;
    spec.name = "test";
    spec.parameters = {chips, parameter};
    return space_problems(space::SearchSpace(spec), {});
  };
  const std::string kinds = "sram-rram-32nm", one = "rram-32nm";
  CHECK(problems({kinds, one}, "hardware.rram.adc_bits").empty());
  CHECK(problems({kinds, one}, "hardware.adc_bits").empty());
  CHECK(problems({kinds}, "hardware.adc_bits").size() == 1);
  CHECK(problems({one}, "hardware.rram.adc_bits").size() == 1);
  CHECK(problems({kinds, one}, "hardware.pcm.adc_bits").size() == 1);
}

}  // namespace kirchhoff::design
