// tests/cost/exact_crossbar_test.cpp - the exact crossbar multiplies, counts, and meets the
// expectations of signals.hpp where those are exact.
#include "kirchhoff/cost/exact_crossbar.hpp"

#include <doctest/doctest.h>

#include <cstdlib>
#include <vector>

#include "kirchhoff/base/error.hpp"
#include "kirchhoff/cost/cells.hpp"
#include "kirchhoff/cost/drivers.hpp"
#include "kirchhoff/network/activity_meter.hpp"
#include "tests/cost/sample.hpp"

namespace kirchhoff::cost {
namespace {

const Calibration constants = sample::calibration();

struct Values {
  std::vector<std::int8_t> weights;  // [outputs][rows]
  std::vector<std::uint8_t> inputs;  // [vectors][rows]
};

CrossbarRun run_of(const Values& values, int rows, int weight_bits, int activation_bits) {
  return {.rows = rows,
          .outputs = static_cast<int>(values.weights.size()) / rows,
          .weight_bits = weight_bits,
          .activation_bits = activation_bits,
          .weights = values.weights,
          .inputs = values.inputs};
}

// Skewed signs, rows of different scale for inputs and weights together, bits that depend on each
// other: nothing that independence would get right.
Values random_values(int rows, int outputs, int vectors, int weight_bits, int activation_bits,
                     std::uint64_t seed) {
  Values values;
  Stream stream(seed, purpose::test, 0);
  const double largest = (1 << (weight_bits - 1)) - 1;
  const double top = (1 << activation_bits) - 1;
  std::vector<double> scale;
  for (int row = 0; row < rows; ++row) scale.push_back(stream.uniform(0.05, 1.0));
  for (int output = 0; output < outputs; ++output) {
    for (int row = 0; row < rows; ++row) {
      const double weight =
          largest * scale[static_cast<std::size_t>(row)] * stream.uniform(-1, 0.4);
      values.weights.push_back(static_cast<std::int8_t>(weight));
    }
  }
  for (int vector = 0; vector < vectors; ++vector) {
    for (int row = 0; row < rows; ++row) {
      const double value = top * scale[static_cast<std::size_t>(row)] * stream.uniform(-1, 1);
      values.inputs.push_back(static_cast<std::uint8_t>(value > 0.0 ? value : 0.0));
    }
  }
  return values;
}

hardware::Hardware chip_of(hardware::Device device, int cell_bits, int dac_bits) {
  hardware::Hardware chip = sample::chip();
  chip.device = std::move(device);
  chip.cell_bits = cell_bits;
  chip.dac_bits = dac_bits;
  chip.crossbar = hardware::CrossbarShape(
      {.rows = 128, .columns = 256, .active_rows = 128, .columns_per_adc = 8});
  return chip;
}

std::int64_t product(const Values& values, int rows, std::size_t vector, std::size_t output) {
  std::int64_t sum = 0;
  for (std::size_t row = 0; row < static_cast<std::size_t>(rows); ++row)
    sum += std::int64_t{values.inputs[vector * static_cast<std::size_t>(rows) + row]} *
           values.weights[output * static_cast<std::size_t>(rows) + row];
  return sum;
}

void check_products(const hardware::Hardware& chip, int weight_bits, int activation_bits) {
  CAPTURE(chip.cell_bits);
  CAPTURE(chip.dac_bits);
  CAPTURE(weight_bits);
  const Values values = random_values(13, 7, 5, weight_bits, activation_bits, 3);
  const ExactCrossbar exact =
      exact_crossbar(run_of(values, 13, weight_bits, activation_bits), chip, constants);
  for (std::size_t i = 0; i < exact.products.size(); ++i)
    CHECK(exact.products[i] == product(values, 13, i / 7, i % 7));
}

// The activity of these very values, as a layer of one group.
network::LayerActivity measured(const Values& values, int rows, int weight_bits,
                                int activation_bits) {
  const int outputs = static_cast<int>(values.weights.size()) / rows;
  network::ActivityMeter meter(values.weights, 1, outputs, rows, weight_bits, activation_bits);
  for (int row = 0; row < rows; ++row) {
    std::vector<std::uint8_t> series;
    for (auto i = static_cast<std::size_t>(row); i < values.inputs.size();
         i += static_cast<std::size_t>(rows))
      series.push_back(values.inputs[i]);
    meter.count(row, series);
  }
  return meter.activity("layer");
}

}  // namespace

TEST_CASE("steps and slices of the exact crossbar add up to the integer products") {
  for (const int weight_bits : {2, 5, 8}) {
    for (const int dac_bits : {1, 2, 3, 8}) {
      for (const int cell_bits : {1, 2, 3, 4})
        check_products(chip_of(sample::rram(), cell_bits, dac_bits), weight_bits, 8);
      check_products(chip_of(sample::sram(), 1, dac_bits), weight_bits, 5);
    }
  }
}

TEST_CASE("one row, one weight, by hand: digits 3, 0, 2 and cells of 2 bits") {
  // Weight -27 = 0123 in base 4: levels 3, 2, 1, 0 in the negative cells.
  const Values values{{-27}, {0b100011}};
  const ExactCrossbar exact =
      exact_crossbar(run_of(values, 1, 8, 6), chip_of(sample::rram(), 2, 2), constants);
  CHECK(exact.driven_row_steps == 2);
  CHECK(exact.skipped_row_steps == 1);
  CHECK(exact.idle_steps == 1);
  CHECK(exact.cell_squares == (9 + 4) * 8);
  CHECK(exact.cell_square_levels == (9 + 4) * 6);
  // Joule heat of 8 cells of 1 uS and of levels 6 / 3 of 39 uS, at 0.2 V (digit / 3), 10 ns each.
  CHECK(exact.cells.si() == sample::nearly(13.0 / 9.0 * (8e-6 + 2.0 * 39e-6) * 0.04 * 10e-9));
}

TEST_CASE("the expectation from a run's own statistics is its exact energy with one-bit steps") {
  for (const bool pair : {true, false}) {
    const hardware::Hardware chip =
        chip_of(pair ? sample::rram() : sample::sram(), pair ? 3 : 1, 1);
    const Values values = random_values(128, 20, 50, 8, 8, 11);
    const ExactCrossbar exact = exact_crossbar(run_of(values, 128, 8, 8), chip, constants);
    const ReadSignal signal = read_signal(measured(values, 128, 8, 8), 8, chip);
    const int cells = hardware::columns_per_weight(chip, 8);
    const Energy expected = 128.0 * 20 * 50 * weight_read_energy(signal, cells, chip, constants);
    // Shares are rounded to six decimals.
    CHECK(expected / exact.cells == doctest::Approx(1.0).scale(0.0).epsilon(1e-5));
    CHECK(static_cast<double>(exact.driven_row_steps) / (128.0 * 50) ==
          doctest::Approx(signal.active_steps).scale(0.0).epsilon(1e-9));
  }
}

TEST_CASE("with steps of several bits the inputs of the expectation are exact") {
  const Values values = random_values(128, 20, 50, 8, 8, 12);
  for (const int dac_bits : {2, 3, 4, 8}) {
    CAPTURE(dac_bits);
    const hardware::Hardware chip = chip_of(sample::rram(), 2, dac_bits);
    const ExactCrossbar exact = exact_crossbar(run_of(values, 128, 8, 8), chip, constants);
    const ReadSignal signal = read_signal(measured(values, 128, 8, 8), 8, chip);
    const double full_scale = (1 << dac_bits) - 1;
    const double row_vectors = 128.0 * 50;
    CHECK(static_cast<double>(exact.driven_row_steps) / row_vectors ==
          doctest::Approx(signal.active_steps).scale(0.0).epsilon(1e-9));
    CHECK(static_cast<double>(exact.cell_squares) / (row_vectors * 20 * 8) ==
          doctest::Approx(signal.exposure * full_scale * full_scale).scale(0.0).epsilon(1e-9));
  }
}

// Rows of small inputs hold small weights here: as strong a joint correlation as there can be.
TEST_CASE("what ones meet removes four fifths of the error of independent rows and weights") {
  const Values values = random_values(128, 20, 50, 8, 8, 13);
  network::LayerActivity joint = measured(values, 128, 8, 8);
  network::LayerActivity independent = joint;
  independent.met_magnitude.clear();
  for (const int dac_bits : {1, 2, 4, 8}) {
    CAPTURE(dac_bits);
    const hardware::Hardware chip = chip_of(sample::rram(), 2, dac_bits);
    const double full_scale = (1 << dac_bits) - 1;
    const double exact =
        static_cast<double>(
            exact_crossbar(run_of(values, 128, 8, 8), chip, constants).cell_square_levels) /
        (128.0 * 50 * 20 * 3 * full_scale * full_scale);
    const double error = read_signal(joint, 8, chip).exposed_levels / exact - 1.0;
    const double without = read_signal(independent, 8, chip).exposed_levels / exact - 1.0;
    CHECK(without < -0.02);
    CHECK(std::abs(error) < 0.2 * std::abs(without));
  }
}

TEST_CASE("a row of zeros costs no word line and no cell") {
  Values values = random_values(16, 4, 3, 8, 8, 14);
  std::fill(values.inputs.begin(), values.inputs.end(), std::uint8_t{0});
  const ExactCrossbar exact =
      exact_crossbar(run_of(values, 16, 8, 8), chip_of(sample::rram(), 2, 1), constants);
  CHECK(exact.driven_row_steps == 0);
  CHECK(exact.idle_steps == 3 * 8);
  CHECK(exact.cells.si() == 0.0);
  CHECK(exact.word_lines.si() == 0.0);
}

TEST_CASE("a run that does not fit the crossbar or its bits is refused") {
  const hardware::Hardware chip = chip_of(sample::rram(), 2, 1);
  const Values values = random_values(128, 40, 1, 8, 8, 15);
  CHECK_THROWS_WITH_AS((void)exact_crossbar(run_of(values, 128, 8, 8), chip, constants),
                       doctest::Contains("320 columns"), Error);
  const Values narrow = random_values(16, 4, 1, 8, 8, 15);
  CHECK_THROWS_WITH_AS((void)exact_crossbar(run_of(narrow, 16, 4, 8), chip, constants),
                       doctest::Contains("of 4 bits"), Error);
  CHECK_THROWS_WITH_AS((void)exact_crossbar(run_of(narrow, 16, 8, 4), chip, constants),
                       doctest::Contains("exceeds 15"), Error);
}

}  // namespace kirchhoff::cost
