// tests/network/operators_test.cpp - shapes, counts and signs of the operators of wide networks.
#include <doctest/doctest.h>
#include <fmt/core.h>

#include <functional>

#include "kirchhoff/base/error.hpp"
#include "kirchhoff/network/families.hpp"
#include "kirchhoff/network/network.hpp"

namespace kirchhoff::network {
namespace {

Node make(const std::string& name, OperatorKind kind, std::vector<std::size_t> inputs) {
  Node node;
  node.name = name;
  node.kind = kind;
  node.inputs = std::move(inputs);
  return node;
}

Node convolution(const std::string& name, std::size_t input, int outputs) {
  Node node = make(name, OperatorKind::Convolution, {input});
  node.outputs = outputs;
  return node;
}

std::string message(const std::function<void()>& work) {
  try {
    work();
  } catch (const Error& error) {
    CHECK(error.kind() == ErrorKind::Input);
    return error.what();
  }
  return "no error";
}

bool contains(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

// 5 tokens of 6 channels; queries, keys of 6 channels and values of 4 in 2 heads.
Network attention() {
  Network network("attention", {6, 5, 1});
  network.add(convolution("query", 0, 6));
  network.add(convolution("key", 0, 6));
  network.add(convolution("value", 0, 4));
  Node scores = make("scores", OperatorKind::MatMul, {1, 2});
  scores.groups = 2;
  scores.transposed = true;
  scores.signed_input = true;
  network.add(scores);
  Node softmax = make("softmax", OperatorKind::Softmax, {4});
  softmax.groups = 2;
  network.add(softmax);
  Node context = make("context", OperatorKind::MatMul, {5, 3});
  context.groups = 2;
  network.add(context);
  return network;
}

}  // namespace

TEST_CASE("attention by hand: scores of 2 heads x 5 keys, a context of the values' channels") {
  const Network network = attention();
  CHECK(network.node(4).shape == Shape{10, 5, 1});
  CHECK(network.node(6).shape == Shape{4, 5, 1});
  // 5 queries x 5 keys x 6 channels, heads together; 5 queries x 5 keys x 4 channels.
  CHECK(macs(network, 4) == 150);
  CHECK(macs(network, 6) == 100);
  CHECK(total_macs(network) == 5 * (36 + 36 + 24) + 150 + 100);
  CHECK(bit_operations(network) == 64 * total_macs(network));
  CHECK(parameter_count(network) == 36 + 6 + 36 + 6 + 24 + 4);
  CHECK(network.layers() == std::vector<std::size_t>{1, 2, 3});
}

TEST_CASE("a matmul refuses matrices that do not fit, with both shapes") {
  Network network = attention();
  Node node = make("m", OperatorKind::MatMul, {1, 3});
  node.transposed = true;
  CHECK(contains(message([&] { network.add(node); }),
                 "equal channels, but \"query\" is 6x5x1 and \"value\" is 4x5x1"));
  node.transposed = false;
  CHECK(contains(message([&] { network.add(node); }), "groups x positions"));
  node.inputs = {4, 3};  // 10 channels: two heads, not one
  CHECK(contains(message([&] { network.add(node); }), "groups x positions"));
  node.groups = 2;
  CHECK(network.node(network.add(node)).shape == Shape{4, 5, 1});
  node = make("n", OperatorKind::MatMul, {1});
  CHECK(contains(message([&] { network.add(node); }), "matmul takes 2 inputs, not 1"));
}

TEST_CASE("concat adds channels of equal maps and refuses others") {
  Network network("test", {4, 8, 6});
  const std::size_t wide = network.add(convolution("wide", 0, 7));
  Node concat = make("concat", OperatorKind::Concat, {0, wide, 0});
  CHECK(network.node(network.add(concat)).shape == Shape{4 + 7 + 4, 8, 6});
  Node pool = make("pool", OperatorKind::MaxPool, {0});
  pool.kernel = pool.stride = 2;
  const std::size_t small = network.add(pool);
  concat.name = "other";
  concat.inputs = {0, small};
  CHECK(
      contains(message([&] { network.add(concat); }), "\"input\" is 4x8x6 and \"pool\" is 4x4x3"));
  concat.inputs = {0};
  CHECK(contains(message([&] { network.add(concat); }), "takes 2 to 1024 inputs, not 1"));
}

TEST_CASE("multiply takes a map or one value per channel as its second input") {
  Network network("test", {4, 8, 6});
  const std::size_t gate = network.add(make("gate", OperatorKind::GlobalAveragePool, {0}));
  CHECK(network.node(network.add(make("scale", OperatorKind::Multiply, {0, gate}))).shape ==
        Shape{4, 8, 6});
  CHECK(network.node(network.add(make("square", OperatorKind::Multiply, {0, 0}))).shape ==
        Shape{4, 8, 6});
  CHECK(contains(message([&] {
                   network.add(make("wrong", OperatorKind::Multiply, {gate, 0}));
                 }),
                 "or the second channels x 1 x 1"));
  CHECK(contains(message([&] {
                   network.add(make("sum", OperatorKind::Add, {0, gate}));
                 }),
                 "both inputs of add must have one shape"));
}

TEST_CASE("tokens: a class token comes first, embeddings and norms are trained numbers") {
  Network network("test", {4, 3, 2});
  const std::size_t tokens = network.add(make("class", OperatorKind::ClassToken, {0}));
  CHECK(network.node(tokens).shape == Shape{4, 7, 1});
  const std::size_t places = network.add(make("places", OperatorKind::PositionEmbedding, {tokens}));
  const std::size_t norm = network.add(make("norm", OperatorKind::LayerNorm, {places}));
  const std::size_t batch = network.add(make("batch", OperatorKind::BatchNorm, {norm}));
  const std::size_t first = network.add(make("first", OperatorKind::FirstToken, {batch}));
  CHECK(network.node(first).shape == Shape{4, 1, 1});
  CHECK(parameter_count(network) == 4 + 28 + 8 + 8);
  CHECK(total_macs(network) == 0);
}

TEST_CASE("a layer without bias has weights alone, and batch norm counts two per channel") {
  Network network("test", {4, 3, 2});
  Node layer = convolution("c", 0, 5);
  layer.bias = false;
  network.add(layer);
  CHECK(parameter_count(network) == 20);
  layer.name = std::string("d");
  layer.batch_norm = true;
  network.add(layer);
  CHECK(parameter_count(network) == 20 + 20 + 10);
}

TEST_CASE("only what can be negative needs a signed input") {
  Network network("test", {2, 4, 4});
  const auto sign = [&](OperatorKind kind, std::vector<std::size_t> inputs) {
    const std::string name = fmt::format("node{}", network.nodes().size());
    return is_non_negative(network, network.add(make(name, kind, std::move(inputs))));
  };
  const std::size_t layer = network.add(convolution("c", 0, 2));
  for (const OperatorKind kind :
       {OperatorKind::Relu6, OperatorKind::HardSigmoid, OperatorKind::Softmax}) {
    CHECK(sign(kind, {layer}));
  }
  for (const OperatorKind kind :
       {OperatorKind::HardSwish, OperatorKind::Gelu, OperatorKind::BatchNorm,
        OperatorKind::LayerNorm, OperatorKind::ClassToken, OperatorKind::PositionEmbedding}) {
    CHECK_FALSE(sign(kind, {0}));
  }
  for (const OperatorKind kind : {OperatorKind::Multiply, OperatorKind::Concat}) {
    CHECK(sign(kind, {0, 0}));
    CHECK_FALSE(sign(kind, {0, layer}));
  }
}

TEST_CASE("a signed input costs one bit more") {
  Node node = convolution("c", 0, 2);
  node.activation_bits = 5;
  CHECK(node.input_bits() == 5);
  node.signed_input = true;
  CHECK(node.has_signed_input());
  CHECK(node.input_bits() == 6);
}

TEST_CASE("properties belong to the operators that have them") {
  Network network("test", {2, 4, 4});
  Node node = make("r", OperatorKind::Relu, {0});
  node.signed_input = true;
  CHECK(contains(message([&] { network.add(node); }), "signed_input belongs to a layer"));
  node = make("r", OperatorKind::Relu, {0});
  node.bias = false;
  CHECK(contains(message([&] { network.add(node); }), "bias = false belongs to a layer"));
  node = convolution("c", 0, 2);
  node.transposed = true;
  CHECK(contains(message([&] { network.add(node); }), "transposed belongs to a matmul"));
  node = make("s", OperatorKind::Softmax, {0});
  node.groups = 3;
  CHECK(contains(message([&] { network.add(node); }), "groups (3) must divide"));
}

TEST_CASE("what can only be estimated is refused for training with the node's name") {
  for (const std::string& family : family_names()) {
    CHECK_NOTHROW(check_trainable(build_family({.family = family, .stages = {{.width = 4}}})));
  }
  CHECK(contains(message([] { check_trainable(attention()); }),
                 "node \"scores\": matmul can be estimated, not trained yet"));
  Network network("test", {2, 4, 4});
  Node layer = convolution("c", 0, 2);
  layer.bias = false;
  network.add(layer);
  CHECK(contains(message([&] { check_trainable(network); }), "node \"c\": a layer without bias"));
  layer.bias = true;
  layer.signed_input = true;
  Network other("test", {2, 4, 4});
  other.add(layer);
  CHECK(contains(message([&] { check_trainable(other); }), "a layer with signed_input"));
}

}  // namespace kirchhoff::network
