// tests/cost/waiting_maps_test.cpp - what a shortcut keeps in the buffers, by hand.
#include "kirchhoff/cost/waiting_maps.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "kirchhoff/cost/layer_work.hpp"
#include "tests/cost/sample.hpp"

namespace kirchhoff::cost {
namespace {

using network::OperatorKind;

std::size_t add_convolution(network::Network& network, const std::string& name, std::size_t input) {
  network::Node node;
  node.name = name;
  node.kind = OperatorKind::Convolution;
  node.inputs = {input};
  node.outputs = 4;
  node.kernel = 3;
  node.padding = 1;
  return network.add(node);
}

// An image of 4 x 8 x 8, a stem, and a block of two convolutions with a shortcut around it.
network::Network block(bool with_shortcut) {
  network::Network network("block", {4, 8, 8});
  const std::size_t stem = add_convolution(network, "stem", 0);
  const std::size_t first = add_convolution(network, "first", stem);
  const std::size_t second = add_convolution(network, "second", first);
  if (with_shortcut) {
    network::Node sum;
    sum.name = "sum";
    sum.kind = OperatorKind::Add;
    sum.inputs = {second, stem};
    network.add(sum);
  }
  return network;
}

std::vector<WaitingBits> waiting(const network::Network& network) {
  return waiting_bits(network, mapping::map_network(network, sample::chip()));
}

TEST_CASE("nothing waits in a chain") {
  for (const WaitingBits& layer : waiting(block(false))) {
    CHECK(layer.rows == 0.0);
    CHECK(layer.maps == 0.0);
  }
}

TEST_CASE("a shortcut waits as a whole map, or for the rows that two convolutions lag behind") {
  const std::vector<WaitingBits> layers = waiting(block(true));
  const double map = 4 * 8 * 8 * 8;
  CHECK(layers.at(0).maps == 0.0);
  CHECK(layers.at(1).maps == 0.0);  // its own input
  CHECK(layers.at(2).maps == map);
  CHECK(layers.at(1).rows == 0.0);
  CHECK(layers.at(2).rows == sample::nearly(2.0 * (2.0 / 8.0) * map));
}

TEST_CASE("a shortcut that does not fit goes through memory outside") {
  hardware::Hardware hardware = sample::chip();
  hardware.dataflow = hardware::Dataflow::Sequential;
  hardware.macros_per_tile = 3;  // one tile for the three layers
  hardware.buffer_kib = 1;       // 8192 bits: two maps of 2048, a third, and more
  const auto spilled = [&](const network::Network& network, int kib) {
    hardware.buffer_kib = kib;
    return layer_work(network, mapping::map_network(network, hardware), hardware)
        .at(2)
        .spilled_bits;
  };
  CHECK(spilled(block(true), 1) == 0.0);
  network::Network wide("wide", {4, 16, 8});  // maps of 4096 bits
  const std::size_t stem = add_convolution(wide, "stem", 0);
  const std::size_t second = add_convolution(wide, "second", add_convolution(wide, "first", stem));
  CHECK(spilled(wide, 1) == 0.0);
  network::Node sum;
  sum.name = "sum";
  sum.kind = OperatorKind::Add;
  sum.inputs = {second, stem};
  wide.add(sum);
  CHECK(spilled(wide, 1) == sample::nearly(2.0 * 4096 * (1.0 - 8192.0 / 12288.0)));
}

}  // namespace
}  // namespace kirchhoff::cost
