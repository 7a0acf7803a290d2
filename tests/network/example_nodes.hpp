// tests/network/example_nodes.hpp - layers that read a network's input, for tests of one layer.
#pragma once

#include "kirchhoff/network/network.hpp"

namespace kirchhoff::test {

/// A window of 3 x 3 that keeps height and width.
inline network::Node convolution(int outputs) {
  network::Node node;
  node.name = "conv";
  node.kind = network::OperatorKind::Convolution;
  node.inputs = {0};
  node.outputs = outputs;
  node.kernel = 3;
  node.padding = 1;
  return node;
}

inline network::Node linear(int outputs) {
  network::Node node;
  node.name = "linear";
  node.kind = network::OperatorKind::Linear;
  node.inputs = {0};
  node.outputs = outputs;
  return node;
}

}  // namespace kirchhoff::test
