// tests/noise/grouped_analog_layer_test.cpp - laws of input codings and weight mappings in a layer.
#include "kirchhoff/noise/grouped_analog_layer.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include "kirchhoff/noise/wire_resistance.hpp"
#include "tests/noise/example_chip.hpp"

using namespace kirchhoff;
using namespace kirchhoff::noise;
using hardware::DriftCompensation;
using hardware::InputCoding;
using hardware::WeightMapping;

namespace {

constexpr InputCoding codings[] = {InputCoding::BitSerial, InputCoding::PulseWidth,
                                   InputCoding::Amplitude};
constexpr WeightMapping mappings[] = {WeightMapping::Differential, WeightMapping::TwoSided,
                                      WeightMapping::Offset};
constexpr ReadConditions ideal{.programming_noise = false, .read_noise = false};
constexpr ReadConditions linear{
    .programming_noise = false, .read_noise = false, .converters = false};

struct Example {
  std::size_t rows = 70, outputs = 6, vectors = 300;
  int weight_bits = 5, activation_bits = 4;
  [[nodiscard]] std::vector<std::int8_t> weights() const {
    return test::random_weights(rows * outputs, weight_bits, 1);
  }
  [[nodiscard]] std::vector<std::uint8_t> inputs() const {
    return test::random_inputs(rows * vectors, activation_bits, 1);
  }
  [[nodiscard]] std::vector<float> exact() const {
    return test::integer_products(weights(), inputs(), rows);
  }
  // Of one vector.
  [[nodiscard]] double input_sum(std::size_t vector) const {
    const auto values = inputs();
    double sum = 0.0;
    for (std::size_t row = 0; row < rows; ++row) sum += values[vector * rows + row];
    return sum;
  }
};

hardware::Hardware chip_of(InputCoding coding, WeightMapping mapping,
                           const test::ExampleOptions& options) {
  hardware::Hardware chip = test::example_hardware(options);
  chip.periphery.input_coding = coding;
  chip.weight_mapping = mapping;
  return chip;
}

std::vector<float> products(const Example& example, const hardware::Hardware& chip,
                            const ReadConditions& conditions) {
  AnalogLayer layer(
      example.weights(), example.weight_bits, example.activation_bits,
      test::example_mapping(static_cast<int>(example.rows), static_cast<int>(example.outputs)),
      chip);
  layer.calibrate(example.inputs());
  layer.finish_calibration();
  layer.program(conditions, Stream(1, purpose::programming, 0));
  std::vector<float> out(example.vectors * example.outputs);
  layer.multiply(example.inputs(), out, Stream(1, purpose::read_noise, 0));
  return out;
}

double mean_square_difference(const std::vector<float>& a, const std::vector<float>& b) {
  double sum = 0.0;
  for (std::size_t i = 0; i < a.size(); ++i) sum += std::pow(double{a[i]} - double{b[i]}, 2);
  return sum / static_cast<double>(a.size());
}

// Cells that all lose the same share, (t / t0)^-0.1 after 10^6 s.
void let_drift(hardware::Hardware& chip) {
  chip.device.has_drift = true;
  chip.device.drift_t0 = seconds(1.0);
  for (double& value : chip.device.drift_mean) value = 0.0;
  chip.device.drift_mean[1] = chip.device.drift_mean[2] = chip.device.drift_mean[3] = 0.1;
}

}  // namespace

TEST_CASE("converters of full precision give the integer product in every coding and mapping") {
  for (const WeightMapping mapping : mappings) {
    for (const InputCoding coding : codings) {
      for (const int dac_bits : {1, 2, 4}) {
        for (const int active_rows : {8, 17, 64}) {
          for (const int weight_bits : {2, 5, 8}) {
            CAPTURE(dac_bits);
            CAPTURE(active_rows);
            CAPTURE(weight_bits);
            const Example example{.weight_bits = weight_bits};
            for (const int cell_bits : {1, 2}) {
              const auto chip = chip_of(
                  coding, mapping,
                  {.cell_bits = cell_bits, .dac_bits = dac_bits, .active_rows = active_rows});
              CHECK(products(example, chip, ideal) == example.exact());
            }
          }
        }
      }
    }
  }
}

