// tests/design/design_builder_test.cpp - fields become the network, bits, recipe and chip they
// name.
#include <doctest/doctest.h>
#include <fmt/format.h>

#include <unistd.h>

#include <chrono>
#include <filesystem>

#include "kirchhoff/base/error.hpp"
#include "kirchhoff/base/file.hpp"
#include "kirchhoff/design/design.hpp"
#include "kirchhoff/formats/files.hpp"

namespace kirchhoff::design {
namespace {

using space::Fields;

Fields base_fields() {
  return {{"network.family", std::string("plain")},
          {"network.stages", std::int64_t{2}},
          {"network.stage1.width", std::int64_t{8}},
          {"network.stage2.width", std::int64_t{12}},
          {"hardware.device", std::string("rram-wan")}};
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

struct Mistake {
  std::string path;
  space::ParameterValue value;
  std::string expected;
};

}  // namespace

TEST_CASE("no fields at all give a design of documented defaults that fits the task") {
  const Design design = build_design({}, Task{});
  CHECK(design.network.node(0).shape == network::Shape{1, 28, 28});
  CHECK(design.network.classes() == 10);
  CHECK(design.recipe == network::TrainingRecipe{});
  CHECK(design.chip.kinds.front().name == "rram-32nm");
}

TEST_CASE("the network has the stages, widths and bits of its fields, the image keeps 8 bits") {
  Fields fields = base_fields();
  fields["compress.stage0.weight_bits"] = std::int64_t{7};
  fields["compress.stage1.weight_bits"] = std::int64_t{3};
  fields["compress.stage1.activation_bits"] = std::int64_t{4};
  fields["compress.stage2.weight_bits"] = std::int64_t{5};
  fields["compress.stage2.activation_bits"] = std::int64_t{6};
  const network::Network network = build_design(fields, Task{}).network;
  for (const std::size_t index : network.layers()) {
    const network::Node& node = network.node(index);
    CAPTURE(node.name);
    CHECK(node.weight_bits == (node.stage == 0 ? 7 : node.stage == 1 ? 3 : 5));
    CHECK(node.activation_bits == (node.stage == 0 ? 8 : node.stage == 1 ? 4 : 6));
    if (node.stage == 1) CHECK(node.outputs == 8);
  }
}

TEST_CASE("the template is the shipped chip with the device, and fields replace its values") {
  const Design plain = build_design(base_fields(), Task{});
  CHECK(formats::hardware_toml(plain.chip.kinds.front()) ==
        formats::hardware_toml(formats::load_hardware("rram-32nm")));
  const Design sram =
      build_design(with(base_fields(), "hardware.device", std::string("sram-charge")), Task{});
  CHECK(sram.chip.kinds.front().name == "sram-28nm");
  const Design fast =
      build_design(with(base_fields(), "hardware.adc_bits", std::int64_t{4}), Task{});
  CHECK(fast.chip.kinds.front().adc_bits == 4);
  CHECK(fast.chip.kinds.front().crossbar == plain.chip.kinds.front().crossbar);
}

TEST_CASE("a refresh period is searched where cells leak and refused where they do not") {
  space::Fields fields{{"hardware.device", std::string("edram-gain")},
                       {"hardware.refresh_period_us", 120.0}};
  const hardware::Hardware leaking = build_design(fields, Task{}).chip.kinds.front();
  CHECK(leaking.name == "edram-28nm");
  CHECK(hardware::refresh_period(leaking).si() == doctest::Approx(120e-6).scale(0.0));
  fields["hardware.device"] = std::string("sram-charge");
  CHECK_THROWS_WITH_AS((void)build_design(fields, Task{}),
                       doctest::Contains("leave refresh_period_us out"), Error);
}

TEST_CASE("a device without a chip of its own gets the chip of its type") {
  const Design design =
      build_design(with(base_fields(), "hardware.device", std::string("pcm-joshi")), Task{});
  CHECK(design.chip.kinds.front().device.name == "pcm-joshi");
  CHECK(design.chip.kinds.front().name == "pcm-32nm");
  const Design ternary = build_design(
      with(base_fields(), "hardware.device", std::string("sram-charge-ternary")), Task{});
  CHECK(ternary.chip.kinds.front().name == "sram-28nm");  // and not that of gain cells
}

TEST_CASE(
    "another device in a template keeps no more cell bits than it holds, fewer rows no more "
    "active ones") {
  Fields fields = with(base_fields(), "hardware.template", std::string("pcm-32nm"));
  fields["hardware.device"] = std::string("sram-charge");
  fields["hardware.rows"] = std::int64_t{64};
  const hardware::Hardware chip = build_design(fields, Task{}).chip.kinds.front();
  CHECK(chip.cell_bits == 1);
  CHECK(chip.crossbar.active_rows() == 64);
}

TEST_CASE("a shipped network replaces the family and keeps its own bits unless told") {
  Fields fields = with(base_fields(), "network.file", std::string("lenet5"));
  const Design own = build_design(fields, Task{});
  CHECK(formats::network_toml(own.network) ==
        formats::network_toml(formats::load_network("lenet5")));
  for (int stage = 0; stage <= 6; ++stage) {
    fields[fmt::format("compress.stage{}.weight_bits", stage)] = std::int64_t{4};
  }
  const network::Network narrow = build_design(fields, Task{}).network;
  for (const std::size_t index : narrow.layers()) CHECK(narrow.node(index).weight_bits == 4);
  CHECK(refusal(with(base_fields(), "network.file", std::string("resnet18")))
            .find("the data set has 1 x 28 x 28") != std::string::npos);
}

TEST_CASE("each wrong field is an input error that names it and what is allowed") {
  const std::vector<Mistake> mistakes = {
      {"hardware.adcbits", std::int64_t{4}, "did you mean \"hardware.adc_bits\""},
      {"network.stage7.width", std::int64_t{4}, "there is no design field"},
      {"hardware.adc_bits", std::int64_t{14}, "hardware.adc_bits (14) must be 1 to 12"},
      {"hardware.adc_bits", 4.5, "must be a whole number"},
      {"network.stage1.kernel", std::int64_t{4}, "must be one of 1, 3, 5 and 7"},
      {"network.family", std::string("plian"), "cannot be \"plian\"; did you mean \"plain\"?"},
      {"network.skip", std::int64_t{1}, "must be true or false"},
      {"train.learning_rate", 2.0, "train.learning_rate (2"},
      {"hardware.device", std::string("rram-wann"), "rram-wan"},
      {"hardware.template", std::string("rram-32"), "rram-32nm"},
      {"hardware.columns_per_adc", std::int64_t{48}, "columns_per_adc"},
      {"hardware.cell_bits", std::int64_t{4}, "the most that device rram-wan holds"},
      {"hardware.active_rows", std::int64_t{500}, "active_rows"},
  };
  for (const Mistake& mistake : mistakes) {
    CAPTURE(mistake.path);
    const std::string message = refusal(with(base_fields(), mistake.path, mistake.value));
    CAPTURE(message);
    CHECK(message.find(mistake.expected) != std::string::npos);
  }
}

TEST_CASE(
    "files that a design names are looked for beside the study, then where the program runs") {
  const std::filesystem::path folder =
      std::filesystem::temp_directory_path() / fmt::format("kirchhoff-beside-{}", getpid());
  hardware::Hardware chip = formats::load_hardware("pcm-32nm");
  chip.adc_bits = 9;
  std::filesystem::create_directories(folder / "chips");
  write_atomically(folder / "chips" / "mine.toml", formats::hardware_toml(chip));
  const Fields fields = with(base_fields(), "hardware.template", std::string("chips/mine.toml"));
  CHECK_THROWS_AS((void)build_design(fields, Task{}), Error);
  CHECK(build_design(fields, Task{.folder = folder}).chip.kinds.front().adc_bits == 9);

  spec::SpaceSpec spec;
  spec.fixed = {{"hardware.template", std::string("chips/mine.toml")},
                {"hardware.device", std::string("pcm-joshi")}};
  const space::SearchSpace space(spec);
  CHECK(space_problems(space, folder).empty());
  CHECK(space_problems(space, {}).size() == 1);
  CHECK(named_files(space, folder) ==
        std::vector<std::filesystem::path>{folder / "chips" / "mine.toml"});
  CHECK(named_files(space, {}).empty());  // shipped devices are no files of the user's own
  std::filesystem::remove_all(folder);
}

TEST_CASE("a builder reads each file once") {
  const std::filesystem::path file =
      std::filesystem::temp_directory_path() / fmt::format("kirchhoff-once-{}.toml", getpid());
  write_atomically(file, formats::hardware_toml(formats::load_hardware("pcm-32nm")));
  DesignBuilder builder{Task{}};
  const Fields fields = with(base_fields(), "hardware.template", file.string());
  const Design first = builder.build(fields);
  std::filesystem::remove(file);
  const auto start = std::chrono::steady_clock::now();
  for (int i = 0; i < 2000; ++i) CHECK(builder.build(fields).chip.name == first.chip.name);
  const std::chrono::duration<double> time = std::chrono::steady_clock::now() - start;
  MESSAGE("us per design: " << time.count() / 2000 * 1e6);
}

}  // namespace kirchhoff::design
