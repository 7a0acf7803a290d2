// kirchhoff/network/signs.cpp - which values of a network can be negative.
#include <algorithm>
#include <vector>

#include "kirchhoff/network/network.hpp"

namespace kirchhoff::network {
namespace {

enum class Sign {
  NeverNegative,
  AsItsInputs,  // not negative when no input is
  Any,
};

Sign sign_of(OperatorKind kind) {
  switch (kind) {
    case OperatorKind::Input:
    case OperatorKind::Relu:
    case OperatorKind::Relu6:
    case OperatorKind::HardSigmoid:
    case OperatorKind::Softmax: return Sign::NeverNegative;
    case OperatorKind::MaxPool:
    case OperatorKind::AveragePool:
    case OperatorKind::GlobalAveragePool:
    case OperatorKind::Add:
    case OperatorKind::Multiply:
    case OperatorKind::Concat:
    case OperatorKind::MatMul:
    case OperatorKind::FirstToken: return Sign::AsItsInputs;
    case OperatorKind::Convolution:
    case OperatorKind::Linear:
    case OperatorKind::BatchNorm:
    case OperatorKind::LayerNorm:
    case OperatorKind::HardSwish:  // down to -3/8
    case OperatorKind::Gelu:       // down to -0.17
    case OperatorKind::ClassToken:
    case OperatorKind::PositionEmbedding: break;
  }
  return Sign::Any;
}

}  // namespace

bool is_non_negative(const Network& network, std::size_t node) {
  // Forwards over all earlier nodes: following inputs backwards could visit a node 2^n times.
  std::vector<bool> known(node + 1, false);
  for (std::size_t i = 0; i <= node; ++i) {
    const Node& producer = network.node(i);
    const Sign sign = sign_of(producer.kind);
    known[i] =
        sign == Sign::NeverNegative ||
        (sign == Sign::AsItsInputs && std::all_of(producer.inputs.begin(), producer.inputs.end(),
                                                  [&](std::size_t input) { return known[input]; }));
  }
  return known[node];
}

}  // namespace kirchhoff::network