TEST_CASE("an offset stays exact where the sums of its levels leave the integers of a float") {
  // 600 rows of 8 bits: levels add up to more than 2^24, products do not.
  const Example example{
      .rows = 600, .outputs = 3, .vectors = 64, .weight_bits = 8, .activation_bits = 8};
  for (const int cell_bits : {1, 2}) {
    const auto chip =
        chip_of(InputCoding::BitSerial, WeightMapping::Offset, {.cell_bits = cell_bits});
    CHECK(products(example, chip, ideal) == example.exact());
  }
  double levels = 0.0;
  for (const std::uint8_t input : example.inputs()) levels += 255.0 * input / 64.0;
  CHECK(levels > 0x1p24);
}

TEST_CASE("without converters and noise the merged product is exact in every mapping") {
  const Example example{.weight_bits = 8, .activation_bits = 8};
  for (const WeightMapping mapping : mappings) {
    const auto chip = chip_of(InputCoding::PulseWidth, mapping, {.cell_bits = 3, .dac_bits = 8});
    CHECK(products(example, chip, linear) == example.exact());
  }
}

TEST_CASE("steps of one bit are the same in all codings, noise included") {
  for (const WeightMapping mapping : mappings) {
    auto chip = chip_of(InputCoding::BitSerial, mapping, {.cell_bits = 2, .adc_bits = 5});
    chip.device.programming_sd_us = {1.0};
    chip.device.read_sd_relative = 0.01;
    chip.device.converter_sd_lsb = 0.3;
    const std::vector<float> before = products({}, chip, {});
    for (const InputCoding coding : codings) {
      chip.periphery.input_coding = coding;
      CHECK(products({}, chip, {}) == before);
    }
  }
}

TEST_CASE("amplitudes on ohmic cells are what digits of several bits were") {
  auto chip = chip_of(InputCoding::BitSerial, WeightMapping::Differential,
                      {.cell_bits = 2, .dac_bits = 4, .adc_bits = 6});
  chip.device.read_sd_relative = 0.01;
  const std::vector<float> before = products({}, chip, {});
  chip.periphery.input_coding = InputCoding::Amplitude;
  CHECK(products({}, chip, {}) == before);
  chip.periphery.input_coding = InputCoding::PulseWidth;
  CHECK(products({}, chip, {}) != before);
}

TEST_CASE("a pulse averages read noise over its slots: lumped noise against a draw per slot") {
  const Example example{.rows = 20, .outputs = 64, .vectors = 512, .weight_bits = 4};
  for (const double slot : {1.0, 0.25}) {
    auto chip = chip_of(InputCoding::PulseWidth, WeightMapping::Differential,
                        {.cell_bits = 3, .dac_bits = 2, .active_rows = 8});
    chip.device.read_sd_relative = 0.02;
    chip.periphery.pulse_slot_share = slot;
    const ReadConditions conditions{.programming_noise = false, .converters = false};
    const double lumped =
        mean_square_difference(products(example, chip, conditions), example.exact());
    // White noise of a slot that is shorter than a read is larger by the root of their ratio.
    const double slot_sd = 0.02 * 41.0 / (40.0 / 7.0) / std::sqrt(slot);
    const auto inputs = example.inputs();
    Stream stream(9, purpose::test, 1);
    double drawn = 0.0;
    for (std::size_t v = 0; v < example.vectors; ++v) {
      for (std::size_t o = 0; o < example.outputs; ++o) {
        double error = 0.0;
        for (std::size_t r = 0; r < example.rows; ++r) {
          for (const int step : {0, 1}) {
            const int slots = (inputs[v * example.rows + r] >> (2 * step)) & 3;
            for (int i = 0; i < 2 * slots; ++i)  // of both cells of the pair
              error += std::exp2(2 * step) * slot_sd * stream.normal();
          }
        }
        drawn += error * error;
      }
    }
    const double count = static_cast<double>(example.vectors * example.outputs);
    CHECK(std::abs(lumped / (drawn / count) - 1.0) < 4.0 * std::sqrt(4.0 / count));
  }
}

