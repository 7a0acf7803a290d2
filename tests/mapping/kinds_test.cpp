// tests/mapping/kinds_test.cpp - layers on several kinds of macros: rules, places, turns, copies.
#include <doctest/doctest.h>

#include <array>
#include <string>
#include <vector>

#include "kirchhoff/base/error.hpp"
#include "kirchhoff/mapping/kind_rules.hpp"
#include "kirchhoff/mapping/mapping.hpp"
#include "kirchhoff/network/families.hpp"
#include "tests/network/example_nodes.hpp"

namespace kirchhoff::mapping {
namespace {

using hardware::Chip;
using hardware::Hardware;

Hardware kind(const std::string& name, int rows) {
  Hardware hardware;
  hardware.name = name;
  hardware.device.max_cell_bits = 4;
  hardware.cell_bits = 2;
  hardware.crossbar = hardware::CrossbarShape(
      {.rows = rows, .columns = 128, .active_rows = rows, .columns_per_adc = 16});
  hardware.macros_per_tile = 2;
  return hardware;
}

Chip two_kinds() {
  return {.name = "two", .kinds = {kind("small", 64), kind("large", 256)}, .rules = {}};
}

network::Network example() {
  return network::build_family(
      {.family = "plain", .stages = {{.blocks = 2, .width = 16}, {.blocks = 1, .width = 32}}});
}

// Queries of 8 channels against keys, at 5 positions, in two heads.
network::Network attention() {
  network::Network network("attention", {.channels = 8, .height = 5, .width = 1});
  for (const char* name : {"query", "key"}) {
    network::Node node = test::convolution(8);
    node.name = name;
    node.kernel = 1;
    node.padding = 0;
    network.add(node);
  }
  network::Node scores;
  scores.name = "scores";
  scores.kind = network::OperatorKind::MatMul;
  scores.inputs = {1, 2};
  scores.groups = 2;
  scores.transposed = true;
  scores.signed_input = true;
  network.add(scores);
  return network;
}

std::vector<LayerMapping> on_kinds(const network::Network& network, const Chip& chip,
                                   const std::vector<std::size_t>& kinds) {
  std::vector<LayerMapping> layers;
  for (const std::size_t node : network.layers()) {
    const std::size_t kind = kinds[layers.size() % kinds.size()];
    layers.push_back(map_layer(network, node, chip.kinds[kind]));
    layers.back().kind = static_cast<int>(kind);
  }
  return layers;
}

constexpr std::array<double, 2> equal = {1.0, 1.0};

std::string refusal(const network::Network& network, const Chip& chip) {
  try {
    (void)placed_nodes(network, chip);
  } catch (const Error& error) {
    return error.what();
  }
  return "";
}

}  // namespace

TEST_CASE(
    "rules tie layers to kinds by place, by name and by stars; the first that names one holds") {
  const network::Network network = example();
  Chip chip = two_kinds();
  const std::string second = network.node(network.layers()[1]).name;
  chip.rules = {{.layers = "first", .kind = 1},
                {.layers = second, .kind = 1},
                {.layers = "last", .kind = 0},
                {.layers = "*", .kind = 0}};
  const std::vector<PlacedNode> nodes = placed_nodes(network, chip);
  REQUIRE(nodes.size() == network.layers().size());
  for (std::size_t i = 0; i < nodes.size(); ++i) {
    CHECK(nodes[i].node == network.layers()[i]);
    CHECK(nodes[i].kind == (i < 2 ? std::size_t{1} : std::size_t{0}));
    CHECK_FALSE(nodes[i].is_product);
  }
  chip.rules = {{.layers = "*nothing*", .kind = 0}, {.layers = "products", .kind = 0}};
  for (const PlacedNode& placed : placed_nodes(network, chip)) CHECK_FALSE(placed.kind.has_value());
}

TEST_CASE("stars stand for any characters, also none") {
  const network::Network network = attention();
  const auto tied = [&](const std::string& pattern) {
    Chip chip = two_kinds();
    chip.places_products = true;
    chip.kinds[1].device.type = hardware::DeviceType::Sram;
    chip.rules = {{.layers = pattern, .kind = 1}};
    std::string names;
    for (const PlacedNode& placed : placed_nodes(network, chip)) {
      if (placed.kind) names += network.node(placed.node).name + " ";
    }
    return names;
  };
  CHECK(tied("q*") == "query ");
  CHECK(tied("*e*") == "query key scores ");
  CHECK(tied("*y") == "query key ");
  CHECK(tied("k*e*y*") == "key ");
  CHECK(tied("*er") == "");
  CHECK(tied("products") == "scores ");
  CHECK(tied("first") == "query ");
  CHECK(tied("last") == "key ");
}

TEST_CASE("stars pass over products on kinds that cannot be rewritten") {
  Chip chip = two_kinds();
  chip.places_products = true;
  chip.rules = {{.layers = "*", .kind = 1}};
  CHECK_FALSE(placed_nodes(attention(), chip).back().kind.has_value());
  chip.kinds[1].device.type = hardware::DeviceType::Sram;
  CHECK(placed_nodes(attention(), chip).back().kind == std::size_t{1});
  chip.kinds[1].device.type = hardware::DeviceType::Rram;
  chip.rules = {{.layers = "scores", .kind = 1}};
  CHECK(placed_nodes(attention(), chip).back().kind == std::size_t{1});
}

TEST_CASE("a rule for a layer that the network does not have is a slip, with the nearest name") {
  Chip chip = two_kinds();
  chip.rules = {{.layers = "querry", .kind = 1}};
  const std::string seen = refusal(attention(), chip);
  CHECK(seen.find("\"large\"") != std::string::npos);
  CHECK(seen.find("did you mean \"query\"?") != std::string::npos);
}

TEST_CASE("products of two activations are placed only where a chip says so") {
  const network::Network network = attention();
  Chip chip = two_kinds();
  CHECK(placed_nodes(network, chip).size() == 2);
  chip.places_products = true;
  CHECK(placed_nodes(network, chip).size() == 3);
  CHECK(placed_nodes(network, chip).back().is_product);
}

TEST_CASE("a product is the matrix of its second input, written once, on SRAM alone") {
  const network::Network network = attention();
  Hardware hardware = kind("a", 64);
  CHECK_THROWS_WITH_AS((void)map_layer(network, 3, hardware),
                       doctest::Contains("needs cells that are rewritten for every image"), Error);
  hardware.device.type = hardware::DeviceType::Sram;
  const LayerMapping layer = map_layer(network, 3, hardware);
  CHECK(layer.matrix_rows == 4);     // channels of one head
  CHECK(layer.matrix_outputs == 5);  // keys
  CHECK(layer.groups == 2);
  CHECK(layer.vectors == 5);  // queries
  CHECK(layer.dynamic_weights);
  CHECK_FALSE(layer.digital);
}

TEST_CASE("crossbars and tiles of the kinds sum to the chip's") {
  const network::Network network = example();
  const Chip chip = two_kinds();
  const Mapping mapping = share_chip(on_kinds(network, chip, {0, 1}), chip.kinds, equal);
  std::array<std::int64_t, 2> crossbars{};
  for (const LayerMapping& layer : mapping.layers) {
    crossbars[static_cast<std::size_t>(layer.kind)] += layer.crossbars;
  }
  CHECK(mapping.places(0).crossbars == crossbars[0]);
  CHECK(mapping.places(1).crossbars == crossbars[1]);
  CHECK(mapping.crossbars == crossbars[0] + crossbars[1]);
  CHECK(mapping.tiles == (crossbars[0] + 1) / 2 + (crossbars[1] + 1) / 2);
  CHECK(mapping.rounds == 1);
}

TEST_CASE("a kind without layers takes no tile, unless the chip gives it some") {
  const network::Network network = example();
  Chip chip = two_kinds();
  CHECK(share_chip(on_kinds(network, chip, {0}), chip.kinds, equal).places(1).tiles == 0);
  chip.kinds[1].tile_count = 3;
  CHECK(share_chip(on_kinds(network, chip, {0}), chip.kinds, equal).places(1).tiles == 3);
}

TEST_CASE("layers take turns on the kind that is too small, and on no other") {
  const network::Network network = example();
  Chip chip = two_kinds();
  chip.kinds[0].tile_count = 1;
  const Mapping mapping = share_chip(on_kinds(network, chip, {0, 1}), chip.kinds, equal);
  CHECK(mapping.places(0).rounds > 1);
  CHECK(mapping.places(1).rounds == 1);
  CHECK(mapping.rounds == mapping.places(0).rounds);
  for (const LayerMapping& layer : mapping.layers) {
    CHECK(layer.reloaded == (layer.kind == 0));
    CHECK(layer.copies == 1);
    if (layer.kind == 0) CHECK(layer.crossbars_at_once <= 2);
  }
}

TEST_CASE("products that take turns are written from the buffers, weights come from outside") {
  const network::Network network = attention();
  Chip chip = two_kinds();
  chip.kinds[0].device.type = hardware::DeviceType::Sram;
  chip.kinds[0].macros_per_tile = 1;
  chip.kinds[0].tile_count = 1;
  std::vector<LayerMapping> layers;
  for (std::size_t node = 1; node <= 3; ++node) {
    layers.push_back(map_layer(network, node, chip.kinds[0]));
  }
  const Mapping mapping = share_chip(layers, chip.kinds, equal);
  REQUIRE(mapping.rounds > 1);
  for (const LayerMapping& layer : mapping.layers) {
    CHECK(layer.reloaded == !layer.dynamic_weights);
  }
}

TEST_CASE("copies go to the layer with the longest conversions, within its own kind") {
  const network::Network network = example();
  Chip chip = two_kinds();
  for (Hardware& each : chip.kinds) each.max_copies = 4;
  const auto copies = [&](double of_large) {
    const std::array<double, 2> conversion = {1.0, of_large};
    const Mapping mapping = share_chip(on_kinds(network, chip, {0, 1}), chip.kinds, conversion);
    return std::array{mapping.layers[0].copies, mapping.layers[1].copies};
  };
  // A kind that is a thousand times slower has the slowest layer, whatever its shape.
  CHECK(copies(1000.0)[0] == 1);
  CHECK(copies(1000.0)[1] == 4);
  CHECK(copies(0.001)[1] == 1);
  CHECK(copies(0.001)[0] == 4);
}

}  // namespace kirchhoff::mapping
