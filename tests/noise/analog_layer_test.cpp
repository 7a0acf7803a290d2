// tests/noise/analog_layer_test.cpp - laws of one layer on crossbars.
#include "kirchhoff/noise/analog_layer.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include "kirchhoff/base/error.hpp"
#include "kirchhoff/noise/grouped_analog_layer.hpp"
#include "kirchhoff/noise/integer_layer.hpp"
#include "tests/noise/example_chip.hpp"

using namespace kirchhoff;
using namespace kirchhoff::noise;
using hardware::Encoding;
using test::ExampleOptions;

namespace {

constexpr ReadConditions ideal{.programming_noise = false, .read_noise = false};

struct Example {
  std::size_t rows = 70;
  std::size_t outputs = 6;
  std::size_t vectors = 300;
  int weight_bits = 5;
  int activation_bits = 4;
};

// Products of a random layer of `shape` on `chip` under `conditions`.
std::vector<float> products(const Example& shape, const hardware::Hardware& chip,
                            const ReadConditions& conditions, std::uint64_t seed = 1) {
  const auto weights = test::random_weights(shape.rows * shape.outputs, shape.weight_bits, 1);
  const auto inputs = test::random_inputs(shape.rows * shape.vectors, shape.activation_bits, 1);
  AnalogLayer layer(
      weights, shape.weight_bits, shape.activation_bits,
      test::example_mapping(static_cast<int>(shape.rows), static_cast<int>(shape.outputs)), chip);
  layer.calibrate(inputs);
  layer.finish_calibration();
  layer.program(conditions, Stream(seed, purpose::programming, 0));
  std::vector<float> out(shape.vectors * shape.outputs);
  layer.multiply(inputs, out, Stream(seed, purpose::read_noise, 0));
  return out;
}

std::vector<float> exact_products(const Example& shape) {
  return test::integer_products(
      test::random_weights(shape.rows * shape.outputs, shape.weight_bits, 1),
      test::random_inputs(shape.rows * shape.vectors, shape.activation_bits, 1), shape.rows);
}

double mean_square_difference(const std::vector<float>& a, const std::vector<float>& b) {
  double sum = 0.0;
  for (std::size_t i = 0; i < a.size(); ++i) {
    const double difference = double{a[i]} - double{b[i]};
    sum += difference * difference;
  }
  return sum / static_cast<double>(a.size());
}

}  // namespace

TEST_CASE("ideal cells behind converters with ample bits give the exact product") {
  for (const int dac_bits : {1, 2, 3, 4}) {
    for (const int active_rows : {8, 17, 64}) {
      for (const int weight_bits : {2, 5, 8}) {
        CAPTURE(dac_bits);
        CAPTURE(active_rows);
        CAPTURE(weight_bits);
        const Example shape{.weight_bits = weight_bits};
        const std::vector<float> exact = exact_products(shape);
        for (const int cell_bits : {1, 2}) {
          const auto pair = test::example_hardware(
              {.cell_bits = cell_bits, .dac_bits = dac_bits, .active_rows = active_rows});
          CHECK(products(shape, pair, ideal) == exact);
        }
        const auto twos_complement = test::example_hardware({.encoding = Encoding::TwosComplement,
                                                             .dac_bits = dac_bits,
                                                             .active_rows = active_rows});
        CHECK(products(shape, twos_complement, ideal) == exact);
      }
    }
  }
}

TEST_CASE("without converters and noise the merged product is exact for any cell") {
  const Example shape{.weight_bits = 8, .activation_bits = 8};
  ReadConditions conditions = ideal;
  conditions.converters = false;
  for (const int cell_bits : {1, 3, 4})
    CHECK(products(shape, test::example_hardware({.cell_bits = cell_bits, .dac_bits = 8}),
                   conditions) == exact_products(shape));
}

TEST_CASE("unrounded slices add up to the merged product") {
  const Example shape;
  auto chip = test::example_hardware({.cell_bits = 2, .dac_bits = 2});
  chip.device.programming_sd_us = {1.0};
  ReadConditions conditions{.read_noise = false, .converters = false};
  const std::vector<float> merged = products(shape, chip, conditions);
  chip.device.read_sd_relative = 1e-12;  // keeps the slices apart, too small to be seen
  conditions.read_noise = true;
  const std::vector<float> sliced = products(shape, chip, conditions);
  CHECK(std::sqrt(mean_square_difference(merged, sliced)) < 1e-3);
  CHECK(std::sqrt(mean_square_difference(merged, exact_products(shape))) > 1.0);
}

TEST_CASE("a digital column is exact, whatever its converter bits and its noise figures say") {
  hardware::Hardware chip =
      test::example_hardware({.encoding = Encoding::TwosComplement, .adc_bits = 1});
  chip.device.summing = hardware::Summing::AdderTree;
  chip.device.programming_sd_us = {5.0};
  chip.device.read_sd_relative = 0.5;
  chip.device.converter_sd_lsb = 3.0;
  const Example shape;
  CHECK(products(shape, chip, {}) == exact_products(shape));
}

