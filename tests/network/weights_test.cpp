// tests/network/weights_test.cpp - trained tensors are checked against the network and rounded.
#include "kirchhoff/network/weights.hpp"

#include <doctest/doctest.h>

#include <functional>
#include <limits>

#include "kirchhoff/base/error.hpp"

namespace kirchhoff::network {
namespace {

// One linear layer of two outputs and four inputs with 3 weight bits.
Network small_network() {
  Network network("small", {4, 1, 1});
  Node node;
  node.name = "fc";
  node.kind = OperatorKind::Linear;
  node.inputs = {0};
  node.outputs = 2;
  node.weight_bits = 3;
  network.add(node);
  return network;
}

Weights small_weights() {
  return {{{"fc.weight", {2, 4}, {0.5F, 1.5F, 2.5F, -0.5F, -3.0F, 9.0F, -9.0F, 1.0F}},
           {"fc.weight_scale", {2}, {1.0F, 2.0F}},
           {"fc.activation_scale", {1}, {0.1F}},
           {"fc.gain", {2}, {1.0F, 1.0F}},
           {"fc.shift", {2}, {0.0F, 0.5F}}}};
}

std::string message(const std::function<void(Weights&)>& damage) {
  Weights weights = small_weights();
  damage(weights);
  try {
    check_weights(weights, small_network());
  } catch (const Error& error) {
    return error.what();
  }
  return "no error";
}

bool contains(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

}  // namespace

TEST_CASE("integers are rounded to the nearest, ties to even, and clipped symmetrically") {
  const std::vector<std::int8_t> integers = integer_weights(small_weights(), small_network(), 1);
  // Row 1 in units of 1: 0.5 -> 0, 1.5 -> 2, 2.5 -> 2, -0.5 -> 0; row 2 in units of 2:
  // -1.5 -> -2, 4.5 -> 3 (the largest of 3 bits), -4.5 -> -3, 0.5 -> 0.
  CHECK(integers == std::vector<std::int8_t>{0, 2, 2, 0, -2, 3, -3, 0});
}

TEST_CASE("whole weights pass, and each kind of damage is named with its tensor") {
  CHECK(message([](Weights&) {}) == "no error");
  CHECK(contains(message([](Weights& w) { w.tensors.erase(w.tensors.begin() + 3); }),
                 "no tensor \"fc.gain\""));
  CHECK(contains(message([](Weights& w) {
                   w.tensors[0].shape = {4, 2};
                 }),
                 "\"fc.weight\" has shape [4, 2], but the network needs [2, 4]"));
  CHECK(contains(message([](Weights& w) { w.tensors[0].values.pop_back(); }), "holds 7 values"));
  CHECK(contains(
      message([](Weights& w) { w.tensors[4].values[1] = std::numeric_limits<float>::quiet_NaN(); }),
      "value 1 of tensor \"fc.shift\" is not a finite number"));
  CHECK(contains(message([](Weights& w) { w.tensors[1].values[0] = 0.0F; }),
                 "value 0 of tensor \"fc.weight_scale\" must be above 0"));
  CHECK(contains(message([](Weights& w) {
                   w.tensors.push_back({"fc.converter_reach", {1}, {-1.0F}});
                 }),
                 "\"fc.converter_reach\" must be above 0"));
}

TEST_CASE("converters reach 3.29 root mean squares, or as far as training has learned") {
  const Network network = small_network();
  Weights weights = small_weights();
  CHECK(converter_reach(weights, network.node(1)) == 3.29);
  weights.tensors.push_back({"fc.converter_reach", {1}, {2.5F}});
  check_weights(weights, network);
  CHECK(converter_reach(weights, network.node(1)) == 2.5);
}

TEST_CASE("a tensor is found by its whole name only") {
  const Weights weights = small_weights();
  CHECK(weights.find("fc.gain") == &weights.tensors[3]);
  CHECK(weights.find("fc.gai") == nullptr);
  CHECK_THROWS_AS((void)weights.at("fc"), Error);
}

}  // namespace kirchhoff::network