TEST_CASE("cells of an offset share the errors of their reference column") {
  // Cells and reference have the same sd: errors of two outputs have a covariance of half their
  // variance.
  const Example example{.rows = 32, .outputs = 16, .vectors = 1, .weight_bits = 3};
  auto chip = chip_of(InputCoding::Amplitude, WeightMapping::Offset,
                      {.cell_bits = 3, .dac_bits = 4, .active_rows = 32});
  chip.device.programming_sd_us = {0.2};
  chip.device.g_min = microsiemens(5.0);
  double squares = 0.0, variance = 0.0, covariance = 0.0;
  for (const std::uint8_t input : example.inputs()) squares += 1.0 * input * input;
  AnalogLayer layer(example.weights(), 3, 4, test::example_mapping(32, 16), chip);
  const auto exact = example.exact();
  constexpr std::uint64_t chips = 3000;
  for (std::uint64_t draw = 0; draw < chips; ++draw) {
    layer.program({.read_noise = false, .converters = false},
                  Stream(1, purpose::programming, draw));
    std::vector<float> out(16);
    layer.multiply(example.inputs(), out, Stream(1, purpose::read_noise, draw));
    const double first = double{out[0]} - double{exact[0]};
    const double last = double{out[15]} - double{exact[15]};
    variance += 0.5 * (first * first + last * last) / static_cast<double>(chips);
    covariance += first * last / static_cast<double>(chips);
  }
  const double of_cells = squares * std::pow(0.2 / (36.0 / 7.0), 2);
  CHECK(variance == doctest::Approx(2.0 * of_cells).scale(0.0).epsilon(0.08));
  CHECK(covariance == doctest::Approx(of_cells).scale(0.0).epsilon(0.15));
}

TEST_CASE("read noise of an offset is that of a cell and its reference, slice by slice") {
  const Example example{.rows = 16, .outputs = 64, .vectors = 256, .weight_bits = 6};
  auto chip = chip_of(InputCoding::Amplitude, WeightMapping::Offset,
                      {.cell_bits = 3, .dac_bits = 4, .active_rows = 16});
  chip.device.read_sd_relative = 0.01;
  const ReadConditions conditions{.programming_noise = false, .converters = false};
  double squares = 0.0;
  for (const std::uint8_t input : example.inputs()) squares += 1.0 * input * input / 256.0;
  const double level_sd = 0.01 * 41.0 / (40.0 / 7.0);
  const double expected = 2.0 * squares * level_sd * level_sd * (1.0 + 64.0);  // worth 1 and 8
  CHECK(mean_square_difference(products(example, chip, conditions), example.exact()) ==
        doctest::Approx(expected).scale(0.0).epsilon(4.0 * std::sqrt(2.0 / 16384.0) + 0.01));
}

TEST_CASE("what cells of an offset lose is made good ahead of the subtraction") {
  const Example example;
  for (const bool merged : {true, false}) {
    auto chip =
        chip_of(InputCoding::Amplitude, WeightMapping::Offset, {.cell_bits = 2, .dac_bits = 2});
    let_drift(chip);
    chip.device.read_sd_relative = merged ? 0.0 : 1e-12;  // keeps slices apart, unseen
    const ReadConditions conditions{.converters = false, .since_programming = seconds(1e6)};
    for (const auto compensation : {DriftCompensation::Global, DriftCompensation::PerColumn}) {
      chip.periphery.drift_compensation = compensation;
      CHECK(std::sqrt(mean_square_difference(products(example, chip, conditions),
                                             example.exact())) < 1e-2);
    }
    chip.periphery.drift_compensation = DriftCompensation::None;
    const std::vector<float> seen = products(example, chip, conditions);
    const auto exact = example.exact();
    const double kept = std::pow(1e6 + 1.0, -0.1);
    for (std::size_t v = 0; v < 20; ++v) {
      const double levels = double{exact[v * 6]} + 16.0 * example.input_sum(v);
      CHECK(double{seen[v * 6]} ==
            doctest::Approx(kept * levels - 16.0 * example.input_sum(v)).scale(0.0).epsilon(1e-4));
    }
  }
}

TEST_CASE("a reference column stands behind the same wires, farthest from the drivers") {
  // One crossbar: 20 rows, 3 outputs of two slices, and the reference: 7 columns.
  auto chip = chip_of(InputCoding::PulseWidth, WeightMapping::Offset,
                      {.cell_bits = 2, .dac_bits = 4, .active_rows = 32});
  chip.periphery.row_wire = ohms(30.0);
  chip.periphery.column_wire = ohms(10.0);
  const Example example{.rows = 20, .outputs = 3, .vectors = 1, .weight_bits = 4};
  const double unit = 40e-6 / 3.0;
  std::vector<double> cells;
  for (std::size_t row = 0; row < 20; ++row) {
    for (std::size_t output = 0; output < 3; ++output) {
      const int level = example.weights()[output * 20 + row] + 8;
      cells.push_back(1e-6 + (level & 3) * unit);
      cells.push_back(1e-6 + (level >> 2) * unit);
    }
    cells.push_back(1e-6);
  }
  const auto inputs = example.inputs();
  const std::vector<double> voltages(inputs.begin(), inputs.end());
  const std::vector<double> currents =
      column_currents(effective_conductance(cells, 20, 7, {ohms(30.0), ohms(10.0)}), voltages);
  const std::vector<float> seen = products(example, chip, linear);
  for (std::size_t output = 0; output < 3; ++output) {
    const double expected =
        ((currents[2 * output] - currents[6]) + 4.0 * (currents[2 * output + 1] - currents[6])) /
            unit -
        8.0 * example.input_sum(0);
    CHECK(double{seen[output]} == doctest::Approx(expected).scale(0.0).epsilon(1e-3));
  }
}

