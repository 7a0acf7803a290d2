// kirchhoff/network/counts.cpp - counts the multiply-accumulates, weights and bits of a network.
#include "kirchhoff/network/network.hpp"

namespace kirchhoff::network {

std::int64_t macs(const Network& network, std::size_t node) {
  const Node& layer = network.node(node);
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
  for (const std::size_t node : network.layers()) total += macs(network, node);
  return total;
}

std::int64_t parameter_count(const Network& network) {
  std::int64_t total = 0;
  for (const std::size_t node : network.layers()) {
    const Node& layer = network.node(node);
    total += weight_count(network, node) + (layer.batch_norm ? 2 : 1) * std::int64_t{layer.outputs};
  }
  return total;
}

std::int64_t bit_operations(const Network& network) {
  std::int64_t total = 0;
  for (const std::size_t node : network.layers()) {
    const Node& layer = network.node(node);
    total += macs(network, node) * layer.weight_bits * layer.activation_bits;
  }
  return total;
}

}  // namespace kirchhoff::network
