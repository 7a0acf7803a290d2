// tests/validation/cimloop_work_test.cpp - counts of one layer on chips that a hand can follow.
#include "kirchhoff/validation/cimloop_work.hpp"

#include <doctest/doctest.h>

#include "tests/network/example_nodes.hpp"

namespace kirchhoff::validation {
namespace {

// 20 x 10 outputs of a 3 x 3 window over 16 channels, 24 outputs each: a matrix of 144 rows.
CimloopLayer example_layer() {
  network::Network network("example", {16, 20, 10});
  network.add(test::convolution(24));
  return cimloop_layers(network).at(0);
}

// 64 rows: 3 tiles; 32 columns of 4-bit cells: 16 outputs, 2 tiles; 6 macros hold the layer.
CimloopChip example_chip(int macros) {
  CimloopChip chip;
  chip.memory = CimloopMemory::Rram;
  chip.supply = volts(0.8);
  chip.cell_bits = 4;
  chip.rows = 64;
  chip.columns = 32;
  chip.macros_per_tile = macros;
  chip.buffer_depth = 4096;
  return chip;
}

TEST_CASE("a convolution becomes a matrix, and its window's new column is read") {
  const CimloopLayer layer = example_layer();
  CHECK(layer.matrix_rows == 144.0);
  CHECK(layer.matrix_outputs == 24.0);
  CHECK(layer.vectors == 200.0);
  CHECK(layer.reads_per_vector == 48.0);
  CHECK(layer.mean_pulses == 127.5);  // half of the eight bits are ones
}

TEST_CASE("work of a layer that fits is what a hand counts") {
  const CimloopWork work = cimloop_work({example_layer()}, example_chip(6));
  const double inputs = 200.0 * 144.0;
  CHECK(work.cell_pulses == inputs * 24.0 * 2.0 * 127.5);
  CHECK(work.level_pulses == doctest::Approx(inputs * 24.0 * 127.5));  // two slices, mean 0.5
  CHECK(work.drive_pulses == inputs * 2.0 * 127.5);
  CHECK(work.driven_cell_pulses == work.drive_pulses * 32.0);
  CHECK(work.conversions == 200.0 * 24.0 * 2.0 * 3.0);
  CHECK(work.buffer_bits == 200.0 * (48.0 + 24.0) * 8.0);
  CHECK(work.weight_bits == 144.0 * 24.0 * 8.0);
  CHECK(work.written_cells == 144.0 * 24.0 * 2.0);
  CHECK(work.turns == 200.0);
}

TEST_CASE("spare macros hold copies that share the vectors") {
  const CimloopWork once = cimloop_work({example_layer()}, example_chip(6));
  const CimloopWork often = cimloop_work({example_layer()}, example_chip(6 * 4));
  CHECK(often.turns == once.turns / 4.0);
  CHECK(often.written_cells == once.written_cells * 4.0);
  CHECK(often.cell_pulses == once.cell_pulses);
}

TEST_CASE("passes over other outputs read inputs again, over other rows keep partial sums") {
  const CimloopWork fits = cimloop_work({example_layer()}, example_chip(6));
  // Three macros: all row tiles of half of the outputs.
  const CimloopWork outputs = cimloop_work({example_layer()}, example_chip(3));
  CHECK(outputs.turns == 400.0);
  CHECK(outputs.buffer_bits == fits.buffer_bits + 200.0 * 48.0 * 8.0);
  // Two macros: not even the rows of one output; its inputs are other ones in each
  // pass, and its sum of 24 bits is written and read once.
  const CimloopWork rows = cimloop_work({example_layer()}, example_chip(2));
  CHECK(rows.turns == 600.0);
  CHECK(rows.buffer_bits == fits.buffer_bits + 2.0 * 200.0 * 24.0 * 24.0);
}

TEST_CASE("a slice that does not fill its cell has a lower level") {
  CimloopChip chip = example_chip(6);
  const auto mean_level = [&](int cell_bits) {
    chip.cell_bits = cell_bits;
    const CimloopWork work = cimloop_work({example_layer()}, chip);
    return work.level_pulses / (200.0 * 144.0 * 24.0 * 127.5);
  };
  CHECK(mean_level(8) == doctest::Approx(0.5));
  CHECK(mean_level(7) == doctest::Approx(0.5 + 0.5 / 127.0));
  CHECK(mean_level(1) == doctest::Approx(4.0));
}

}  // namespace
}  // namespace kirchhoff::validation