TEST_CASE("a converter of 3 bits clamps and rounds as computed by hand") {
  // One row, one-bit cells and steps would only give 0 and 1: use 4 bits of input in one step and 3
  // bits per cell. Weights 7, -3; calibration at input 4 sets the range to 28 and the step to 28/3.
  const auto chip =
      test::example_hardware({.cell_bits = 3, .dac_bits = 4, .active_rows = 8, .adc_bits = 3});
  const std::vector<std::int8_t> weights = {7, -3};
  AnalogLayer layer(weights, 4, 4, test::example_mapping(1, 2), chip);
  layer.calibrate(std::vector<std::uint8_t>{4});
  layer.finish_calibration();
  CHECK(layer.converter_step(0) == doctest::Approx(28.0 / 3.0));
  layer.program(ideal, Stream(1, purpose::programming, 0));
  const std::vector<std::uint8_t> inputs = {0, 1, 2, 4, 15};
  std::vector<float> out(10);
  layer.multiply(inputs, out, Stream(1, purpose::read_noise, 0));
  const double step = 28.0 / 3.0;
  const double codes[] = {0, 0, 1, 0, 2, -1, 3, -1, 3, -3};  // 15 x 7 and 15 x -3 are clamped
  for (std::size_t i = 0; i < 10; ++i) CHECK(double{out[i]} == doctest::Approx(codes[i] * step));
}

TEST_CASE("the first converter bits that are missing cost accuracy, bit by bit") {
  const Example shape{.rows = 64, .weight_bits = 8};
  const std::vector<float> exact = exact_products(shape);
  double worse = 1e300;
  for (int bits = 2; bits <= 8; ++bits) {
    CAPTURE(bits);
    const auto chip = test::example_hardware(
        {.cell_bits = 3, .dac_bits = 2, .active_rows = 64, .adc_bits = bits});
    const double error = mean_square_difference(products(shape, chip, ideal), exact);
    CHECK(error < worse);
    worse = error;
  }
}

TEST_CASE("lumped read noise has the variance of a draw per cell and read") {
  const Example shape{.rows = 20, .outputs = 64, .vectors = 512, .weight_bits = 4};
  auto chip = test::example_hardware({.cell_bits = 3, .dac_bits = 2, .active_rows = 8});
  chip.device.read_sd_relative = 0.02;
  const ReadConditions conditions{.programming_noise = false, .converters = false};
  const std::vector<float> noisy = products(shape, chip, conditions);
  const std::vector<float> exact = exact_products(shape);
  // The oracle: both cells of a pair are read with noise of their own in every step.
  const auto inputs = test::random_inputs(shape.rows * shape.vectors, shape.activation_bits, 1);
  const double level_sd = 0.02 * 41.0 / (40.0 / 7.0);  // g_max in units of one level
  Stream stream(9, purpose::test, 1);
  double lumped = 0.0, drawn = 0.0;
  for (std::size_t v = 0; v < shape.vectors; ++v) {
    for (std::size_t o = 0; o < shape.outputs; ++o) {
      double error = 0.0;
      for (std::size_t r = 0; r < shape.rows; ++r) {
        for (const int step : {0, 1}) {
          const double x = (inputs[v * shape.rows + r] >> (2 * step)) & 3;
          const double worth = x * std::exp2(2 * step) * level_sd;
          error += worth * stream.normal() - worth * stream.normal();
        }
      }
      drawn += error * error;
      const std::size_t i = v * shape.outputs + o;
      lumped += std::pow(double{noisy[i]} - double{exact[i]}, 2);
    }
  }
  const double count = static_cast<double>(shape.vectors * shape.outputs);
  // Standard error of a variance is sqrt(2 / n); the ratio has two of them.
  CHECK(std::abs(lumped / drawn - 1.0) < 4.0 * std::sqrt(4.0 / count));
}

TEST_CASE("converter noise of s LSB adds the variance s^2 of a step to each conversion") {
  const Example shape{.rows = 16, .outputs = 32, .vectors = 512, .weight_bits = 4};
  auto chip = test::example_hardware({.cell_bits = 3, .dac_bits = 4, .active_rows = 16});
  chip.device.converter_sd_lsb = 2.0;  // wide, so that rounding adds its 1/12
  const ReadConditions conditions{.programming_noise = false};
  const double variance =
      mean_square_difference(products(shape, chip, conditions), exact_products(shape));
  CHECK(variance == doctest::Approx(4.0 + 1.0 / 12.0).epsilon(4.0 * std::sqrt(2.0 / 16384.0)));
}

