// tests/compress/bits_test.cpp - bits by stage reach the layers of that stage and no others.
#include "kirchhoff/compress/bits.hpp"

#include <doctest/doctest.h>

#include "kirchhoff/base/error.hpp"
#include "kirchhoff/network/families.hpp"

namespace kirchhoff::compress {
namespace {

network::Network two_stages() {
  return network::build_family({.family = "residual", .stages = {{.width = 4}, {.width = 8}}});
}

}  // namespace

TEST_CASE("every layer takes the bits of its own stage") {
  const std::vector<StageBits> bits = {{3, 8}, {4, 5}, {6, 7}};
  const network::Network result = with_bits(two_stages(), bits);
  for (const std::size_t index : result.layers()) {
    const network::Node& node = result.node(index);
    CHECK(node.weight_bits == bits.at(static_cast<std::size_t>(node.stage)).weight);
    CHECK(node.activation_bits == bits.at(static_cast<std::size_t>(node.stage)).activation);
  }
}

TEST_CASE("the last entry holds for the stages behind it, and nothing else changes") {
  const network::Network before = two_stages();
  const network::Network after = with_bits(before, {{8, 8}, {2, 3}});
  CHECK(after.nodes().back().weight_bits == 2);
  CHECK(after.nodes().back().activation_bits == 3);
  CHECK(after.nodes().size() == before.nodes().size());
  CHECK(network::parameter_count(after) == network::parameter_count(before));
  CHECK(network::bit_operations(after) < network::bit_operations(before));
}

TEST_CASE("a first layer outside stage 0 still reads the image with 8 bits") {
  network::Network network("small", {1, 4, 4});
  network::Node node;
  node.name = "convolution";
  node.kind = network::OperatorKind::Convolution;
  node.inputs = {0};
  node.outputs = 2;
  node.stage = 1;
  network.add(node);
  const network::Network result = with_bits(network, {{3, 3}, {4, 4}});
  CHECK(result.node(1).weight_bits == 4);
  CHECK(result.node(1).activation_bits == 8);
}

TEST_CASE("no bits, too few and too many are refused") {
  CHECK_THROWS_WITH_AS((void)with_bits(two_stages(), {}), "bits are needed for one stage at least",
                       Error);
  CHECK_THROWS_WITH_AS((void)with_bits(two_stages(), {{8, 8}, {9, 8}}),
                       "stage 1: weight bits (9) must be 2 to 8", Error);
  CHECK_THROWS_WITH_AS((void)with_bits(two_stages(), {{8, 1}}),
                       "stage 0: activation bits (1) must be 2 to 8", Error);
}

}  // namespace kirchhoff::compress
