// tests/network/network_test.cpp - shapes, checks and signs of graphs.
#include "kirchhoff/network/network.hpp"

#include <doctest/doctest.h>

#include <functional>
#include <set>

#include "kirchhoff/base/error.hpp"

namespace kirchhoff::network {
namespace {

Node make(const char* name, OperatorKind kind, std::vector<std::size_t> inputs) {
  Node node;
  node.name = name;
  node.kind = kind;
  node.inputs = std::move(inputs);
  return node;
}

Node convolution(const char* name, std::size_t input, int outputs, int kernel) {
  Node node = make(name, OperatorKind::Convolution, {input});
  node.outputs = outputs;
  node.kernel = kernel;
  return node;
}

Node pool(OperatorKind kind, int kernel, int stride) {
  Node node = make("pool", kind, {0});
  node.kernel = kernel;
  node.stride = stride;
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

// What Network::add says about `node` behind an input of 4 x 9 x 7.
std::string refusal(const Node& node) {
  Network network("test", {4, 9, 7});
  return message([&] { network.add(node); });
}

bool contains(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

Shape shape_behind(const Shape& input, const Node& node) {
  Network network("test", input);
  return network.node(network.add(node)).shape;
}

}  // namespace

TEST_CASE("a convolution's map is floor((side + 2 padding - kernel) / stride) + 1 per side") {
  Node node = convolution("c", 0, 5, 3);
  CHECK(shape_behind({4, 9, 7}, node) == Shape{5, 7, 5});
  node.padding = 1;
  CHECK(shape_behind({4, 9, 7}, node) == Shape{5, 9, 7});
  node.stride = 2;
  CHECK(shape_behind({4, 9, 7}, node) == Shape{5, 5, 4});
  node.kernel = 7;
  node.padding = 3;
  CHECK(shape_behind({3, 224, 224}, node) == Shape{5, 112, 112});
}

TEST_CASE("pools keep the channels, a linear layer and a global pool leave one place") {
  CHECK(shape_behind({6, 28, 28}, pool(OperatorKind::MaxPool, 2, 2)) == Shape{6, 14, 14});
  CHECK(shape_behind({6, 28, 28}, pool(OperatorKind::AveragePool, 3, 2)) == Shape{6, 13, 13});
  CHECK(shape_behind({6, 5, 4}, make("g", OperatorKind::GlobalAveragePool, {0})) == Shape{6, 1, 1});
  Node linear = make("l", OperatorKind::Linear, {0});
  linear.outputs = 12;
  CHECK(shape_behind({6, 5, 4}, linear) == Shape{12, 1, 1});
  CHECK(shape_behind({6, 5, 4}, make("r", OperatorKind::Relu, {0})) == Shape{6, 5, 4});
}

TEST_CASE("each impossible node is refused with its name, the value and what is allowed") {
  Node node = convolution("c", 0, 5, 8);
  CHECK(contains(refusal(node), "node \"c\": kernel (8) is larger than its padded input (7)"));
  node = convolution("c", 0, 6, 3);
  node.groups = 3;
  CHECK(contains(refusal(node), "groups (3) must divide the input channels (4)"));
  node.groups = 4;
  CHECK(contains(refusal(node), "and the outputs (6)"));
  node = convolution("c", 0, 6, 3);
  node.weight_bits = 9;
  CHECK(contains(refusal(node), "weight_bits (9) must be 2 to 8"));
  node.weight_bits = 8;
  node.activation_bits = 1;
  CHECK(contains(refusal(node), "activation_bits (1) must be 2 to 8"));
  CHECK(contains(refusal(convolution("c", 1, 6, 3)), "input 1 is not an earlier node"));
  CHECK(contains(refusal(convolution("", 0, 6, 3)), "has no name"));
  CHECK(contains(refusal(convolution("input", 0, 6, 3)), "another node of this name"));
  CHECK(contains(refusal(convolution("c", 0, 0, 3)), "outputs (0) must be 1 to 65536"));
  CHECK(contains(refusal(make("a", OperatorKind::Add, {0})), "add takes 2 inputs, not 1"));
  CHECK(contains(refusal(make("i", OperatorKind::Input, {})), "one input"));
  node = make("r", OperatorKind::Relu, {0});
  node.batch_norm = true;
  CHECK(contains(refusal(node), "batch_norm belongs to a convolution, not to relu"));
  node = convolution("c", 0, 6, 3);
  node.padding = 3;
  CHECK(contains(refusal(node), "padding (3) must be 0 to kernel - 1 (2)"));
  node = pool(OperatorKind::AveragePool, 3, 2);
  node.padding = 1;
  CHECK(contains(refusal(node), "of an average pool must be 0"));
}

TEST_CASE("add refuses two inputs of unlike shapes and takes equal ones") {
  Network network("test", {4, 9, 7});
  const std::size_t narrow = network.add(convolution("narrow", 0, 4, 3));
  const std::size_t same = network.add(convolution("same", 0, 4, 1));
  CHECK(contains(message([&] {
                   network.add(make("a", OperatorKind::Add, {0, narrow}));
                 }),
                 "\"input\" is 4x9x7 and \"narrow\" is 4x7x5"));
  CHECK(network.nodes().size() == 3);  // a refused node leaves nothing
  CHECK(network.node(network.add(make("a", OperatorKind::Add, {0, same}))).shape == Shape{4, 9, 7});
}

TEST_CASE("sizes are bounded before they are multiplied") {
  CHECK(contains(message([] {
                   Network("n", {65536, 65536, 1});
                   Network("n", {65536, 65536, 2});
                 }),
                 "more than 2^31 values"));
  CHECK(contains(message([] { Network("n", {0, 1, 1}); }), "must have 1 to 65536"));
  CHECK(contains(message([] { Network("n", {1, 65537, 1}); }), "must have 1 to 65536"));
  Network network("n", {65536, 128, 128});
  Node linear = make("l", OperatorKind::Linear, {0});
  linear.outputs = 3;
  CHECK(contains(message([&] { network.add(linear); }), "more than 2^31 weights"));
  CHECK(contains(message([&] { network.add(convolution("c", 0, 65536, 1)); }), "more than 2^"));
}

TEST_CASE("layers are the nodes with weights, and set_bits changes only the one it names") {
  Network network("test", {1, 8, 8});
  const std::size_t first = network.add(convolution("c1", 0, 2, 3));
  const std::size_t relu = network.add(make("r", OperatorKind::Relu, {first}));
  const std::size_t second = network.add(convolution("c2", relu, 3, 3));
  CHECK(network.layers() == std::vector<std::size_t>{first, second});
  CHECK(network.classes() == 3);
  network.set_bits(second, 4, 3);
  CHECK(network.node(second).weight_bits == 4);
  CHECK(network.node(second).activation_bits == 3);
  CHECK(network.node(first).weight_bits == 8);
  CHECK(contains(message([&] { network.set_bits(first, 1, 8); }), "weight_bits (1)"));
}

TEST_CASE("only images, ReLUs, and pools and sums of them are sure not to be negative") {
  Network network("test", {2, 8, 8});
  const std::size_t layer = network.add(convolution("c", 0, 2, 1));
  const std::size_t relu = network.add(make("r", OperatorKind::Relu, {layer}));
  const std::size_t mixed = network.add(make("mixed", OperatorKind::Add, {relu, layer}));
  const std::size_t sum = network.add(make("sum", OperatorKind::Add, {relu, 0}));
  const std::size_t good = network.add(make("g", OperatorKind::GlobalAveragePool, {sum}));
  const std::size_t bad = network.add(make("b", OperatorKind::GlobalAveragePool, {mixed}));
  CHECK(is_non_negative(network, 0));
  CHECK(is_non_negative(network, relu));
  CHECK(is_non_negative(network, sum));
  CHECK(is_non_negative(network, good));
  CHECK_FALSE(is_non_negative(network, layer));
  CHECK_FALSE(is_non_negative(network, mixed));
  CHECK_FALSE(is_non_negative(network, bad));
}

TEST_CASE("every operator has a name of its own") {
  const std::set<std::string> names(operator_names().begin(), operator_names().end());
  CHECK(names.size() == operator_names().size());
  CHECK_FALSE(names.contains(""));
  CHECK(operator_name(OperatorKind::Input) == "input");
  CHECK(operator_name(OperatorKind::GlobalAveragePool) == "global_average_pool");
  CHECK(operator_name(OperatorKind::Add) == "add");
  CHECK(operator_name(OperatorKind::MatMul) == "matmul");
  CHECK(operator_name(OperatorKind::FirstToken) == operator_names().back());
}

}  // namespace kirchhoff::network