TEST_CASE("programming error spreads products by the cells' sd and the inputs' square sum") {
  const Example shape{.rows = 32, .outputs = 256, .vectors = 4, .weight_bits = 4};
  auto chip = test::example_hardware({.cell_bits = 3, .dac_bits = 4, .active_rows = 32});
  chip.device.programming_sd_us = {0.2};
  chip.device.g_min = microsiemens(5.0);  // far from the clip at 0
  const ReadConditions conditions{.read_noise = false, .converters = false};
  const std::vector<float> noisy = products(shape, chip, conditions);
  const std::vector<float> exact = exact_products(shape);
  const auto inputs = test::random_inputs(shape.rows * shape.vectors, shape.activation_bits, 1);
  const double level_us = 36.0 / 7.0;
  for (std::size_t v = 0; v < shape.vectors; ++v) {
    double squares = 0.0, error = 0.0;
    for (std::size_t r = 0; r < shape.rows; ++r) squares += std::pow(inputs[v * shape.rows + r], 2);
    for (std::size_t i = v * shape.outputs; i < (v + 1) * shape.outputs; ++i)
      error += std::pow(double{noisy[i]} - double{exact[i]}, 2);
    const double expected = 2.0 * squares * std::pow(0.2 / level_us, 2);
    CHECK(error / static_cast<double>(shape.outputs) ==
          doctest::Approx(expected).epsilon(4.5 * std::sqrt(2.0 / 256.0)));
  }
}

TEST_CASE("drift that is the same in all cells is compensated") {
  const Example shape;
  auto chip = test::example_hardware({.cell_bits = 2, .dac_bits = 2});
  chip.device.has_drift = true;
  chip.device.drift_t0 = seconds(1.0);
  for (double& value : chip.device.drift_mean) value = 0.0;
  chip.device.drift_mean[1] = chip.device.drift_mean[2] = chip.device.drift_mean[3] = 0.1;
  const ReadConditions conditions{
      .read_noise = false, .converters = false, .since_programming = seconds(1e6)};
  CHECK(std::sqrt(mean_square_difference(products(shape, chip, conditions),
                                         exact_products(shape))) < 1e-2);
}

TEST_CASE("vectors in other blocks do not change a vector's product") {
  auto chip = test::example_hardware({.cell_bits = 2, .dac_bits = 2, .adc_bits = 5});
  chip.device.programming_sd_us = {1.0};
  chip.device.read_sd_relative = 0.01;
  const std::size_t rows = 70, outputs = 6;
  const auto weights = test::random_weights(rows * outputs, 5, 1);
  const auto inputs = test::random_inputs(rows * 600, 4, 1);
  AnalogLayer layer(weights, 5, 4, test::example_mapping(70, 6), chip);
  layer.calibrate(inputs);
  layer.finish_calibration();
  layer.program({}, Stream(1, purpose::programming, 0));
  std::vector<float> all(600 * outputs), first(256 * outputs), again(600 * outputs);
  const Stream stream(1, purpose::read_noise, 0);
  layer.multiply(inputs, all, stream);
  layer.multiply(std::span<const std::uint8_t>(inputs).first(256 * rows), first, stream);
  layer.multiply(inputs, again, stream);
  CHECK(std::equal(first.begin(), first.end(), all.begin()));
  CHECK(all == again);
  std::vector<float> other(600 * outputs);
  layer.multiply(inputs, other, Stream(2, purpose::read_noise, 0));
  CHECK(all != other);
}

TEST_CASE("groups do not mix: a depthwise layer is its channels one by one") {
  constexpr int groups = 5, rows = 9;
  const auto chip = test::example_hardware({.cell_bits = 2, .dac_bits = 2});
  const auto weights = test::random_weights(groups * rows, 6, 3);
  const auto columns = test::random_inputs(groups * rows * 256, 4, 3);
  GroupedAnalogLayer layer(weights, 6, 4, test::example_mapping(rows, 1, groups), chip);
  layer.calibrate_block(columns, 256);
  layer.finish_calibration();
  layer.program(ideal, Stream(1, purpose::programming, 0));
  IntegerLayer integer(weights, groups, 1, rows);
  std::vector<float> analog(groups * 256), exact(groups * 256);
  layer.multiply_block(columns, 256, analog, Stream(1, purpose::read_noise, 0));
  integer.multiply_block(columns, 256, exact);
  CHECK(analog == exact);
  for (std::size_t g = 0; g < groups; ++g) {
    for (std::size_t v = 0; v < 256; ++v) {
      int sum = 0;
      for (std::size_t r = 0; r < rows; ++r)
        sum += int{weights[g * rows + r]} * int{columns[(g * rows + r) * 256 + v]};
      CHECK(exact[g * 256 + v] == static_cast<float>(sum));
    }
  }
}

TEST_CASE("a layer that was never calibrated says so") {
  const std::vector<std::int8_t> weights = {1};
  AnalogLayer layer(weights, 4, 4, test::example_mapping(1, 1), test::example_hardware({}));
  CHECK_THROWS_AS(layer.finish_calibration(), Error);
  CHECK_THROWS_AS(layer.program({}, Stream(1, purpose::programming, 0)), Error);
}
