// kirchhoff/formats/onnx_writer.cpp - a trained network as ONNX; the only file that sees protobuf.
#include <onnx/onnx_pb.h>

#include <algorithm>

#include "kirchhoff/base/error.hpp"
#include "kirchhoff/base/text.hpp"
#include "kirchhoff/formats/files.hpp"

namespace kirchhoff::formats {
namespace {

using network::Network;
using network::Node;
using network::OperatorKind;

constexpr std::int64_t opset = 13;
constexpr std::int64_t format_version = 7;  // the first with opset 13
// A protobuf message ends below 2 GiB; the rest of the graph needs far less than the margin.
constexpr std::int64_t most_values = ((std::int64_t{1} << 31U) - (std::int64_t{64} << 20U)) / 4;

void add_integer(onnx::NodeProto& node, const char* name, std::int64_t value) {
  onnx::AttributeProto& attribute = *node.add_attribute();
  attribute.set_name(name);
  attribute.set_type(onnx::AttributeProto::INT);
  attribute.set_i(value);
}

void add_integers(onnx::NodeProto& node, const char* name, std::int64_t value, int count) {
  onnx::AttributeProto& attribute = *node.add_attribute();
  attribute.set_name(name);
  attribute.set_type(onnx::AttributeProto::INTS);
  for (int i = 0; i < count; ++i) attribute.add_ints(value);
}

void add_float(onnx::NodeProto& node, const char* name, float value) {
  onnx::AttributeProto& attribute = *node.add_attribute();
  attribute.set_name(name);
  attribute.set_type(onnx::AttributeProto::FLOAT);
  attribute.set_f(value);
}

void describe(onnx::ValueInfoProto& info, const std::string& name, const network::Shape& shape,
              bool is_vector) {
  info.set_name(name);
  onnx::TypeProto_Tensor& tensor = *info.mutable_type()->mutable_tensor_type();
  tensor.set_elem_type(onnx::TensorProto::FLOAT);
  tensor.mutable_shape()->add_dim()->set_dim_param("batch");
  tensor.mutable_shape()->add_dim()->set_dim_value(shape.channels);
  if (is_vector) return;
  tensor.mutable_shape()->add_dim()->set_dim_value(shape.height);
  tensor.mutable_shape()->add_dim()->set_dim_value(shape.width);
}

/// Builds the graph node by node. The output of each of our nodes carries the node's name.
class GraphWriter {
 public:
  GraphWriter(onnx::GraphProto& graph, const Network& network, const network::Weights& weights)
      : graph_(graph), network_(network), weights_(weights) {}

  void write(std::size_t index) {
    const Node& node = network_.node(index);
    switch (node.kind) {
      case OperatorKind::Input: describe(*graph_.add_input(), node.name, node.shape, false); break;
      case OperatorKind::Convolution: write_convolution(node); break;
      case OperatorKind::Linear: write_linear(node); break;
      case OperatorKind::Relu: start("Relu", node.name, inputs(node), node.name); break;
      case OperatorKind::MaxPool:
        add_window(start("MaxPool", node.name, inputs(node), node.name), node);
        break;
      case OperatorKind::AveragePool:
        add_window(start("AveragePool", node.name, inputs(node), node.name), node);
        break;
      case OperatorKind::GlobalAveragePool:
        start("GlobalAveragePool", node.name, inputs(node), node.name);
        break;
      case OperatorKind::Add: start("Add", node.name, inputs(node), node.name); break;
      case OperatorKind::Multiply: start("Mul", node.name, inputs(node), node.name); break;
      case OperatorKind::Concat:
        add_integer(start("Concat", node.name, inputs(node), node.name), "axis", 1);
        break;
      case OperatorKind::Relu6: write_relu6(node); break;
      case OperatorKind::HardSigmoid: write_hard_sigmoid(node, node.name); break;
      case OperatorKind::HardSwish:
        write_hard_sigmoid(node, node.name + ".gate");
        start("Mul", node.name, {inputs(node)[0], node.name + ".gate"}, node.name);
        break;
      default:
        fail(ErrorKind::Input, "node \"{}\": {} can be estimated, not written as ONNX yet",
             node.name, operator_name(node.kind));
    }
  }

 private:
  onnx::NodeProto& start(const char* type, const std::string& name,
                         const std::vector<std::string>& inputs, const std::string& output) {
    onnx::NodeProto& node = *graph_.add_node();
    node.set_op_type(type);
    node.set_name(name);
    for (const std::string& input : inputs) node.add_input(input);
    node.add_output(output);
    return node;
  }

  [[nodiscard]] std::vector<std::string> inputs(const Node& node) const {
    std::vector<std::string> names;
    for (const std::size_t input : node.inputs) names.push_back(network_.node(input).name);
    return names;
  }

  static void add_window(onnx::NodeProto& target, const Node& node) {
    add_integers(target, "kernel_shape", node.kernel, 2);
    add_integers(target, "strides", node.stride, 2);
    add_integers(target, "pads", node.padding, 4);
  }

  // Copies one of our tensors under its own name; returns the name.
  std::string copy(const std::string& name) {
    const network::Tensor& tensor = weights_.at(name);
    add_tensor(name, tensor.shape, tensor.values);
    return name;
  }

  void add_tensor(const std::string& name, const std::vector<std::int64_t>& shape,
                  const std::vector<float>& values) {
    onnx::TensorProto& tensor = *graph_.add_initializer();
    tensor.set_name(name);
    tensor.set_data_type(onnx::TensorProto::FLOAT);
    for (const std::int64_t side : shape) tensor.add_dims(side);
    tensor.mutable_float_data()->Add(values.begin(), values.end());
  }

