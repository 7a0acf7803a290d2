// tests/mapping/mapping_test.cpp - hand-computed mappings and laws over random chips and networks.
#include "kirchhoff/mapping/mapping.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cstdint>
#include <string>

#include "kirchhoff/base/error.hpp"
#include "kirchhoff/base/stream.hpp"
#include "kirchhoff/network/families.hpp"

namespace kirchhoff::mapping {
namespace {

using hardware::CrossbarShape;
using hardware::Hardware;

Hardware chip(CrossbarShape::Fields shape, int cell_bits = 2) {
  Hardware result;
  result.device.name = "test";
  result.device.max_cell_bits = 4;
  result.cell_bits = cell_bits;
  result.crossbar = CrossbarShape(shape);
  return result;
}

network::Network one_convolution(int channels, int outputs, int kernel, int groups) {
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

Hardware random_chip(Stream& stream) {
  const int rows = 32 << stream.below(4), columns = 32 << stream.below(4);
  Hardware result =
      chip({.rows = rows,
            .columns = columns,
            .active_rows = 1 + static_cast<int>(stream.below(static_cast<std::uint64_t>(rows))),
            .columns_per_adc = 1 << stream.below(6)},
           1 + static_cast<int>(stream.below(4)));
  result.dac_bits = 1 + static_cast<int>(stream.below(8));
  result.max_copies = 1 + static_cast<int>(stream.below(64));
  return result;
}

network::Network random_network(Stream& stream) {
  network::FamilyParameters parameters;
  const auto families = network::family_names();
  parameters.family = families[stream.below(families.size())];
  const std::uint64_t stages = 1 + stream.below(3);
  for (std::uint64_t i = 0; i < stages; ++i) {
    parameters.stages.push_back({.blocks = 1 + static_cast<int>(stream.below(2)),
                                 .kernel = 1 + 2 * static_cast<int>(stream.below(3)),
                                 .width = 4 + static_cast<int>(stream.below(60))});
  }
  return network::build_family(parameters);
}

TEST_CASE("a convolution by hand: rows, tiles, chunks, conversions") {
  // 3 x 3 x 20 = 180 rows on 128: two row tiles; 8 columns per weight: 16 of 24 outputs in one.
  const Hardware hardware =
      chip({.rows = 128, .columns = 128, .active_rows = 50, .columns_per_adc = 16});
  const Mapping mapping = map_network(one_convolution(20, 24, 3, 1), hardware);
  const LayerMapping& layer = mapping.layers.at(0);
  CHECK(layer.matrix_rows == 180);
  CHECK(layer.vectors == 100);
  CHECK(layer.slices == 4);
  CHECK(layer.steps == 8);
  CHECK(layer.row_tiles == 2);
  CHECK(layer.column_tiles == 2);
  CHECK(layer.row_chunks == 3 + 2);
  CHECK(layer.crossbars == 4);
  CHECK(layer.conversions == 100LL * 8 * 4 * 5 * 24);
  CHECK(layer.utilisation == doctest::Approx(180.0 * 24 * 8 / (4.0 * 128 * 128)));
  CHECK(layer.reads == 3);
  CHECK(layer.turns_per_read == 8);  // 16 outputs x 4 slices on 8 converters
}

TEST_CASE("depthwise groups are packed on the diagonal of a crossbar") {
  const Hardware hardware =
      chip({.rows = 128, .columns = 128, .active_rows = 64, .columns_per_adc = 16});
  const LayerMapping layer = map_network(one_convolution(40, 40, 3, 40), hardware).layers.at(0);
  CHECK(layer.matrix_rows == 9);
  CHECK(layer.matrix_outputs == 1);
  CHECK(layer.groups_per_crossbar == 14);  // 128 / 9 rows; 128 / 8 columns would allow 16
  CHECK(layer.crossbars == 3);
  CHECK(layer.reads == 14);          // one group after the other, though 7 fit into 64 rows
  CHECK(layer.turns_per_read == 1);  // 4 slices on 8 converters
}

TEST_CASE("packed groups are read in chunks of one group, never of two") {
  const Hardware hardware =
      chip({.rows = 128, .columns = 128, .active_rows = 8, .columns_per_adc = 128});
  const LayerMapping layer = map_network(one_convolution(40, 40, 3, 20), hardware).layers.at(0);
  CHECK(layer.groups_per_crossbar == 7);  // 128 / 18 rows; 16 / 2 outputs would allow 8
  CHECK(layer.reads == 3 * 7);            // 18 rows in chunks of 8, 8 and 2
  CHECK(layer.turns_per_read == 2 * 4);   // one converter for the slices of both outputs
}

TEST_CASE("groups that need several crossbars are not packed") {
  const Hardware hardware = chip({.rows = 32, .columns = 32, .active_rows = 32});
  const LayerMapping layer = map_network(one_convolution(16, 16, 3, 2), hardware).layers.at(0);
  CHECK(layer.groups_per_crossbar == 1);
  CHECK(layer.crossbars == 2 * 3 * 2);  // groups x 72 / 32 rows x 8 / 4 outputs
}

TEST_CASE("a weight that is wider than a crossbar is refused with the layer's name") {
  const Hardware hardware = chip({.rows = 8, .columns = 8, .active_rows = 8}, 1);
  try {
    (void)map_network(one_convolution(1, 1, 3, 1), hardware);
    FAIL("accepted");
  } catch (const Error& error) {
    CHECK(std::string(error.what()).find("layer conv: a weight of 8 bits needs 14 columns") == 0);
  }
}

TEST_CASE("every weight has a cell and no crossbar is more than full") {
  for (std::uint64_t index = 0; index < 100; ++index) {
    Stream stream(11, purpose::test, index);
    const network::Network network = random_network(stream);
    const Hardware hardware = random_chip(stream);
    std::int64_t crossbars = 0;
    for (const LayerMapping& layer : map_network(network, hardware).layers) {
      CAPTURE(layer.name);
      const double cells = static_cast<double>(layer.crossbars / layer.copies) *
                           hardware.crossbar.rows() * hardware.crossbar.columns();
      const int columns =
          hardware::columns_per_weight(hardware, network.node(layer.node).weight_bits);
      CHECK(cells >= static_cast<double>(network::weight_count(network, layer.node)) * columns);
      CHECK(layer.utilisation > 0.0);
      CHECK(layer.utilisation <= 1.0);
      crossbars += layer.crossbars;
    }
    CHECK(map_network(network, hardware).crossbars == crossbars);
  }
}

TEST_CASE("row chunks cover each row once, in order, and never cross a row tile") {
  for (std::uint64_t index = 0; index < 100; ++index) {
    Stream stream(12, purpose::test, index);
    const Hardware hardware = random_chip(stream);
    for (const LayerMapping& layer : map_network(random_network(stream), hardware).layers) {
      const std::vector<RowChunk> chunks = row_chunks(layer, hardware.crossbar);
      CHECK(static_cast<int>(chunks.size()) == layer.row_chunks);
      int next = 0;
      for (const RowChunk& chunk : chunks) {
        CHECK(chunk.first == next);
        CHECK(chunk.count >= 1);
        CHECK(chunk.count <= hardware.crossbar.active_rows());
        const int rows = hardware.crossbar.rows();
        CHECK(chunk.first / rows == (chunk.first + chunk.count - 1) / rows);
        next += chunk.count;
      }
      CHECK(next == layer.matrix_rows);
    }
  }
}

TEST_CASE("larger crossbars never need more of them") {
  for (std::uint64_t index = 0; index < 60; ++index) {
    Stream stream(13, purpose::test, index);
    const network::Network network = random_network(stream);
    Hardware hardware = random_chip(stream);
    hardware.max_copies = 1;
    const CrossbarShape& shape = hardware.crossbar;
    const std::int64_t before = map_network(network, hardware).crossbars;
    const CrossbarShape::Fields fields{shape.rows(), shape.columns(), shape.active_rows(),
                                       shape.columns_per_adc()};
    CrossbarShape::Fields taller = fields, wider = fields;
    taller.rows += 1 + static_cast<int>(stream.below(200));
    wider.columns += shape.columns_per_adc() * (1 + static_cast<int>(stream.below(5)));
    hardware.crossbar = CrossbarShape(taller);
    CHECK(map_network(network, hardware).crossbars <= before);
    hardware.crossbar = CrossbarShape(wider);
    CHECK(map_network(network, hardware).crossbars <= before);
  }
}

TEST_CASE("copies go to the slowest layer of a pipeline, and a copy doubles its crossbars") {
  Hardware hardware = chip({.rows = 128, .columns = 128, .active_rows = 128});
  const network::Network network = network::build_family(
      {.family = "plain", .stages = {{.blocks = 1, .width = 16}, {.blocks = 1, .width = 32}}});
  const Mapping single = map_network(network, hardware);
  hardware.max_copies = 5;
  const Mapping copied = map_network(network, hardware);
  int most = 1;
  for (std::size_t i = 0; i < single.layers.size(); ++i) {
    CHECK(copied.layers[i].crossbars == single.layers[i].crossbars * copied.layers[i].copies);
    most = std::max(most, copied.layers[i].copies);
  }
  CHECK(most == 4);  // powers of two up to 5
  hardware.dataflow = hardware::Dataflow::Sequential;
  for (const LayerMapping& layer : map_network(network, hardware).layers) CHECK(layer.copies == 1);
}

TEST_CASE("tiles hold all macros and none is empty") {
  for (int macros_per_tile = 1; macros_per_tile <= 9; macros_per_tile += 4) {
    Hardware hardware = chip({.rows = 64, .columns = 64, .active_rows = 64});
    hardware.macros_per_tile = macros_per_tile;
    const Mapping mapping = map_network(one_convolution(40, 40, 3, 1), hardware);
    CHECK(mapping.macros == mapping.crossbars);
    CHECK(mapping.tiles * macros_per_tile >= mapping.macros);
    CHECK((mapping.tiles - 1) * macros_per_tile < mapping.macros);
  }
}

}  // namespace
}  // namespace kirchhoff::mapping
