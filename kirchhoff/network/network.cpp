// kirchhoff/network/network.cpp - checks each node of a graph and computes its shape.
#include "kirchhoff/network/network.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "kirchhoff/base/error.hpp"

namespace kirchhoff::network {
namespace {

constexpr int largest_side = 1 << 16;
constexpr std::int64_t largest_size = std::int64_t{1} << 31U;
// These two keep every count of a whole network below 2^63.
constexpr std::int64_t most_macs = std::int64_t{1} << 45U;
constexpr std::size_t most_nodes = 4096;
constexpr int fewest_bits = 2;
constexpr int most_bits = 8;
constexpr int last_stage = 1000;

const std::array<std::string, 8>& kind_names() {
  static const std::array<std::string, 8> names = {
      "input",        "convolution",         "linear", "relu", "max_pool",
      "average_pool", "global_average_pool", "add"};
  return names;
}

bool slides_a_window(const Node& node) {
  return node.kind == OperatorKind::Convolution || node.kind == OperatorKind::MaxPool ||
         node.kind == OperatorKind::AveragePool;
}

void check_bits(const std::string& name, const char* what, int bits) {
  require(bits >= fewest_bits && bits <= most_bits, "node \"{}\": {} ({}) must be {} to {}", name,
          what, bits, fewest_bits, most_bits);
}

void check_window(const Node& node) {
  require(node.kernel >= 1 && node.kernel <= largest_side,
          "node \"{}\": kernel ({}) must be at least 1", node.name, node.kernel);
  require(node.stride >= 1 && node.stride <= largest_side,
          "node \"{}\": stride ({}) must be at least 1", node.name, node.stride);
  require(node.padding >= 0 && node.padding < node.kernel,
          "node \"{}\": padding ({}) must be 0 to kernel - 1 ({})", node.name, node.padding,
          node.kernel - 1);
  if (node.kind == OperatorKind::MaxPool) {
    require(2 * node.padding <= node.kernel,
            "node \"{}\": padding ({}) of a pool must be at most half of its kernel ({})",
            node.name, node.padding, node.kernel);
  }
  if (node.kind == OperatorKind::AveragePool) {
    require(node.padding == 0, "node \"{}\": padding ({}) of an average pool must be 0", node.name,
            node.padding);
  }
}

int window_positions(const Node& node, int side) {
  const std::int64_t padded = std::int64_t{side} + 2 * std::int64_t{node.padding};
  require(padded >= node.kernel,
          "node \"{}\": kernel ({}) is larger than its padded input ({}); use a smaller kernel or "
          "fewer strides before it",
          node.name, node.kernel, padded);
  return static_cast<int>((padded - node.kernel) / node.stride + 1);
}

void check_outputs(const Node& node) {
  require(node.outputs >= 1 && node.outputs <= largest_side,
          "node \"{}\": outputs ({}) must be 1 to {}", node.name, node.outputs, largest_side);
}

void check_groups(const Node& node, const Shape& input) {
  require(node.groups >= 1, "node \"{}\": groups ({}) must be at least 1", node.name, node.groups);
  require(input.channels % node.groups == 0 && node.outputs % node.groups == 0,
          "node \"{}\": groups ({}) must divide the input channels ({}) and the outputs ({})",
          node.name, node.groups, input.channels, node.outputs);
}

std::int64_t weights_per_output(const Node& node, const Shape& input) {
  if (node.kind == OperatorKind::Linear) return input.size();
  return std::int64_t{input.channels / node.groups} * node.kernel * node.kernel;
}

void check_weight_count(const Node& node, const Shape& input) {
  // Division, because products may overflow.
  const std::int64_t inputs = weights_per_output(node, input);
  require(inputs <= largest_size / node.outputs,
          "node \"{}\": more than 2^31 weights ({} per output, {} outputs)", node.name, inputs,
          node.outputs);
  const std::int64_t positions = std::int64_t{node.shape.height} * node.shape.width;
  require(inputs * node.outputs <= most_macs / positions,
          "node \"{}\": more than 2^45 multiply-accumulates ({} weights, {} positions)", node.name,
          inputs * node.outputs, positions);
}

Shape output_shape(const Node& node, const Shape& input) {
  switch (node.kind) {
    case OperatorKind::Convolution:
      return {node.outputs, window_positions(node, input.height),
              window_positions(node, input.width)};
    case OperatorKind::Linear: return {node.outputs, 1, 1};
    case OperatorKind::MaxPool:
    case OperatorKind::AveragePool:
      return {input.channels, window_positions(node, input.height),
              window_positions(node, input.width)};
    case OperatorKind::GlobalAveragePool: return {input.channels, 1, 1};
    case OperatorKind::Input:
    case OperatorKind::Relu:
    case OperatorKind::Add: break;
  }
  return input;
}

void check_inputs(const Node& node, const std::vector<Node>& nodes) {
  const std::size_t expected = node.kind == OperatorKind::Add ? 2 : 1;
  require(node.inputs.size() == expected, "node \"{}\": {} takes {} input{}, not {}", node.name,
          operator_name(node.kind), expected, expected == 1 ? "" : "s", node.inputs.size());
  for (const std::size_t input : node.inputs) {
    require(input < nodes.size(), "node \"{}\": input {} is not an earlier node (there are {})",
            node.name, input, nodes.size());
  }
  if (node.kind != OperatorKind::Add) return;
  const Node& left = nodes[node.inputs[0]];
  const Node& right = nodes[node.inputs[1]];
  require(left.shape == right.shape,
          "node \"{}\": both inputs of add must have one shape, but \"{}\" is {}x{}x{} and \"{}\" "
          "is {}x{}x{}",
          node.name, left.name, left.shape.channels, left.shape.height, left.shape.width,
          right.name, right.shape.channels, right.shape.height, right.shape.width);
}

void check_operator(const Node& node, const Shape& input) {
  check_bits(node.name, "weight_bits", node.weight_bits);
  check_bits(node.name, "activation_bits", node.activation_bits);
  require(node.stage >= 0 && node.stage <= last_stage, "node \"{}\": stage ({}) must be 0 to {}",
          node.name, node.stage, last_stage);
  require(!node.batch_norm || node.kind == OperatorKind::Convolution,
          "node \"{}\": batch_norm belongs to a convolution, not to {}", node.name,
          operator_name(node.kind));
  if (node.has_weights()) check_outputs(node);
  if (slides_a_window(node)) check_window(node);
  if (node.kind == OperatorKind::Convolution) check_groups(node, input);
}

}  // namespace

const std::string& operator_name(OperatorKind kind) {
  return kind_names()[static_cast<std::size_t>(kind)];
}

std::span<const std::string> operator_names() { return kind_names(); }

Network::Network(std::string name, Shape input) : name_(std::move(name)) {
  const auto is_side = [](int side) { return side >= 1 && side <= largest_side; };
  require(is_side(input.channels) && is_side(input.height) && is_side(input.width),
          "network \"{}\": the input {}x{}x{} must have 1 to {} channels, rows and columns", name_,
          input.channels, input.height, input.width, largest_side);
  require(input.size() <= largest_size, "network \"{}\": the input has more than 2^31 values",
          name_);
  Node node;
  node.name = "input";
  node.kind = OperatorKind::Input;
  node.shape = input;
  nodes_.push_back(std::move(node));
}

std::size_t Network::add(Node node) {
  require(nodes_.size() < most_nodes, "network \"{}\": more than {} nodes", name_, most_nodes);
  require(!node.name.empty(), "node {} of network \"{}\" has no name", nodes_.size(), name_);
  require(std::none_of(nodes_.begin(), nodes_.end(),
                       [&](const Node& other) { return other.name == node.name; }),
          "node \"{}\": there is another node of this name; names must differ", node.name);
  require(node.kind != OperatorKind::Input, "node \"{}\": a network has one input, node 0",
          node.name);
  check_inputs(node, nodes_);
  const Shape& input = nodes_[node.inputs[0]].shape;
  check_operator(node, input);
  node.shape = output_shape(node, input);
  require(node.shape.size() <= largest_size, "node \"{}\": more than 2^31 values ({}x{}x{})",
          node.name, node.shape.channels, node.shape.height, node.shape.width);
  if (node.has_weights()) check_weight_count(node, input);
  nodes_.push_back(std::move(node));
  return nodes_.size() - 1;
}

const Shape& Network::input_shape(const Node& node) const {
  if (node.inputs.empty()) return node.shape;  // the input itself
  return nodes_.at(node.inputs[0]).shape;
}

std::vector<std::size_t> Network::layers() const {
  std::vector<std::size_t> indices;
  for (std::size_t i = 0; i < nodes_.size(); ++i) {
    if (nodes_[i].has_weights()) indices.push_back(i);
  }
  return indices;
}

void Network::set_bits(std::size_t index, int weight_bits, int activation_bits) {
  Node& node = nodes_.at(index);
  check_bits(node.name, "weight_bits", weight_bits);
  check_bits(node.name, "activation_bits", activation_bits);
  node.weight_bits = weight_bits;
  node.activation_bits = activation_bits;
}

bool is_non_negative(const Network& network, std::size_t node) {
  // Forwards over all earlier nodes: following inputs backwards could visit a node 2^n times.
  std::vector<bool> known(node + 1, false);
  for (std::size_t i = 0; i <= node; ++i) {
    const Node& producer = network.node(i);
    const bool keeps = !producer.has_weights();
    known[i] = producer.kind == OperatorKind::Relu ||
               (keeps && std::all_of(producer.inputs.begin(), producer.inputs.end(),
                                     [&](std::size_t input) { return known[input]; }));
  }
  return known[node];
}

}  // namespace kirchhoff::network