  // A folded batch norm is one whose mean is 0 and whose variance is 1.
  void write_batch_norm(const Node& node, const std::string& product) {
    const std::vector<float> zeros(static_cast<std::size_t>(node.outputs), 0.0F);
    const std::vector<float> ones(static_cast<std::size_t>(node.outputs), 1.0F);
    const std::string gain = copy(node.name + ".gain");
    const std::string shift = copy(node.name + ".shift");
    add_tensor(node.name + ".mean", {node.outputs}, zeros);
    add_tensor(node.name + ".variance", {node.outputs}, ones);
    add_float(
        start("BatchNormalization", node.name + ".batch_norm",
              {product, gain, shift, node.name + ".mean", node.name + ".variance"}, node.name),
        "epsilon", 0.0F);
  }

  [[nodiscard]] bool has_gain(const Node& node) const {
    const std::vector<float>& gain = weights_.at(node.name + ".gain").values;
    return std::any_of(gain.begin(), gain.end(), [](float value) { return value != 1.0F; });
  }

  // Without batch norm the shift is the layer's bias, unless a gain stands between.
  void write_gain(const Node& node, const std::string& product) {
    std::vector<std::int64_t> shape = {1, node.outputs};
    if (node.kind == OperatorKind::Convolution) shape.insert(shape.end(), {1, 1});
    const std::string gain = node.name + ".gain";
    const std::string shift = node.name + ".shift";
    add_tensor(gain, shape, weights_.at(gain).values);
    add_tensor(shift, shape, weights_.at(shift).values);
    start("Mul", gain, {product, gain}, node.name + ".scaled");
    start("Add", shift, {node.name + ".scaled", shift}, node.name);
  }

  void write_convolution(const Node& node) {
    const bool is_plain = !node.batch_norm && !has_gain(node);
    std::vector<std::string> names = inputs(node);
    names.push_back(copy(node.name + ".weight"));
    if (is_plain) names.push_back(copy(node.name + ".shift"));
    const std::string output = is_plain ? node.name : node.name + ".product";
    onnx::NodeProto& target = start("Conv", node.name, names, output);
    add_window(target, node);
    add_integer(target, "group", node.groups);
    if (node.batch_norm) {
      write_batch_norm(node, output);
    } else if (!is_plain) {
      write_gain(node, output);
    }
  }

  void write_linear(const Node& node) {
    const std::string flat = node.name + ".flat";
    add_integer(start("Flatten", flat, inputs(node), flat), "axis", 1);
    const bool is_plain = !has_gain(node);
    std::vector<std::string> names = {flat, copy(node.name + ".weight")};
    if (is_plain) names.push_back(copy(node.name + ".shift"));
    const std::string output = is_plain ? node.name : node.name + ".product";
    add_integer(start("Gemm", node.name, names, output), "transB", 1);
    if (!is_plain) write_gain(node, output);
  }

  void write_relu6(const Node& node) {
    add_tensor(node.name + ".low", {}, {0.0F});
    add_tensor(node.name + ".high", {}, {6.0F});
    start("Clip", node.name, {inputs(node)[0], node.name + ".low", node.name + ".high"}, node.name);
  }

  // max(0, min(1, x / 6 + 1 / 2))
  void write_hard_sigmoid(const Node& node, const std::string& output) {
    onnx::NodeProto& target = start("HardSigmoid", output, {inputs(node)[0]}, output);
    add_float(target, "alpha", 1.0F / 6.0F);
    add_float(target, "beta", 0.5F);
  }

  onnx::GraphProto& graph_;
  const Network& network_;
  const network::Weights& weights_;
};

void add_metadata(onnx::ModelProto& model, const std::string& key, const std::string& value) {
  onnx::StringStringEntryProto& entry = *model.add_metadata_props();
  entry.set_key(key);
  entry.set_value(value);
}

std::string list_text(const std::vector<float>& values) {
  std::string text;
  for (const float value : values) {
    if (!text.empty()) text += ',';
    text += exact_text(double{value});
  }
  return text;
}

void add_layer_metadata(onnx::ModelProto& model, const Node& node,
                        const network::Weights& weights) {
  add_metadata(model, node.name + ".weight_bits", std::to_string(node.weight_bits));
  add_metadata(model, node.name + ".activation_bits", std::to_string(node.activation_bits));
  for (const char* scale : {".weight_scale", ".activation_scale"}) {
    add_metadata(model, node.name + scale, list_text(weights.at(node.name + scale).values));
  }
}

void check_size(const network::Weights& weights) {
  std::int64_t values = 0;
  for (const network::Tensor& tensor : weights.tensors) {
    values += static_cast<std::int64_t>(tensor.values.size());
  }
  require(values <= most_values,
          "the network has {} trained numbers; an ONNX file holds at most {} (2 GiB)", values,
          most_values);
}

}  // namespace

std::string onnx_bytes(const Network& network, const network::Weights& weights,
                       const std::vector<std::pair<std::string, std::string>>& metadata) {
  network::check_weights(weights, network);
  check_size(weights);
  onnx::ModelProto model;
  model.set_ir_version(format_version);
  model.set_producer_name("kirchhoff");
  model.add_opset_import()->set_version(opset);
  onnx::GraphProto& graph = *model.mutable_graph();
  graph.set_name(network.name());
  GraphWriter writer(graph, network, weights);
  for (std::size_t i = 0; i < network.nodes().size(); ++i) writer.write(i);
  const Node& last = network.nodes().back();
  describe(*graph.add_output(), last.name, last.shape, last.kind == OperatorKind::Linear);
  for (const std::size_t layer : network.layers()) {
    add_layer_metadata(model, network.node(layer), weights);
  }
  for (const auto& [key, value] : metadata) add_metadata(model, key, value);
  return model.SerializeAsString();
}

}  // namespace kirchhoff::formats
