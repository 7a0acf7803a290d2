// kirchhoff/cost/waiting_maps.cpp - how long each map of a network is needed.
#include "kirchhoff/cost/waiting_maps.hpp"

#include <algorithm>
#include <cstddef>

#include "kirchhoff/cost/schedule.hpp"

namespace kirchhoff::cost {
namespace {

using network::Node;

constexpr double value_bits = 8.0;

// Which layer a node is, or works with: the last one before it; -1 before the first.
std::vector<int> layer_of_nodes(const network::Network& network, const mapping::Mapping& mapping) {
  const std::vector<Node>& nodes = network.nodes();
  std::vector<int> layer(nodes.size(), -1);
  std::size_t next = 0;
  for (std::size_t i = 0; i < nodes.size(); ++i) {
    if (next < mapping.layers.size() && mapping.layers[next].node == i) {
      layer[i] = static_cast<int>(next++);
      continue;
    }
    for (const std::size_t input : nodes[i].inputs) layer[i] = std::max(layer[i], layer[input]);
  }
  return layer;
}

double bits_of(const Node& node) { return static_cast<double>(node.shape.size()) * value_bits; }

void add_maps(const network::Network& network, const mapping::Mapping& mapping,
              const std::vector<int>& layer, std::vector<WaitingBits>& waiting) {
  const std::vector<Node>& nodes = network.nodes();
  std::vector<int> last(nodes.size(), -1);
  for (std::size_t i = 0; i < nodes.size(); ++i) {
    for (const std::size_t input : nodes[i].inputs) last[input] = std::max(last[input], layer[i]);
  }
  for (std::size_t i = 0; i < nodes.size(); ++i) {
    for (int k = layer[i] + 1; k <= last[i]; ++k) {
      const auto index = static_cast<std::size_t>(k);
      const bool own_input = nodes[mapping.layers[index].node].inputs.front() == i;
      if (!own_input) waiting[index].maps += bits_of(nodes[i]);
    }
  }
}

// A branch that lags behind by a share of the map makes the other wait by as much.
void add_rows(const network::Network& network, const std::vector<int>& layer,
              std::vector<WaitingBits>& waiting) {
  const std::vector<Node>& nodes = network.nodes();
  std::vector<double> lag(nodes.size(), 0.0);
  for (std::size_t i = 1; i < nodes.size(); ++i) {
    for (const std::size_t input : nodes[i].inputs) lag[i] = std::max(lag[i], lag[input]);
    if (nodes[i].inputs.size() > 1 && layer[i] >= 0) {
      double& rows = waiting[static_cast<std::size_t>(layer[i])].rows;
      for (const std::size_t input : nodes[i].inputs) {
        rows += std::min(1.0, lag[i] - lag[input]) * bits_of(nodes[input]);
      }
    }
    lag[i] += start_share(network, nodes[i]);
  }
}

}  // namespace

std::vector<WaitingBits> waiting_bits(const network::Network& network,
                                      const mapping::Mapping& mapping) {
  std::vector<WaitingBits> waiting(mapping.layers.size());
  const std::vector<int> layer = layer_of_nodes(network, mapping);
  add_maps(network, mapping, layer, waiting);
  add_rows(network, layer, waiting);
  return waiting;
}

}  // namespace kirchhoff::cost
