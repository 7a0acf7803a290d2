// kirchhoff/network/node_check.cpp - checks each node of a graph and computes its shape.
#include "kirchhoff/network/detail/node_check.hpp"

#include <algorithm>

#include "kirchhoff/base/error.hpp"

namespace kirchhoff::network::detail {
namespace {

// With the most nodes of a network this keeps every count of a whole network below 2^63.
constexpr std::int64_t most_macs = std::int64_t{1} << 45U;
constexpr int fewest_bits = 2;
constexpr int most_bits = 8;
constexpr int last_stage = 1000;

std::string text(const Shape& shape) {
  return fmt::format("{}x{}x{}", shape.channels, shape.height, shape.width);
}

std::int64_t position_count(const Shape& shape) { return std::int64_t{shape.height} * shape.width; }

bool slides_a_window(const Node& node) {
  return node.kind == OperatorKind::Convolution || node.kind == OperatorKind::MaxPool ||
         node.kind == OperatorKind::AveragePool;
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

void check_groups(const Node& node, const Shape& input) {
  require(node.groups >= 1, "node \"{}\": groups ({}) must be at least 1", node.name, node.groups);
  if (node.kind == OperatorKind::Convolution) {
    require(input.channels % node.groups == 0 && node.outputs % node.groups == 0,
            "node \"{}\": groups ({}) must divide the input channels ({}) and the outputs ({})",
            node.name, node.groups, input.channels, node.outputs);
  }
  require(input.channels % node.groups == 0,
          "node \"{}\": groups ({}) must divide the input channels ({})", node.name, node.groups,
          input.channels);
}

std::int64_t weights_per_output(const Node& node, const Shape& input) {
  if (node.kind == OperatorKind::Linear) return input.size();
  return std::int64_t{input.channels / node.groups} * node.kernel * node.kernel;
}

void check_weight_count(const Node& node, const Shape& input, const Shape& output) {
  // Division, because products may overflow.
  const std::int64_t inputs = weights_per_output(node, input);
  require(inputs <= largest_size / node.outputs,
          "node \"{}\": more than 2^31 weights ({} per output, {} outputs)", node.name, inputs,
          node.outputs);
  require(inputs * node.outputs <= most_macs / position_count(output),
          "node \"{}\": more than 2^45 multiply-accumulates ({} weights, {} positions)", node.name,
          inputs * node.outputs, position_count(output));
}

struct InputCount {
  std::size_t least, most;
};

InputCount input_count(OperatorKind kind) {
  switch (kind) {
    case OperatorKind::Add:
    case OperatorKind::Multiply:
    case OperatorKind::MatMul: return {2, 2};
    case OperatorKind::Concat: return {2, 1024};
    default: return {1, 1};
  }
}

void check_inputs(const Node& node, const std::vector<Node>& nodes) {
  const auto [least, most] = input_count(node.kind);
  require(node.inputs.size() >= least && node.inputs.size() <= most,
          "node \"{}\": {} takes {} input{}, not {}", node.name, operator_name(node.kind),
          least == most ? std::to_string(least) : fmt::format("{} to {}", least, most),
          most == 1 ? "" : "s", node.inputs.size());
  for (const std::size_t input : node.inputs) {
    require(input < nodes.size(), "node \"{}\": input {} is not an earlier node (there are {})",
            node.name, input, nodes.size());
  }
}

[[noreturn]] void fail_pair(const Node& node, const Node& left, const Node& right,
                            const std::string& rule) {
  fail(ErrorKind::Input, "node \"{}\": {}, but \"{}\" is {} and \"{}\" is {}", node.name, rule,
       left.name, text(left.shape), right.name, text(right.shape));
}

Shape concatenated(const Node& node, const std::vector<Node>& nodes) {
  const Node& first = nodes[node.inputs[0]];
  std::int64_t channels = 0;
  for (const std::size_t index : node.inputs) {
    const Node& input = nodes[index];
    if (input.shape.height != first.shape.height || input.shape.width != first.shape.width) {
      fail_pair(node, first, input, "inputs of concat must have equal maps");
    }
    channels += input.shape.channels;
  }
  require(channels <= largest_side, "node \"{}\": {} channels; at most {}", node.name, channels,
          largest_side);
  return {static_cast<int>(channels), first.shape.height, first.shape.width};
}

Shape product_shape(const Node& node, const Node& left, const Node& right) {
  const Shape& a = left.shape;
  const Shape& b = right.shape;
  const std::int64_t positions = position_count(b);
  if (node.transposed ? a.channels != b.channels : a.channels != node.groups * positions) {
    fail_pair(node, left, right,
              node.transposed ? "matmul by a transpose needs equal channels"
                              : "matmul needs groups x positions of its second input as channels "
                                "of its first");
  }
  require(b.channels % node.groups == 0,
          "node \"{}\": groups ({}) must divide the channels of its second input ({})", node.name,
          node.groups, b.channels);
  const std::int64_t channels = node.transposed ? node.groups * positions : b.channels;
  require(channels <= largest_side, "node \"{}\": {} channels; at most {}", node.name, channels,
          largest_side);
  require(a.size() <= most_macs / (channels / node.groups),
          "node \"{}\": more than 2^45 multiply-accumulates ({} values, {} products of each)",
          node.name, a.size(), channels / node.groups);
  return {static_cast<int>(channels), a.height, a.width};
}

// Shapes of nodes with several inputs.
Shape joined_shape(const Node& node, const std::vector<Node>& nodes) {
  if (node.kind == OperatorKind::Concat) return concatenated(node, nodes);
  const Node& left = nodes[node.inputs[0]];
  const Node& right = nodes[node.inputs[1]];
  if (node.kind == OperatorKind::MatMul) return product_shape(node, left, right);
  const bool is_scale =
      node.kind == OperatorKind::Multiply && right.shape == Shape{left.shape.channels, 1, 1};
  if (left.shape != right.shape && !is_scale) {
    fail_pair(node, left, right,
              node.kind == OperatorKind::Add
                  ? "both inputs of add must have one shape"
                  : "inputs of multiply must have one shape, or the second channels x 1 x 1");
  }
  return left.shape;
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
    case OperatorKind::GlobalAveragePool:
    case OperatorKind::FirstToken: return {input.channels, 1, 1};
    case OperatorKind::ClassToken:
      require(position_count(input) < largest_side, "node \"{}\": {} positions; at most {}",
              node.name, position_count(input), largest_side - 1);
      return {input.channels, static_cast<int>(position_count(input)) + 1, 1};
    default: return input;
  }
}

void check_operator(const Node& node, const Shape& input) {
  const auto belongs = [&](bool is_set, const char* what, bool fits, const char* owner) {
    require(!is_set || fits, "node \"{}\": {} belongs to {}, not to {}", node.name, what, owner,
            operator_name(node.kind));
  };
  check_bits(node.name, "weight_bits", node.weight_bits);
  check_bits(node.name, "activation_bits", node.activation_bits);
  require(node.stage >= 0 && node.stage <= last_stage, "node \"{}\": stage ({}) must be 0 to {}",
          node.name, node.stage, last_stage);
  belongs(node.batch_norm, "batch_norm", node.kind == OperatorKind::Convolution, "a convolution");
  belongs(node.transposed, "transposed", node.kind == OperatorKind::MatMul, "a matmul");
  belongs(node.signed_input, "signed_input", node.has_products(), "a layer or a matmul");
  belongs(!node.bias, "bias = false", node.has_weights(), "a layer");
  if (node.has_weights()) {
    require(node.outputs >= 1 && node.outputs <= largest_side,
            "node \"{}\": outputs ({}) must be 1 to {}", node.name, node.outputs, largest_side);
  }
  if (slides_a_window(node)) check_window(node);
  if (node.kind == OperatorKind::Convolution || node.kind == OperatorKind::MatMul ||
      node.kind == OperatorKind::Softmax) {
    check_groups(node, input);
  }
}

}  // namespace

void check_bits(const std::string& name, const char* what, int bits) {
  require(bits >= fewest_bits && bits <= most_bits, "node \"{}\": {} ({}) must be {} to {}", name,
          what, bits, fewest_bits, most_bits);
}

Shape checked_shape(const Node& node, const std::vector<Node>& nodes) {
  check_inputs(node, nodes);
  const Shape& input = nodes[node.inputs[0]].shape;
  check_operator(node, input);
  const Shape shape =
      node.inputs.size() > 1 ? joined_shape(node, nodes) : output_shape(node, input);
  require(shape.size() <= largest_size, "node \"{}\": more than 2^31 values ({})", node.name,
          text(shape));
  if (node.has_weights()) check_weight_count(node, input, shape);
  return shape;
}

}  // namespace kirchhoff::network::detail
