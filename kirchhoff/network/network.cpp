// kirchhoff/network/network.cpp - a graph that grows node by node, each checked before.
#include "kirchhoff/network/network.hpp"

#include <algorithm>
#include <utility>

#include "kirchhoff/base/error.hpp"
#include "kirchhoff/network/detail/node_check.hpp"

namespace kirchhoff::network {
namespace {

constexpr std::size_t most_nodes = 4096;

}  // namespace

Network::Network(std::string name, Shape input) : name_(std::move(name)) {
  using detail::largest_side;
  const auto is_side = [](int side) { return side >= 1 && side <= largest_side; };
  require(is_side(input.channels) && is_side(input.height) && is_side(input.width),
          "network \"{}\": the input {}x{}x{} must have 1 to {} channels, rows and columns", name_,
          input.channels, input.height, input.width, largest_side);
  require(input.size() <= detail::largest_size,
          "network \"{}\": the input has more than 2^31 values", name_);
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
  node.shape = detail::checked_shape(node, nodes_);
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
  detail::check_bits(node.name, "weight_bits", weight_bits);
  detail::check_bits(node.name, "activation_bits", activation_bits);
  node.weight_bits = weight_bits;
  node.activation_bits = activation_bits;
}

}  // namespace kirchhoff::network
