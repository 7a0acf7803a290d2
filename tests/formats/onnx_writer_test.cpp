// tests/formats/onnx_writer_test.cpp - the ONNX file says, node by node, what the network is.
#include <onnx/onnx_pb.h>

#include <doctest/doctest.h>

#include <algorithm>
#include <map>
#include <set>

#include "kirchhoff/base/stream.hpp"
#include "kirchhoff/formats/files.hpp"
#include "kirchhoff/network/families.hpp"
#include "tests/formats/temporary_file.hpp"

namespace kirchhoff::formats {
namespace {

using network::Network;
using network::Node;

std::vector<float> random_values(std::size_t count, std::uint64_t index, bool positive) {
  Stream stream(11, purpose::test, index);
  std::vector<float> values(count);
  for (float& value : values) {
    value = static_cast<float>(positive ? stream.uniform(0.01, 1.0) : stream.normal());
  }
  return values;
}

// Weights of the right shapes; layers without batch norm have a gain of one.
network::Weights random_weights(const Network& network) {
  network::Weights weights;
  std::uint64_t index = 0;
  for (const std::size_t layer : network.layers()) {
    const Node& node = network.node(layer);
    const std::int64_t inputs = network::weight_count(network, layer) / node.outputs;
    const bool linear = node.kind == network::OperatorKind::Linear;
    const std::int64_t channels = inputs / (node.kernel * node.kernel);
    const auto outputs = static_cast<std::size_t>(node.outputs);
    const auto add = [&](const char* part, std::vector<std::int64_t> shape,
                         std::vector<float> values) {
      weights.tensors.push_back({node.name + part, std::move(shape), std::move(values)});
    };
    add(".weight",
        linear ? std::vector<std::int64_t>{node.outputs, inputs}
               : std::vector<std::int64_t>{node.outputs, channels, node.kernel, node.kernel},
        random_values(outputs * static_cast<std::size_t>(inputs), ++index, false));
    add(".weight_scale", {node.outputs}, random_values(outputs, ++index, true));
    add(".activation_scale", {1}, {0.125F});
    add(".gain", {node.outputs},
        node.batch_norm ? random_values(outputs, ++index, false) : std::vector<float>(outputs, 1));
    add(".shift", {node.outputs}, random_values(outputs, ++index, false));
  }
  return weights;
}

onnx::ModelProto parsed(const Network& network, const network::Weights& weights) {
  onnx::ModelProto model;
  REQUIRE(model.ParseFromString(onnx_bytes(network, weights, {{"accuracy", "0.91"}})));
  return model;
}

std::map<std::string, std::string> metadata_of(const onnx::ModelProto& model) {
  std::map<std::string, std::string> result;
  for (const auto& entry : model.metadata_props()) result[entry.key()] = entry.value();
  return result;
}

const onnx::NodeProto* find(const onnx::ModelProto& model, const std::string& name) {
  for (const onnx::NodeProto& node : model.graph().node()) {
    if (node.name() == name) return &node;
  }
  return nullptr;
}

const onnx::TensorProto& initializer(const onnx::ModelProto& model, const std::string& name) {
  const auto& all = model.graph().initializer();
  const auto found = std::find_if(all.begin(), all.end(),
                                  [&](const auto& tensor) { return tensor.name() == name; });
  REQUIRE_MESSAGE(found != all.end(), name);
  return *found;
}

std::vector<std::int64_t> attribute(const onnx::NodeProto& node, const std::string& name) {
  for (const onnx::AttributeProto& each : node.attribute()) {
    if (each.name() != name) continue;
    if (each.type() == onnx::AttributeProto::INT) return {each.i()};
    return {each.ints().begin(), each.ints().end()};
  }
  return {};
}

// Rules of the format: every value is made once, before it is used; every name is used once.
void check_well_formed(const onnx::ModelProto& model) {
  CHECK(model.ir_version() == 7);
  REQUIRE(model.opset_import_size() == 1);
  CHECK(model.opset_import(0).version() == 13);
  std::set<std::string> values = {model.graph().input(0).name()};
  std::set<std::string> names;
  for (const onnx::TensorProto& tensor : model.graph().initializer()) {
    CHECK(values.insert(tensor.name()).second);
    std::int64_t size = 1;
    for (const std::int64_t side : tensor.dims()) size *= side;
    CHECK(tensor.float_data_size() == size);
  }
  for (const onnx::NodeProto& node : model.graph().node()) {
    CAPTURE(node.name());
    CHECK(names.insert(node.name()).second);
    for (const std::string& input : node.input()) CHECK(values.contains(input));
    for (const std::string& output : node.output()) CHECK(values.insert(output).second);
  }
  CHECK(values.contains(model.graph().output(0).name()));
}

const char* onnx_type(network::OperatorKind kind) {
  switch (kind) {
    case network::OperatorKind::Input: return "";
    case network::OperatorKind::Convolution: return "Conv";
    case network::OperatorKind::Linear: return "Gemm";
    case network::OperatorKind::Relu: return "Relu";
    case network::OperatorKind::MaxPool: return "MaxPool";
    case network::OperatorKind::AveragePool: return "AveragePool";
    case network::OperatorKind::GlobalAveragePool: return "GlobalAveragePool";
    case network::OperatorKind::Add: return "Add";
    case network::OperatorKind::Multiply: return "Mul";
    case network::OperatorKind::Concat: return "Concat";
    case network::OperatorKind::Relu6: return "Clip";
    case network::OperatorKind::HardSigmoid: return "HardSigmoid";
    case network::OperatorKind::HardSwish: return "Mul";
    default: break;
  }
  return "";
}

void check_node(const onnx::ModelProto& model, const Network& network, const Node& node) {
  CAPTURE(node.name);
  const onnx::NodeProto* found = find(model, node.name);
  REQUIRE(found != nullptr);
  CHECK(found->op_type() == onnx_type(node.kind));
  if (node.kind != network::OperatorKind::Linear) {
    for (std::size_t i = 0; i < node.inputs.size(); ++i) {
      CHECK(found->input(static_cast<int>(i)) == network.node(node.inputs[i]).name);
    }
  }
  if (node.kind == network::OperatorKind::Convolution ||
      node.kind == network::OperatorKind::MaxPool) {
    CHECK(attribute(*found, "kernel_shape") == std::vector<std::int64_t>(2, node.kernel));
    CHECK(attribute(*found, "strides") == std::vector<std::int64_t>(2, node.stride));
    CHECK(attribute(*found, "pads") == std::vector<std::int64_t>(4, node.padding));
  }
  if (node.kind == network::OperatorKind::Convolution) {
    CHECK(attribute(*found, "group") == std::vector<std::int64_t>{node.groups});
  }
}

void check_tensors(const onnx::ModelProto& model, const network::Weights& weights) {
  for (const network::Tensor& tensor : weights.tensors) {
    if (tensor.name.find("_scale") != std::string::npos) continue;
    const bool unit_gain =
        tensor.name.ends_with(".gain") && std::all_of(tensor.values.begin(), tensor.values.end(),
                                                      [](float value) { return value == 1.0F; });
    if (unit_gain) continue;
    const onnx::TensorProto& copy = initializer(model, tensor.name);
    CHECK(std::vector<std::int64_t>(copy.dims().begin(), copy.dims().end()) == tensor.shape);
    CHECK(std::equal(tensor.values.begin(), tensor.values.end(), copy.float_data().begin(),
                     copy.float_data().end()));
  }
}

}  // namespace

TEST_CASE("every node of every family and shipped network stands in the ONNX graph") {
  std::vector<Network> networks;
  for (const std::string& family : network::family_names()) {
    networks.push_back(
        network::build_family({.family = family, .stages = {{.width = 4}, {.width = 8}}}));
  }
  for (const char* name : {"lenet5", "resnet8", "vgg-small", "mobilenetv2", "mobilenetv3-large"}) {
    networks.push_back(load_network(name));
  }
  for (const Network& network : networks) {
    CAPTURE(network.name());
    const network::Weights weights = random_weights(network);
    const onnx::ModelProto model = parsed(network, weights);
    check_well_formed(model);
    for (std::size_t i = 1; i < network.nodes().size(); ++i) {
      check_node(model, network, network.node(i));
    }
    check_tensors(model, weights);
  }
}

TEST_CASE("bounds and gates are written with their numbers, and norms of their own refused") {
  Network network("gates", {4, 6, 6});
  const auto add = [&](const char* name, network::OperatorKind kind,
                       std::vector<std::size_t> inputs) {
    Node node;
    node.name = name;
    node.kind = kind;
    node.inputs = std::move(inputs);
    return network.add(node);
  };
  const std::size_t bounded = add("bounded", network::OperatorKind::Relu6, {0});
  const std::size_t swish = add("swish", network::OperatorKind::HardSwish, {bounded});
  add("both", network::OperatorKind::Concat, {bounded, swish});
  const onnx::ModelProto model = parsed(network, {});
  check_well_formed(model);
  CHECK(initializer(model, "bounded.high").float_data(0) == 6.0F);
  CHECK(initializer(model, "bounded.low").float_data(0) == 0.0F);
  CHECK(find(model, "swish.gate")->op_type() == "HardSigmoid");
  CHECK(find(model, "swish")->input(0) == "bounded");
  CHECK(find(model, "swish")->input(1) == "swish.gate");
  CHECK(attribute(*find(model, "both"), "axis") == std::vector<std::int64_t>{1});
  add("norm", network::OperatorKind::LayerNorm, {3});
  CHECK(contains(message_of([&] { (void)onnx_bytes(network, {}, {}); }),
                 "node \"norm\": layer_norm can be estimated, not written as ONNX yet"));
}

TEST_CASE("batch norm has the gain and shift of the layer, mean 0, variance 1 and no epsilon") {
  const Network network = network::build_family({.family = "plain", .stages = {{.width = 4}}});
  const onnx::ModelProto model = parsed(network, random_weights(network));
  const onnx::NodeProto* node = find(model, "stem.batch_norm");
  REQUIRE(node != nullptr);
  CHECK(node->input(1) == "stem.gain");
  CHECK(node->input(2) == "stem.shift");
  CHECK(node->output(0) == "stem");
  REQUIRE(node->attribute_size() == 1);
  CHECK(node->attribute(0).name() == "epsilon");
  CHECK(node->attribute(0).f() == 0.0F);
  for (const float value : initializer(model, "stem.mean").float_data()) CHECK(value == 0.0F);
  for (const float value : initializer(model, "stem.variance").float_data()) CHECK(value == 1.0F);
}

TEST_CASE("a gain without batch norm becomes a product and a sum") {
  const Network network = network::build_family({.family = "plain", .stages = {{.width = 4}}});
  network::Weights weights = random_weights(network);
  for (network::Tensor& tensor : weights.tensors) {
    if (tensor.name == "classifier.gain") tensor.values[3] = 2.0F;
  }
  const onnx::ModelProto model = parsed(network, weights);
  check_well_formed(model);
  CHECK(find(model, "classifier")->input_size() == 2);
  CHECK(find(model, "classifier.gain")->op_type() == "Mul");
  CHECK(find(model, "classifier.shift")->op_type() == "Add");
  CHECK(find(model, "classifier.shift")->output(0) == "classifier");
}

TEST_CASE("input and output have their shapes, and the batch is free") {
  const Network network = network::build_family({.family = "plain", .stages = {{.width = 4}}});
  const onnx::ModelProto model = parsed(network, random_weights(network));
  const auto& input = model.graph().input(0).type().tensor_type().shape();
  REQUIRE(input.dim_size() == 4);
  CHECK(input.dim(0).dim_param() == "batch");
  CHECK(input.dim(1).dim_value() == 1);
  CHECK(input.dim(3).dim_value() == 28);
  const auto& output = model.graph().output(0).type().tensor_type().shape();
  REQUIRE(output.dim_size() == 2);
  CHECK(output.dim(1).dim_value() == 10);
}

TEST_CASE("bits, scales and the caller's metadata stand in the file") {
  Network network = network::build_family({.family = "plain", .stages = {{.width = 4}}});
  network.set_bits(network.layers()[1], 3, 5);
  const network::Weights weights = random_weights(network);
  const std::map<std::string, std::string> metadata = metadata_of(parsed(network, weights));
  CHECK(metadata.at("accuracy") == "0.91");
  CHECK(metadata.at("stage1.block0.conv1.weight_bits") == "3");
  CHECK(metadata.at("stage1.block0.conv1.activation_bits") == "5");
  CHECK(metadata.at("stem.activation_scale") == "0.125");
  const std::string& scales = metadata.at("stem.weight_scale");
  CHECK(std::count(scales.begin(), scales.end(), ',') == 3);
  CHECK(std::stof(scales) == weights.at("stem.weight_scale").values[0]);
}

TEST_CASE("equal networks give equal bytes, and unfit weights none") {
  const Network network = network::build_family({.family = "plain", .stages = {{.width = 4}}});
  network::Weights weights = random_weights(network);
  CHECK(onnx_bytes(network, weights, {}) == onnx_bytes(network, weights, {}));
  weights.tensors.pop_back();
  CHECK(contains(message_of([&] { (void)onnx_bytes(network, weights, {}); }),
                 "no tensor \"classifier.shift\""));
}

}  // namespace kirchhoff::formats
