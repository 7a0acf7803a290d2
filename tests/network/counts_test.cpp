// tests/network/counts_test.cpp - counts of small graphs, worked out by hand.
#include <doctest/doctest.h>

#include "kirchhoff/network/network.hpp"

namespace kirchhoff::network {
namespace {

// 4 x 6 x 6 -> 3 x 3 convolution to 8 in 2 groups, stride 2, padding 1 -> 8 x 3 x 3 -> linear
// to 10.
Network small_network() {
  Network network("small", {4, 6, 6});
  Node node;
  node.name = "convolution";
  node.kind = OperatorKind::Convolution;
  node.inputs = {0};
  node.outputs = 8;
  node.kernel = 3;
  node.stride = 2;
  node.padding = 1;
  node.groups = 2;
  node.batch_norm = true;
  network.add(node);
  Node relu;
  relu.name = "relu";
  relu.kind = OperatorKind::Relu;
  relu.inputs = {1};
  network.add(relu);
  Node linear;
  linear.name = "linear";
  linear.kind = OperatorKind::Linear;
  linear.inputs = {2};
  linear.outputs = 10;
  network.add(linear);
  return network;
}

}  // namespace

TEST_CASE("weights and multiply-accumulates of a grouped convolution and a linear layer") {
  const Network network = small_network();
  CHECK(weight_count(network, 1) == 8 * (4 / 2) * 3 * 3);
  CHECK(macs(network, 1) == 8 * 2 * 3 * 3 * (3 * 3));
  CHECK(weight_count(network, 3) == 8 * 3 * 3 * 10);
  CHECK(macs(network, 3) == 720);
  CHECK(macs(network, 0) == 0);
  CHECK(macs(network, 2) == 0);
  CHECK(total_macs(network) == 1296 + 720);
}

TEST_CASE("parameters are the weights, two per channel with batch norm and one without") {
  CHECK(parameter_count(small_network()) == (144 + 2 * 8) + (720 + 10));
}

TEST_CASE("bit operations weigh each layer's MACs with both of its bits") {
  Network network = small_network();
  CHECK(bit_operations(network) == 64 * total_macs(network));
  network.set_bits(1, 4, 8);
  network.set_bits(3, 2, 3);
  CHECK(bit_operations(network) == 1296 * 32 + 720 * 6);
}

}  // namespace kirchhoff::network
