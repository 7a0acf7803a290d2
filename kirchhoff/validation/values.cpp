// kirchhoff/validation/values.cpp - measures, simulates other vectors, compares.
#include "kirchhoff/validation/values.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>

#include "kirchhoff/base/error.hpp"
#include "kirchhoff/cost/cells.hpp"
#include "kirchhoff/cost/drivers.hpp"
#include "kirchhoff/cost/exact_crossbar.hpp"
#include "kirchhoff/cost/signals.hpp"
#include "kirchhoff/cost/technology.hpp"
#include "kirchhoff/network/activity_meter.hpp"
#include "kirchhoff/validation/layer_values.hpp"

namespace kirchhoff::validation {
namespace {

using hardware::Hardware;

constexpr std::uint64_t first_tested_sequence = std::uint64_t{1} << 20U;
constexpr std::int64_t fewest_sequences = 64;

std::size_t count(int value) { return static_cast<std::size_t>(value); }

int sequences_of(const LayerValues& values, std::int64_t inputs) {
  const std::int64_t per_sequence = std::int64_t{values.rows()} * values.groups() * sequence_length;
  return static_cast<int>(std::clamp(inputs / per_sequence, fewest_sequences,
                                     static_cast<std::int64_t>(first_tested_sequence)));
}

network::LayerActivity measure(const LayerValues& values, const network::Node& node,
                               int sequences) {
  network::ActivityMeter meter(values.weights(), values.groups(), values.outputs(), values.rows(),
                               node.weight_bits, node.activation_bits);
  for (int i = 0; i < sequences; ++i) {
    const std::vector<std::uint8_t> sequence = values.sequence(static_cast<std::uint64_t>(i));
    const std::span<const std::uint8_t> all(sequence);
    for (int row = 0; row < values.rows() * values.groups(); ++row)
      meter.count(row, all.subspan(count(row) * sequence_length, sequence_length));
  }
  return meter.activity(node.name);
}

// Vectors that are simulated, [vector][rows of all groups].
std::vector<std::uint8_t> tested_vectors(const LayerValues& values, int sequences) {
  const std::size_t rows = count(values.rows() * values.groups());
  std::vector<std::uint8_t> vectors(count(sequences) * sequence_length * rows);
  for (std::size_t i = 0; i < count(sequences); ++i) {
    const std::vector<std::uint8_t> sequence = values.sequence(first_tested_sequence + i);
    for (std::size_t row = 0; row < rows; ++row) {
      for (std::size_t position = 0; position < sequence_length; ++position)
        vectors[(i * sequence_length + position) * rows + row] =
            sequence[row * sequence_length + position];
    }
  }
  return vectors;
}

// A part of one group's matrix that sits in one crossbar.
struct Tile {
  int group = 0;
  int first_row = 0, rows = 0;
  int first_output = 0, outputs = 0;
};

// All row tiles, so that every input takes part, times some of the column tiles.
std::vector<Tile> tiles_of(const LayerValues& values, const Hardware& chip, int weight_bits,
                           int column_tiles) {
  const int per_weight = hardware::columns_per_weight(chip, weight_bits);
  const int outputs = std::min(values.outputs(), chip.crossbar.columns() / per_weight);
  require(outputs >= 1, "chip {}: a weight needs {} columns, a crossbar has {}; give columns",
          chip.name, per_weight, chip.crossbar.columns());
  const int available = values.outputs() / outputs;  // full ones
  const int used = std::min(available, column_tiles);
  std::vector<Tile> tiles;
  for (int group = 0; group < values.groups(); ++group) {
    for (int row = 0; row < values.rows(); row += chip.crossbar.rows()) {
      for (int i = 0; i < used; ++i)
        tiles.push_back({.group = group,
                         .first_row = row,
                         .rows = std::min(chip.crossbar.rows(), values.rows() - row),
                         .first_output = available * i / used * outputs,
                         .outputs = outputs});
    }
  }
  return tiles;
}

std::vector<std::int8_t> tile_weights(const LayerValues& values, const Tile& tile) {
  std::vector<std::int8_t> weights;
  const std::size_t rows = count(values.rows());
  for (int output = tile.first_output; output < tile.first_output + tile.outputs; ++output) {
    const std::size_t first = (count(tile.group) * count(values.outputs()) + count(output)) * rows +
                              count(tile.first_row);
    for (std::size_t row = 0; row < count(tile.rows); ++row)
      weights.push_back(values.weights()[first + row]);
  }
  return weights;
}

std::vector<std::uint8_t> tile_inputs(const LayerValues& values,
                                      std::span<const std::uint8_t> vectors, const Tile& tile) {
  std::vector<std::uint8_t> inputs;
  const std::size_t rows = count(values.rows() * values.groups());
  for (std::size_t first = 0; first < vectors.size(); first += rows) {
    const auto part = vectors.subspan(first + count(tile.group * values.rows() + tile.first_row),
                                      count(tile.rows));
    inputs.insert(inputs.end(), part.begin(), part.end());
  }
  return inputs;
}

ValuesEnergy exact_energy(const LayerValues& values, std::span<const std::uint8_t> vectors,
                          std::span<const Tile> tiles, const network::Node& node,
                          const Hardware& chip, const cost::Calibration& calibration) {
  ValuesEnergy energy;
  for (const Tile& tile : tiles) {
    const std::vector<std::int8_t> weights = tile_weights(values, tile);
    const std::vector<std::uint8_t> inputs = tile_inputs(values, vectors, tile);
    const cost::ExactCrossbar exact = cost::exact_crossbar({.rows = tile.rows,
                                                            .outputs = tile.outputs,
                                                            .weight_bits = node.weight_bits,
                                                            .activation_bits = node.activation_bits,
                                                            .weights = weights,
                                                            .inputs = inputs},
                                                           chip, calibration);
    energy.cells += exact.cells;
    energy.word_lines += exact.word_lines;
  }
  return energy;
}

// What the estimate would say of the same crossbars and number of vectors.
ValuesEnergy expected_energy(const network::LayerActivity& activity, double vectors,
                             std::span<const Tile> tiles, const network::Node& node,
                             const Hardware& chip, const cost::Calibration& calibration) {
  const cost::ReadSignal signal = cost::read_signal(activity, node.weight_bits, chip);
  const int cells = hardware::columns_per_weight(chip, node.weight_bits);
  const cost::Scaling scaling = cost::scale_to(calibration, chip.node_nm, chip.supply);
  double rows = 0.0, weights = 0.0;
  for (const Tile& tile : tiles) {
    rows += tile.rows;
    weights += static_cast<double>(tile.rows) * tile.outputs;
  }
  return {
      .cells = vectors * weights * cost::weight_read_energy(signal, cells, chip, calibration),
      .word_lines = vectors * rows * signal.active_steps *
                        cost::driver_cost(chip, calibration, scaling).energy +
                    vectors * rows * signal.slots * cost::slot_energy(chip, calibration, scaling)};
}

template <typename Expected, typename Exact>
ValuesSummary summary(std::span<const ValuesRow> rows, const Expected& expected,
                      const Exact& exact) {
  ValuesSummary summary;
  for (const ValuesRow& row : rows) {
    const double error = std::abs(relative_error(expected(row), exact(row)));
    summary.mean += error / static_cast<double>(rows.size());
    summary.worst = std::max(summary.worst, error);
  }
  return summary;
}

void summarise(ValuesChip& chip) {
  const auto exact = [](const ValuesRow& row) { return row.exact.total(); };
  chip.expected = summary(
      chip.rows, [](const ValuesRow& row) { return row.expected.total(); }, exact);
  chip.fixed = summary(
      chip.rows, [](const ValuesRow& row) { return row.fixed.total(); }, exact);
  chip.expected_cells = summary(
      chip.rows, [](const ValuesRow& row) { return row.expected.cells; },
      [](const ValuesRow& row) { return row.exact.cells; });
}

}  // namespace

double relative_error(Energy expected, Energy exact) { return expected / exact - 1.0; }

std::vector<ValuesChip> compare_values(const network::Network& network,
                                       std::span<const Hardware> chips,
                                       const network::Weights* weights,
                                       const cost::Calibration& calibration,
                                       const ValuesPlan& plan) {
  const std::vector<std::size_t> layers = network.layers();
  const network::Activity assumed = network::default_activity(network);
  std::vector<ValuesChip> results;
  for (const Hardware& chip : chips) {
    results.emplace_back();
    results.back().chip = chip.name;
    results.back().dac_bits = chip.dac_bits;
  }
  for (std::size_t layer = 0; layer < layers.size(); ++layer) {
    const network::Node& node = network.node(layers[layer]);
    const LayerValues values(network, layer, plan.seed,
                             weights == nullptr
                                 ? std::vector<std::int8_t>{}
                                 : network::integer_weights(*weights, network, layers[layer]));
    const network::LayerActivity activity =
        measure(values, node, sequences_of(values, plan.measured_inputs));
    const int sequences = sequences_of(values, plan.tested_inputs);
    const std::vector<std::uint8_t> vectors = tested_vectors(values, sequences);
    const std::int64_t tested = std::int64_t{sequences} * sequence_length;
    const auto tests = static_cast<double>(tested);
    for (std::size_t i = 0; i < chips.size(); ++i) {
      const std::vector<Tile> tiles =
          tiles_of(values, chips[i], node.weight_bits, plan.column_tiles);
      results[i].rows.push_back(
          {.layer = node.name,
           .crossbars = static_cast<int>(tiles.size()),
           .vectors = tested,
           .exact = exact_energy(values, vectors, tiles, node, chips[i], calibration),
           .expected = expected_energy(activity, tests, tiles, node, chips[i], calibration),
           .fixed =
               expected_energy(assumed.layers[layer], tests, tiles, node, chips[i], calibration)});
    }
  }
  for (ValuesChip& chip : results) summarise(chip);
  return results;
}

}  // namespace kirchhoff::validation
