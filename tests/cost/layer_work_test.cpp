// tests/cost/layer_work_test.cpp - counts of one layer by hand.
#include "kirchhoff/cost/layer_work.hpp"

#include <doctest/doctest.h>

#include <cmath>

#include "tests/cost/sample.hpp"
#include "tests/network/example_nodes.hpp"

namespace kirchhoff::cost {
namespace {

// 3 x 3 x 20 = 180 rows on two row tiles; 24 outputs of 8 columns on two column tiles of 128.
network::Network convolution_and_relu() {
  network::Network network("one", {20, 10, 10});
  network.add(test::convolution(24));
  network::Node relu;
  relu.name = "relu";
  relu.kind = network::OperatorKind::Relu;
  relu.inputs = {1};
  network.add(relu);
  return network;
}

LayerWork work_on(const hardware::Hardware& hardware) {
  const network::Network network = convolution_and_relu();
  return layer_work(network, mapping::map_network(network, hardware), hardware).at(0);
}

hardware::Hardware single_copy() {
  hardware::Hardware hardware = sample::chip();
  hardware.max_copies = 1;
  return hardware;
}

TEST_CASE("every column tile drives its own rows") {
  const LayerWork work = work_on(single_copy());
  CHECK(work.weights == 180 * 24);
  CHECK(work.driven_rows == 180 * 2);
  CHECK(work.vectors == 100);
}

TEST_CASE("a matrix of two row tiles moves one partial sum per output") {
  hardware::Hardware hardware = single_copy();
  const LayerWork work = work_on(hardware);
  CHECK(work.sum_bits == 8 + 8 + 8);
  CHECK(work.sum_levels == 1);
  CHECK(work.partial_bits == 100.0 * 24 * 24);
  CHECK(work.crossing_bits == 0);
  hardware.macros_per_tile = 1;  // the two row tiles lie in two tiles
  CHECK(work_on(hardware).crossing_bits == 100.0 * 24 * 24);
}

TEST_CASE("inputs, outputs and what follows are counted once") {
  const LayerWork work = work_on(single_copy());
  CHECK(work.input_bits == 2000 * 8);
  CHECK(work.vector_bits == 180 * 8);
  CHECK(work.output_values == 2400);
  CHECK(work.simple_operations == 2400);
}

network::Node following(const char* name, network::OperatorKind kind,
                        std::vector<std::size_t> inputs) {
  network::Node node;
  node.name = name;
  node.kind = kind;
  node.inputs = std::move(inputs);
  return node;
}

TEST_CASE("what follows a layer works in its digital units, by hand") {
  using network::OperatorKind;
  const hardware::Hardware hardware = single_copy();
  const auto added = [&](const std::vector<network::Node>& nodes) {
    network::Network network = convolution_and_relu();
    for (const network::Node& node : nodes) network.add(node);
    return layer_work(network, mapping::map_network(network, hardware), hardware).at(0);
  };
  // 24 x 10 x 10 behind a ReLU.
  LayerWork work = added({following("swish", OperatorKind::HardSwish, {2})});
  CHECK(work.simple_operations == 2400 + 2 * 2400);
  CHECK(work.digital_products == 2 * 2400);
  CHECK(work.operand_bits == 0);
  work = added({following("squeeze", OperatorKind::GlobalAveragePool, {2}),
                following("scale", OperatorKind::Multiply, {2, 3})});
  CHECK(work.digital_products == 2400);
  CHECK(work.operand_bits == 2 * 2400 * 8);
  // The older 20 channels wait for the newer 24.
  work = added({following("concat", OperatorKind::Concat, {0, 2})});
  CHECK(work.digital_products == 0);
  CHECK(work.operand_bits == 2 * 2000 * 8);
  // 100 tokens of 24 channels times their transpose.
  network::Node product = following("product", OperatorKind::MatMul, {2, 1});
  product.transposed = true;
  product.weight_bits = 4;
  work = added({product});
  CHECK(work.digital_products == 100 * 100 * 24);
  CHECK(work.operand_bits == 2 * 2400 * 8 + (2400 + 240000) * 4);
}

TEST_CASE("a signed input is one bit wider wherever it moves") {
  network::Network network = convolution_and_relu();
  network::Node layer = following("next", network::OperatorKind::Convolution, {1});
  layer.outputs = 8;
  const hardware::Hardware hardware = single_copy();
  const auto work_of_next = [&](bool is_signed) {
    network::Network copy = network;
    layer.signed_input = is_signed;
    copy.add(layer);
    const mapping::Mapping mapping = mapping::map_network(copy, hardware);
    CHECK(mapping.layers[1].steps == (is_signed ? 9 : 8));
    return layer_work(copy, mapping, hardware).at(1);
  };
  const LayerWork plain = work_of_next(false);
  const LayerWork wide = work_of_next(true);
  CHECK(wide.vector_bits / plain.vector_bits == sample::nearly(9.0 / 8.0));
  CHECK(wide.input_bits / plain.input_bits == sample::nearly(9.0 / 8.0));
  CHECK(wide.sum_bits == plain.sum_bits + 1);
  CHECK(wide.serial_turns / plain.serial_turns == sample::nearly(9.0 / 8.0));
}

TEST_CASE("a pipelined layer keeps four rows and one, by hand") {
  hardware::Hardware hardware = single_copy();
  hardware.macros_per_tile = 16;
  hardware.buffer_kib = 1;
  // Four of 16 macros: 2048 bits for 4 x 10 x 20 and 1 x 10 x 24 bytes = 8320 bits.
  CHECK(work_on(hardware).spilled_bits == sample::nearly(2 * 16000.0 * (1.0 - 2048.0 / 8320.0)));
  hardware.dataflow = hardware::Dataflow::Sequential;
  const double maps = 8.0 * (2000 + 2400);
  CHECK(work_on(hardware).spilled_bits == sample::nearly(2 * 16000.0 * (1.0 - 2048.0 / maps)));
}

TEST_CASE("copies share the vectors") {
  hardware::Hardware hardware = sample::chip();
  hardware.max_copies = 64;
  CHECK(work_on(hardware).serial_vectors == std::ceil(100.0 / 64.0));
}

}  // namespace
}  // namespace kirchhoff::cost
