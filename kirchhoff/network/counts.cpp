// kirchhoff/network/counts.cpp - counts the multiply-accumulates, weights and bits of a network.
#include "kirchhoff/network/network.hpp"

namespace kirchhoff::network {
namespace {

// Trained numbers that are no weights.
std::int64_t other_parameters(const Node& node) {
  switch (node.kind) {
    case OperatorKind::Convolution:
    case OperatorKind::Linear:
      return node.batch_norm ? 2 * std::int64_t{node.outputs} : node.bias ? node.outputs : 0;
    case OperatorKind::BatchNorm:
    case OperatorKind::LayerNorm: return 2 * std::int64_t{node.shape.channels};
    case OperatorKind::ClassToken: return node.shape.channels;
    case OperatorKind::PositionEmbedding: return node.shape.size();
    default: return 0;
  }
}

}  // namespace

std::int64_t macs(const Network& network, std::size_t node) {
  const Node& layer = network.node(node);
  if (layer.kind == OperatorKind::MatMul) {
    // Each value of the first input meets all outputs of its group.
    return network.input_shape(layer).size() * (layer.shape.channels / layer.groups);
  }
  // Every weight is used once per output position.
  return weight_count(network, node) * layer.shape.height * layer.shape.width;
}

std::int64_t weight_count(const Network& network, std::size_t node) {
  const Node& layer = network.node(node);
  const Shape& input = network.input_shape(layer);
  if (layer.kind == OperatorKind::Linear) return input.size() * layer.outputs;
  if (layer.kind != OperatorKind::Convolution) return 0;
  return std::int64_t{input.channels / layer.groups} * layer.kernel * layer.kernel * layer.outputs;
}

std::int64_t total_macs(const Network& network) {
  std::int64_t total = 0;
  for (std::size_t node = 0; node < network.nodes().size(); ++node) total += macs(network, node);
  return total;
}

std::int64_t parameter_count(const Network& network) {
  std::int64_t total = 0;
  for (std::size_t node = 0; node < network.nodes().size(); ++node) {
    total += weight_count(network, node) + other_parameters(network.node(node));
  }
  return total;
}

std::int64_t bit_operations(const Network& network) {
  std::int64_t total = 0;
  for (std::size_t node = 0; node < network.nodes().size(); ++node) {
    const Node& layer = network.node(node);
    total += macs(network, node) * layer.weight_bits * layer.activation_bits;
  }
  return total;
}

}  // namespace kirchhoff::network
