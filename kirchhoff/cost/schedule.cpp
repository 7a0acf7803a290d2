// kirchhoff/cost/schedule.cpp - fill times and the critical path of a pipeline.
#include "kirchhoff/cost/schedule.hpp"

#include <algorithm>
#include <cstddef>

namespace kirchhoff::cost {
namespace {

using network::Node;
using network::OperatorKind;

// eq. 1: rows of its input that a node needs for the first `rows` rows of its output. A layer
// starts with its first row; a node without weights passes its consumers' needs on.
int needed_input_rows(const Node& node, int input_height, int rows) {
  switch (node.kind) {
    case OperatorKind::Convolution: return std::clamp(node.kernel - node.padding, 1, input_height);
    case OperatorKind::MaxPool:
    case OperatorKind::AveragePool:
      return std::clamp((rows - 1) * node.stride + node.kernel - node.padding, 1, input_height);
    case OperatorKind::Relu:
    case OperatorKind::Add: return std::min(rows, input_height);
    case OperatorKind::Input:
    case OperatorKind::Linear:
    case OperatorKind::GlobalAveragePool: break;
  }
  return input_height;
}

std::vector<double> needed_shares(const network::Network& network) {
  const std::vector<Node>& nodes = network.nodes();
  std::vector<int> rows(nodes.size(), 1);
  rows.back() = nodes.back().shape.height;
  for (std::size_t i = nodes.size(); i-- > 0;) {
    for (const std::size_t input : nodes[i].inputs) {
      const int height = nodes[input].shape.height;
      rows[input] = std::max(rows[input], needed_input_rows(nodes[i], height, rows[i]));
    }
  }
  std::vector<double> shares(nodes.size());
  for (std::size_t i = 0; i < nodes.size(); ++i) {
    shares[i] = static_cast<double>(rows[i]) / nodes[i].shape.height;
  }
  return shares;
}

// When the rows that its consumers need have come out of each node, and which input came last.
struct Arrivals {
  std::vector<double> time;
  std::vector<std::size_t> last_input;
};

Arrivals arrivals(const network::Network& network, const std::vector<double>& node_times) {
  const std::vector<Node>& nodes = network.nodes();
  Arrivals result{std::vector<double>(nodes.size(), 0.0),
                  std::vector<std::size_t>(nodes.size(), 0)};
  for (std::size_t i = 0; i < nodes.size(); ++i) {
    double start = 0.0;
    for (std::size_t k = 0; k < nodes[i].inputs.size(); ++k) {
      const std::size_t input = nodes[i].inputs[k];
      if (k == 0 || result.time[input] > start) result.last_input[i] = input;
      start = std::max(start, result.time[input]);
    }
    result.time[i] = start + node_times[i];
  }
  return result;
}

}  // namespace

std::vector<double> fill_shares(const network::Network& network, const mapping::Mapping& mapping) {
  const std::vector<double> needed = needed_shares(network);
  std::vector<double> shares(mapping.layers.size());
  for (std::size_t i = 0; i < shares.size(); ++i) shares[i] = needed[mapping.layers[i].node];
  return shares;
}

std::vector<double> critical_shares(const network::Network& network,
                                    const mapping::Mapping& mapping, std::span<const Time> times,
                                    hardware::Dataflow dataflow) {
  const std::size_t count = mapping.layers.size();
  if (count == 0) return {};
  if (dataflow == hardware::Dataflow::Sequential) return std::vector<double>(count, 1.0);

  const std::vector<double> fill = fill_shares(network, mapping);
  std::vector<double> node_times(network.nodes().size(), 0.0);
  std::size_t bottleneck = 0;
  const auto rest = [&](std::size_t i) { return (1.0 - fill[i]) * times[i].si(); };
  for (std::size_t i = 0; i < count; ++i) {
    node_times[mapping.layers[i].node] = fill[i] * times[i].si();
    if (rest(i) > rest(bottleneck)) bottleneck = i;
  }
  // eq. 2: the fill times along the slowest path, and what is left of the layer that is busy
  // longest.
  const Arrivals arrived = arrivals(network, node_times);
  std::vector<char> on_path(network.nodes().size(), 0);
  std::size_t node = network.nodes().size() - 1;
  on_path[node] = 1;
  while (node != 0) {
    node = arrived.last_input[node];
    on_path[node] = 1;
  }
  std::vector<double> shares(count);
  for (std::size_t i = 0; i < count; ++i) {
    shares[i] = on_path[mapping.layers[i].node] != 0 ? fill[i] : 0.0;
  }
  shares[bottleneck] += 1.0 - fill[bottleneck];
  return shares;
}

}  // namespace kirchhoff::cost
