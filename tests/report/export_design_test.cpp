// tests/report/export_design_test.cpp - a design leaves the study as files that others can read.
#include "kirchhoff/base/error.hpp"
#include "kirchhoff/design/design.hpp"
#include "kirchhoff/formats/chip_file.hpp"
#include "kirchhoff/formats/files.hpp"
#include "kirchhoff/report/study_view.hpp"
#include "tests/report/stored_study.hpp"

namespace kirchhoff::report {
namespace {

namespace fs = std::filesystem;

network::Tensor tensor(const std::string& name, std::vector<std::int64_t> shape, float value) {
  std::size_t count = 1;
  for (const std::int64_t size : shape) count *= static_cast<std::size_t>(size);
  return {.name = name, .shape = std::move(shape), .values = std::vector<float>(count, value)};
}

network::Weights weights_for(const network::Network& network) {
  network::Weights weights;
  for (const std::size_t layer : network.layers()) {
    const network::Node& node = network.node(layer);
    const std::int64_t outputs = node.outputs;
    const std::int64_t inputs = network::weight_count(network, layer) / outputs;
    std::vector<std::int64_t> shape = {outputs, inputs};
    if (node.kind == network::OperatorKind::Convolution) {
      const std::int64_t kernel = node.kernel;
      shape = {outputs, inputs / (kernel * kernel), kernel, kernel};
    }
    weights.tensors.push_back(tensor(node.name + ".weight", shape, 0.25F));
    weights.tensors.push_back(tensor(node.name + ".weight_scale", {outputs}, 0.25F));
    weights.tensors.push_back(tensor(node.name + ".activation_scale", {1}, 0.5F));
    weights.tensors.push_back(tensor(node.name + ".gain", {outputs}, 1.0F));
    weights.tensors.push_back(tensor(node.name + ".shift", {outputs}, 0.0F));
  }
  return weights;
}

std::string message_of(const StudyView& study, std::uint64_t number, const fs::path& file) {
  try {
    export_onnx(study, number, file);
  } catch (const Error& error) {
    CHECK(error.kind() == ErrorKind::Input);
    return error.what();
  }
  return "no error";
}

}  // namespace

TEST_CASE("the exported chip reads back as the design's chip") {
  const StoredStudy stored;
  stored.put({search_trial(0, 0.8, 1e-7)});
  const StudyView study = read_study(stored.path());
  const fs::path file = stored.parent() / "chip.toml";
  export_hardware(study, 0, file);
  const hardware::Hardware chip = formats::load_hardware(file.string());
  CHECK(chip.crossbar.rows() == 128);
  CHECK(chip.crossbar.columns() == 64);
  CHECK(chip.adc_bits == 6);
  CHECK(chip.device.name == "rram-wan");
}

TEST_CASE("the exported chip of a design with kinds of macros has their tables and layers") {
  const StoredStudy stored;
  objective::Trial trial = search_trial(0, 0.8, 1e-7);
  trial.fields = {{"network.family", "plain"},
                  {"network.stage1.kind", "sram"},
                  {"hardware.template", "sram-rram-32nm"},
                  {"hardware.rram.adc_bits", std::int64_t{5}}};
  stored.put({trial});
  const fs::path file = stored.parent() / "chip.toml";
  export_hardware(read_study(stored.path()), 0, file);
  const hardware::Chip chip = formats::load_chip(file.string());
  REQUIRE(chip.kinds.size() == 2);
  CHECK(chip.kinds[1].adc_bits == 5);
  REQUIRE(chip.rules.size() == 1);
  CHECK(chip.rules[0] == hardware::KindRule{.layers = "stage1.*", .kind = 0});
}

TEST_CASE("a trial without weights is refused with the number of its full training") {
  const StoredStudy stored;
  const objective::Trial first = search_trial(0, 0.8, 1e-7);
  stored.put({first, final_trial(1, first, 0.9, 0.9)});
  const fs::path file = stored.parent() / "out.onnx";
  const std::string message = message_of(read_study(stored.path()), 0, file);
  CHECK(message.find("trial 1 is its full training") != std::string::npos);
  CHECK_FALSE(fs::exists(file));
}

TEST_CASE("only the weights that were measured are exported") {
  const StoredStudy stored;
  const objective::Trial first = search_trial(0, 0.8, 1e-7);
  objective::Trial full = final_trial(1, first, 0.9, 0.9);
  const network::Network network = design::build_design(full.fields, {}).network;
  const std::string bytes = formats::weights_bytes(weights_for(network));
  full.artifact_hash = content_hash(bytes);
  stored.put({first, full});
  const fs::path weights = stored.path() / "artifacts/1/weights.kw";
  fs::create_directories(weights.parent_path());
  write_atomically(weights, bytes);
  const StudyView study = read_study(stored.path());
  const fs::path file = stored.parent() / "out.onnx";
  export_onnx(study, 1, file);
  const std::string exported = read_text(file);
  CHECK(exported.find("kirchhoff.hardware.adc_bits") != std::string::npos);
  CHECK(exported.size() > bytes.size() / 2);
  write_atomically(weights, bytes + "x");
  CHECK(message_of(study, 1, file).find("another hash") != std::string::npos);
}

}  // namespace kirchhoff::report
