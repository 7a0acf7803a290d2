// kirchhoff/network/trainable.cpp - tells networks that can be trained from those to estimate.
#include "kirchhoff/base/error.hpp"
#include "kirchhoff/network/network.hpp"

namespace kirchhoff::network {
namespace {

// Why a node cannot be trained, or "".
std::string obstacle(const Node& node) {
  switch (node.kind) {
    case OperatorKind::Input:
    case OperatorKind::Relu:
    case OperatorKind::MaxPool:
    case OperatorKind::AveragePool:
    case OperatorKind::GlobalAveragePool:
    case OperatorKind::Add: return "";
    case OperatorKind::Convolution:
    case OperatorKind::Linear:
      if (node.signed_input) return "a layer with signed_input";
      return node.bias || node.batch_norm ? "" : "a layer without bias";
    default: return operator_name(node.kind);
  }
}

}  // namespace

void check_trainable(const Network& network) {
  for (const Node& node : network.nodes()) {
    const std::string reason = obstacle(node);
    require(reason.empty(),
            "network \"{}\", node \"{}\": {} can be estimated, not trained yet; networks of "
            "convolutions, linear layers, relu, pools and additions can",
            network.name(), node.name, reason);
  }
}

}  // namespace kirchhoff::network
