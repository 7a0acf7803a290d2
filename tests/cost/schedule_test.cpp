// tests/cost/schedule_test.cpp - starts and ends by hand, and laws of the critical path.
#include "kirchhoff/cost/schedule.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cstddef>
#include <vector>

#include "tests/cost/sample.hpp"

namespace kirchhoff::cost {
namespace {

using network::OperatorKind;

network::Node convolution(const char* name, std::size_t input) {
  network::Node node;
  node.name = name;
  node.kind = OperatorKind::Convolution;
  node.inputs = {input};
  node.outputs = 4;
  node.kernel = 3;
  node.padding = 1;
  return node;
}

// 8 x 8 -> convolution -> convolution -> max pool 2 -> linear.
network::Network chain() {
  network::Network network("chain", {1, 8, 8});
  network.add(convolution("first", 0));
  network.add(convolution("second", 1));
  network::Node pool;
  pool.name = "pool";
  pool.kind = OperatorKind::MaxPool;
  pool.inputs = {2};
  pool.kernel = 2;
  pool.stride = 2;
  network.add(pool);
  network::Node linear;
  linear.name = "linear";
  linear.kind = OperatorKind::Linear;
  linear.inputs = {3};
  linear.outputs = 10;
  network.add(linear);
  return network;
}

double latency(const network::Network& network, const mapping::Mapping& mapping,
               const std::vector<double>& seconds_of_layers, hardware::Dataflow dataflow) {
  std::vector<Time> times;
  for (const double value : seconds_of_layers) times.push_back(seconds(value));
  const std::vector<double> shares = critical_shares(network, mapping, times, dataflow);
  double total = 0.0;
  for (std::size_t i = 0; i < shares.size(); ++i) total += shares[i] * seconds_of_layers[i];
  return total;
}

TEST_CASE("a convolution starts with the rows of its kernel, a linear layer with all") {
  const network::Network network = chain();
  CHECK(start_share(network, network.node(2)) == sample::nearly(2.0 / 8.0));
  CHECK(start_share(network, network.node(3)) == 0.0);
  CHECK(start_share(network, network.node(4)) == 1.0);
}

TEST_CASE("a product of two activations waits for all of both, a gate for nothing of its own") {
  network::Network network("product", {4, 8, 1});
  network::Node node;
  node.name = "product";
  node.kind = OperatorKind::MatMul;
  node.inputs = {0, 0};
  node.transposed = true;
  network.add(node);
  node.name = "gate";
  node.kind = OperatorKind::Multiply;
  node.transposed = false;
  network.add(node);
  CHECK(start_share(network, network.node(1)) == 1.0);
  CHECK(start_share(network, network.node(2)) == 0.0);
}

TEST_CASE("latency of a chain by hand") {
  const network::Network network = chain();
  const mapping::Mapping mapping = mapping::map_network(network, sample::chip());
  // The second layer starts at 2 and could end at 6, but the first ends at 8: its last row of 8
  // comes half a second later; then the linear layer.
  CHECK(latency(network, mapping, {8.0, 4.0, 1.0}, hardware::Dataflow::Pipelined) ==
        sample::nearly(9.5));
  // A slow second layer: 2 + 9 + 1.
  CHECK(latency(network, mapping, {8.0, 9.0, 1.0}, hardware::Dataflow::Pipelined) ==
        sample::nearly(12.0));
  CHECK(latency(network, mapping, {8.0, 4.0, 1.0}, hardware::Dataflow::Sequential) ==
        sample::nearly(13.0));
}

TEST_CASE("a pipeline is never slower than a sequential chip, nor faster than its slowest layer") {
  for (std::uint64_t index = 0; index < 60; ++index) {
    Stream stream(21, purpose::test, index);
    const network::Network network = sample::random_network(stream);
    const mapping::Mapping mapping = mapping::map_network(network, sample::chip());
    std::vector<double> times(mapping.layers.size());
    double sum = 0.0, slowest = 0.0;
    for (double& time : times) {
      time = stream.uniform();
      sum += time;
      slowest = std::max(slowest, time);
    }
    const double pipelined = latency(network, mapping, times, hardware::Dataflow::Pipelined);
    CHECK(pipelined <= sum * (1.0 + 1e-12));
    CHECK(latency(network, mapping, times, hardware::Dataflow::Sequential) == sample::nearly(sum));
    std::vector<double> longer = times;
    longer[stream.below(longer.size())] *= 1.0 + stream.uniform();
    CHECK(latency(network, mapping, longer, hardware::Dataflow::Pipelined) >=
          pipelined * (1.0 - 1e-12));
    CHECK(pipelined >= slowest * (1.0 - 1e-12));
  }
}

}  // namespace
}  // namespace kirchhoff::cost
