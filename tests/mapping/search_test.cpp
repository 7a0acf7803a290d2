// tests/mapping/search_test.cpp - hand-computed layouts, rounds and searches, and their laws.
#include "kirchhoff/mapping/search.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cstdint>
#include <string>
#include <vector>

#include "kirchhoff/base/error.hpp"
#include "kirchhoff/base/stream.hpp"
#include "kirchhoff/mapping/copies.hpp"
#include "kirchhoff/network/families.hpp"

namespace kirchhoff::mapping {
namespace {

using hardware::CrossbarShape;
using hardware::Hardware;
using hardware::MappingRule;

Hardware chip(int active_rows) {
  Hardware result;
  result.device.name = "test";
  result.device.max_cell_bits = 4;
  result.cell_bits = 2;
  result.crossbar = CrossbarShape(
      {.rows = 128, .columns = 128, .active_rows = active_rows, .columns_per_adc = 16});
  return result;
}

network::Network one_convolution(int channels, int outputs, int kernel, int groups = 1) {
  network::Network result("one", {channels, 10, 10});
  result.add({.name = "conv",
              .kind = network::OperatorKind::Convolution,
              .inputs = {0},
              .outputs = outputs,
              .kernel = kernel,
              .padding = kernel / 2,
              .groups = groups,
              .shape = {}});
  return result;
}

// 180 rows in chunks of 50, 50, 28 | 50, 2; 24 outputs of 8 columns on tiles of 16.
LayerMapping convolution(const Hardware& hardware) {
  return map_network(one_convolution(20, 24, 3), hardware).layers.at(0);
}

// Conversions one after the other for one image: a time without any calibration.
LayerScore conversions_in_turn(const LayerMapping& layer) {
  const auto turns = static_cast<double>(serial_conversions(layer) * layer.rounds());
  return {.energy = joules(static_cast<double>(layer.crossbars)), .latency = seconds(turns)};
}

TEST_CASE("more row tiles share out the chunks, more column tiles the outputs") {
  const Hardware hardware = chip(50);
  LayerMapping layer = convolution(hardware);
  layer.row_tiles = 5;
  layer.column_tiles = 3;
  lay_out(layer, hardware);
  CHECK(layer.row_chunks == 5);
  CHECK(layer.reads == 1);
  CHECK(layer.turns_per_read == 4);  // 8 outputs of 4 slices on 8 converters
  CHECK(layer.crossbars == 15);
  CHECK(layer.conversions == 100LL * 8 * 4 * 5 * 24);
  CHECK(layer.utilisation == doctest::Approx(180.0 * 24 * 8 / (15.0 * 128 * 128)));
}

TEST_CASE("a window in parts starts new row tiles for each part") {
  const Hardware hardware = chip(50);
  LayerMapping layer = convolution(hardware);
  layer.window_parts = 9;  // 20 rows each
  layer.row_tiles = 9;
  lay_out(layer, hardware);
  CHECK(layer.row_chunks == 9);
  CHECK(layer.reads == 1);
  const std::vector<RowChunk> chunks = row_chunks(layer, hardware.crossbar);
  REQUIRE(chunks.size() == 9);
  for (std::size_t i = 0; i < chunks.size(); ++i) {
    CHECK(chunks[i].first == 20 * static_cast<int>(i));
    CHECK(chunks[i].count == 20);
  }
}

TEST_CASE("a choice that is impossible is refused with its name and range") {
  const Hardware hardware = chip(50);
  const auto refusal = [&](auto change) {
    LayerMapping layer = convolution(hardware);
    change(layer);
    try {
      lay_out(layer, hardware);
    } catch (const Error& error) {
      return std::string(error.what());
    }
    return std::string("accepted");
  };
  CHECK(refusal([](auto& layer) { layer.row_tiles = 1; }) ==
        "layer conv: row_tiles (1) must be 2 to 5");
  CHECK(refusal([](auto& layer) { layer.row_tiles = 6; }) ==
        "layer conv: row_tiles (6) must be 2 to 5");
  CHECK(refusal([](auto& layer) { layer.column_tiles = 25; }) ==
        "layer conv: column_tiles (25) must be 2 to 24");
  CHECK(refusal([](auto& layer) { layer.window_parts = 2; }) ==
        "layer conv: window_parts (2) must be 1, 3 or 9");
  CHECK(refusal([](auto& layer) { layer.copies = 101; }) ==
        "layer conv: copies (101) must be 1 to 100, one per vector");
  CHECK(refusal([](auto& layer) { layer.groups_per_crossbar = 2; }) ==
        "layer conv: groups_per_crossbar (2) must be 1 to 1");
  CHECK(refusal([](auto& layer) { layer.row_rounds = 3; }) ==
        "layer conv: row_rounds (3) must be 1 to 2");
  CHECK(refusal([](auto& layer) { layer.column_rounds = 3; }) ==
        "layer conv: column_rounds (3) must be 1 to 2");
  CHECK(refusal([](auto& layer) { layer.blocks = 101; }) ==
        "layer conv: blocks (101) must be 1 to 100, one vector each");
}

TEST_CASE("a layer larger than the chip takes turns, whole sums first") {
  Hardware hardware = chip(128);
  hardware.macros_per_tile = 1;
  hardware.tile_count = 2;  // of the four crossbars: both row tiles of one column
  const Mapping two = map_network(one_convolution(20, 24, 3), hardware);
  CHECK(two.layers[0].row_rounds == 1);
  CHECK(two.layers[0].column_rounds == 2);
  CHECK(two.layers[0].crossbars == 4);
  CHECK(two.layers[0].crossbars_at_once == 2);
  CHECK(two.layers[0].reloaded);
  CHECK(two.rounds == 2);
  CHECK(two.crossbars == 2);
  CHECK(two.tiles == 2);
  hardware.tile_count = 1;
  const Mapping one = map_network(one_convolution(20, 24, 3), hardware);
  CHECK(one.layers[0].row_rounds == 2);
  CHECK(one.layers[0].column_rounds == 2);
  CHECK(one.rounds == 4);
  hardware.tile_count = 4;
  const Mapping four = map_network(one_convolution(20, 24, 3), hardware);
  CHECK(four.rounds == 1);
  CHECK(!four.layers[0].reloaded);
}

TEST_CASE("layers that fit together share a filling of the chip") {
  Hardware hardware = chip(128);
  hardware.macros_per_tile = 1;
  network::Network network("three", {16, 1, 1});
  for (int i = 0; i < 3; ++i) {
    network::Node node;
    node.kind = network::OperatorKind::Linear;
    node.name = "linear" + std::to_string(i);
    node.inputs = {static_cast<std::size_t>(i)};
    node.outputs = 16;
    network.add(node);
  }
  hardware.tile_count = 2;
  CHECK(map_network(network, hardware).rounds == 2);  // two layers, then one
  hardware.tile_count = 1;
  CHECK(map_network(network, hardware).rounds == 3);
  hardware.tile_count = 3;
  CHECK(map_network(network, hardware).rounds == 1);
}

TEST_CASE("a chip of given tiles is never overfull and has copies only in free crossbars") {
  for (std::uint64_t index = 0; index < 40; ++index) {
    CAPTURE(index);
    Stream stream(41, purpose::test, index);
    Hardware hardware = chip(128);
    hardware.max_copies = 16;
    hardware.macros_per_tile = 1 + static_cast<int>(stream.below(4));
    const network::Network network = network::build_family(
        {.family = "plain",
         .stages = {{.blocks = 1, .width = 4 + static_cast<int>(stream.below(60))},
                    {.blocks = 1, .width = 32}}});
    std::int64_t before = 0;
    for (hardware.tile_count = 1; hardware.tile_count < 100; hardware.tile_count += 7) {
      const Mapping mapping = map_network(network, hardware);
      const std::int64_t available = std::int64_t{hardware.tile_count} * hardware.macros_per_tile;
      std::int64_t used = 0, copies = 0;
      for (const LayerMapping& layer : mapping.layers) {
        CHECK(layer.crossbars_at_once <= available);
        used += layer.crossbars;
        copies += layer.copies;
      }
      CHECK(mapping.crossbars == available);
      CHECK((mapping.rounds == 1) == (used <= available));
      CHECK(copies >= before);
      before = copies;
    }
  }
}

TEST_CASE("a dynamic matrix stays on SRAM and goes to the digital units on other cells") {
  Hardware hardware = chip(128);
  LayerMapping layer = convolution(hardware);
  make_dynamic(layer, hardware);
  CHECK(layer.dynamic_weights);
  CHECK(layer.digital);
  CHECK(layer.crossbars == 0);
  CHECK(share_chip({layer}, hardware).tiles == 1);
  hardware.device.type = hardware::DeviceType::Sram;
  layer = convolution(hardware);
  make_dynamic(layer, hardware);
  CHECK(!layer.digital);
  CHECK(layer.crossbars == 4);
}

TEST_CASE("the least latency spreads as far as the limit lets it") {
  const Hardware hardware = chip(50);
  const LayerMapping layer = convolution(hardware);
  const auto search = [&](std::int64_t crossbars, int copies) {
    return best_mapping(
        layer, hardware,
        {.most_crossbars = crossbars, .crossbars_at_once = crossbars, .most_copies = copies},
        MappingRule::LeastLatency, conversions_in_turn);
  };
  const FoundMapping fixed = search(4, 1);
  CHECK(fixed.mapping.crossbars == 4);
  CHECK(fixed.score.latency.si() == 100.0 * 8 * 3 * 8);
  // 2 x 6 tiles of 3 reads and 2 turns; 5 x 2 would have 1 read and 8 turns.
  const FoundMapping wider = search(12, 1);
  CHECK(wider.mapping.row_tiles == 2);
  CHECK(wider.mapping.column_tiles == 6);
  CHECK(wider.score.latency.si() == 100.0 * 8 * 3 * 2);
  // All of it: one turn, one read, and every copy that is left.
  const FoundMapping widest = search(5 * 12 * 4, 64);
  CHECK(widest.score.latency.si() <= 100.0 * 8 / 4);
  CHECK(widest.evaluated > 200);
}

TEST_CASE("the least energy keeps the fixed mapping where nothing is cheaper") {
  const Hardware hardware = chip(50);
  const LayerMapping layer = convolution(hardware);
  const FoundMapping found = best_mapping(
      layer, hardware, {.most_crossbars = 64, .crossbars_at_once = 64, .most_copies = 8},
      MappingRule::LeastEnergy, conversions_in_turn);
  CHECK(found.mapping.row_tiles == layer.row_tiles);
  CHECK(found.mapping.column_tiles == layer.column_tiles);
  CHECK(found.mapping.order == LoopOrder::WeightStationary);
  CHECK(found.mapping.copies == 1);
}

TEST_CASE("every mapping that is tried sums the same rows, unless told otherwise") {
  for (std::uint64_t index = 0; index < 20; ++index) {
    CAPTURE(index);
    Stream stream(42, purpose::test, index);
    const Hardware hardware = chip(1 + static_cast<int>(stream.below(128)));
    const LayerMapping layer =
        map_network(one_convolution(1 + static_cast<int>(stream.below(60)),
                                    1 + static_cast<int>(stream.below(60)), 3),
                    hardware)
            .layers[0];
    SearchLimits limits{.most_crossbars = 8 * layer.crossbars,
                        .crossbars_at_once = layer.crossbars,
                        .most_copies = 8};
    bool changed = false;
    std::int64_t tried = 0;
    const LayerPrice watch = [&](const LayerMapping& candidate) {
      ++tried;
      changed = changed || candidate.row_chunks != layer.row_chunks ||
                candidate.conversions != layer.conversions;
      CHECK(candidate.crossbars_at_once <= limits.crossbars_at_once);
      CHECK(candidate.crossbars <= limits.most_crossbars);
      // No crossbar holds more chunks, outputs or groups than it has room for.
      CHECK(candidate.reads <= layer.reads);
      CHECK(candidate.turns_per_read <= layer.turns_per_read);
      return conversions_in_turn(candidate);
    };
    const FoundMapping kept =
        best_mapping(layer, hardware, limits, MappingRule::LeastEnergyDelay, watch);
    CHECK(kept.evaluated == tried);
    CHECK(!changed);
    limits.keep_sums = false;
    const FoundMapping free =
        best_mapping(layer, hardware, limits, MappingRule::LeastLatency, watch);
    const FoundMapping strict = best_mapping(
        layer, hardware,
        {.most_crossbars = limits.most_crossbars, .crossbars_at_once = layer.crossbars},
        MappingRule::LeastLatency, conversions_in_turn);
    CHECK(free.score.latency <= strict.score.latency);
  }
}

}  // namespace
}  // namespace kirchhoff::mapping
