// kirchhoff/cost/schedule.cpp - when the layers of a pipeline start and end for one image.
#include "kirchhoff/cost/schedule.hpp"

#include <algorithm>
#include <cstddef>

namespace kirchhoff::cost {
namespace {

using network::Node;
using network::OperatorKind;

// Rows leave a node evenly from `start` to `end`. Which input decided either is kept, so that the
// latency can be taken apart again.
struct Span {
  double start = 0.0;
  double end = 0.0;
  std::size_t start_input = 0;
  std::size_t end_input = 0;
  bool waits_at_end = false;  // its last row waits for the input's last row
};

// eq. 1 and 2.
Span follow(const Node& node, double share, double time, const std::vector<Span>& spans) {
  Span span;
  double inputs_end = 0.0;
  for (std::size_t k = 0; k < node.inputs.size(); ++k) {
    const Span& input = spans[node.inputs[k]];
    const double ready = input.start + share * (input.end - input.start);
    if (k == 0 || ready > span.start) {
      span.start = ready;
      span.start_input = node.inputs[k];
    }
    if (k == 0 || input.end > inputs_end) {
      inputs_end = input.end;
      span.end_input = node.inputs[k];
    }
  }
  const double own = span.start + time;
  const double last_row = inputs_end + time / node.shape.height;
  span.waits_at_end = last_row > own;
  span.end = std::max(own, last_row);
  return span;
}

}  // namespace

double start_share(const network::Network& network, const Node& node) {
  switch (node.kind) {
    case OperatorKind::Convolution: {
      const int height = network.input_shape(node).height;
      return static_cast<double>(std::clamp(node.kernel - node.padding, 1, height)) / height;
    }
    case OperatorKind::Linear:
    case OperatorKind::GlobalAveragePool:
    case OperatorKind::MatMul: return 1.0;  // every position meets all of the second input
    case OperatorKind::Input:
    case OperatorKind::Relu:
    case OperatorKind::MaxPool:
    case OperatorKind::AveragePool:
    case OperatorKind::Add:
    case OperatorKind::BatchNorm:
    case OperatorKind::LayerNorm:
    case OperatorKind::Relu6:
    case OperatorKind::HardSigmoid:
    case OperatorKind::HardSwish:
    case OperatorKind::Gelu:
    case OperatorKind::Softmax:
    case OperatorKind::Multiply:
    case OperatorKind::Concat:
    case OperatorKind::ClassToken:
    case OperatorKind::PositionEmbedding:
    case OperatorKind::FirstToken: break;
  }
  return 0.0;
}

std::vector<double> critical_shares(const network::Network& network,
                                    const mapping::Mapping& mapping, std::span<const Time> times,
                                    hardware::Dataflow dataflow) {
  const std::size_t count = mapping.layers.size();
  if (dataflow == hardware::Dataflow::Sequential) return std::vector<double>(count, 1.0);

  const std::vector<Node>& nodes = network.nodes();
  std::vector<double> node_times(nodes.size(), 0.0);
  for (std::size_t i = 0; i < count; ++i) node_times[mapping.layers[i].node] = times[i].si();
  std::vector<Span> spans(nodes.size());
  std::vector<double> start_shares(nodes.size(), 0.0);
  for (std::size_t i = 1; i < nodes.size(); ++i) {
    start_shares[i] = start_share(network, nodes[i]);
    spans[i] = follow(nodes[i], start_shares[i], node_times[i], spans);
  }
  // The end of the last node is a weighted sum of times: each start and end passes its weight on to
  // what decided it, and what it added itself is the share of its own time.
  std::vector<double> start_weight(nodes.size(), 0.0), end_weight(nodes.size(), 0.0),
      share(nodes.size(), 0.0);
  end_weight.back() = 1.0;
  for (std::size_t i = nodes.size() - 1; i > 0; --i) {
    const Span& span = spans[i];
    if (span.waits_at_end) {
      share[i] = end_weight[i] / nodes[i].shape.height;
      end_weight[span.end_input] += end_weight[i];
    } else {
      share[i] = end_weight[i];
      start_weight[i] += end_weight[i];
    }
    start_weight[span.start_input] += (1.0 - start_shares[i]) * start_weight[i];
    end_weight[span.start_input] += start_shares[i] * start_weight[i];
  }
  std::vector<double> shares(count);
  for (std::size_t i = 0; i < count; ++i) shares[i] = share[mapping.layers[i].node];
  return shares;
}

}  // namespace kirchhoff::cost