TEST_CASE("the step of a learned range is in proportion to its reach") {
  hardware::Hardware chip = test::example_hardware({.cell_bits = 2, .dac_bits = 2, .adc_bits = 3});
  chip.periphery.range = hardware::ConverterRangeRule::Learned;
  const auto weights = test::random_weights(64 * 6, 5, 3);
  const auto columns = test::random_inputs(64 * 256, 4, 3);
  const auto step = [&](double reach) {
    GroupedAnalogLayer layer(weights, 5, 4, test::example_mapping(64, 6), chip);
    layer.calibrate_block(columns, 256);
    layer.finish_calibration(reach);
    return layer.converter_step(0);
  };
  CHECK(step(2.0) > 1.0);
  CHECK(step(4.0) == doctest::Approx(2.0 * step(2.0)));
}

TEST_CASE("groups of an offset do not mix: each subtracts its own inputs") {
  constexpr int groups = 5, rows = 9;
  const auto chip =
      chip_of(InputCoding::BitSerial, WeightMapping::Offset, {.cell_bits = 2, .dac_bits = 2});
  const auto weights = test::random_weights(groups * rows, 6, 3);
  const auto columns = test::random_inputs(groups * rows * 256, 4, 3);
  GroupedAnalogLayer layer(weights, 6, 4, test::example_mapping(rows, 1, groups), chip);
  layer.calibrate_block(columns, 256);
  layer.finish_calibration();
  for (const bool converters : {true, false}) {
    layer.program({.programming_noise = false, .read_noise = false, .converters = converters},
                  Stream(1, purpose::programming, 0));
    std::vector<float> analog(groups * 256);
    layer.multiply_block(columns, 256, analog, Stream(1, purpose::read_noise, 0));
    for (std::size_t g = 0; g < groups; ++g) {
      for (std::size_t v = 0; v < 256; ++v) {
        int sum = 0;
        for (std::size_t r = 0; r < rows; ++r)
          sum += int{weights[g * rows + r]} * int{columns[(g * rows + r) * 256 + v]};
        CHECK(analog[g * 256 + v] == static_cast<float>(sum));
      }
    }
  }
}

TEST_CASE("groups of an offset are made good by the decay of their own columns") {
  // One level per group, and levels that decay by different exponents: each column is its own
  // decay.
  auto chip =
      chip_of(InputCoding::BitSerial, WeightMapping::Offset, {.cell_bits = 4, .dac_bits = 4});
  chip.periphery.drift_compensation = DriftCompensation::PerColumn;
  chip.device.g_min = microsiemens(0.0);
  let_drift(chip);
  chip.device.drift_mean[0] = -0.03;
  chip.device.drift_mean[2] = 0.0;
  chip.device.drift_mean[3] = 1.0;
  std::vector<std::int8_t> weights(18, 7);
  std::fill(weights.begin() + 9, weights.end(), std::int8_t{-7});
  const auto columns = test::random_inputs(18 * 256, 4, 3);
  for (const double read_sd : {0.0, 1e-12}) {
    chip.device.read_sd_relative = read_sd;  // merged, and slice by slice
    GroupedAnalogLayer layer(weights, 4, 4, test::example_mapping(9, 1, 2), chip);
    layer.program({.converters = false, .since_programming = seconds(1e6)},
                  Stream(1, purpose::programming, 0));
    std::vector<float> out(2 * 256);
    layer.multiply_block(columns, 256, out, Stream(1, purpose::read_noise, 0));
    for (std::size_t v = 0; v < 512; ++v) {
      int sum = 0;
      for (std::size_t r = 0; r < 9; ++r) sum += columns[(v / 256 * 9 + r) * 256 + v % 256];
      const double expected = v < 256 ? 7.0 * sum : -7.0 * sum;
      CHECK(double{out[v]} == doctest::Approx(expected).scale(1.0).epsilon(1e-3));
    }
  }
}
