// tests/noise/crossbar_effects_test.cpp - wires, alike cells, compensation, ranges in a layer.
#include "kirchhoff/noise/detail/crossbar_effects.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <set>
#include <vector>

#include "kirchhoff/noise/analog_layer.hpp"
#include "tests/noise/example_chip.hpp"

using namespace kirchhoff;
using namespace kirchhoff::noise;
using hardware::DriftCompensation;
using test::ExampleOptions;

namespace {

constexpr std::size_t rows = 70, outputs = 6, vectors = 64;
constexpr int weight_bits = 5, activation_bits = 4;

std::vector<std::int8_t> weights() { return test::random_weights(rows * outputs, weight_bits, 1); }
std::vector<std::uint8_t> inputs() {
  return test::random_inputs(rows * vectors, activation_bits, 1);
}
std::vector<float> exact() { return test::integer_products(weights(), inputs(), rows); }

std::vector<float> products(const hardware::Hardware& chip, const ReadConditions& conditions) {
  AnalogLayer layer(weights(), weight_bits, activation_bits,
                    test::example_mapping(static_cast<int>(rows), static_cast<int>(outputs)), chip);
  layer.calibrate(inputs());
  layer.finish_calibration();
  layer.program(conditions, Stream(1, purpose::programming, 0));
  std::vector<float> out(vectors * outputs);
  layer.multiply(inputs(), out, Stream(1, purpose::read_noise, 0));
  return out;
}

double mean_square(const std::vector<float>& a, const std::vector<float>& b) {
  double sum = 0.0;
  for (std::size_t i = 0; i < a.size(); ++i) sum += std::pow(double{a[i]} - double{b[i]}, 2);
  return sum / static_cast<double>(a.size());
}

constexpr ReadConditions linear{
    .programming_noise = false, .read_noise = false, .converters = false};

}  // namespace

TEST_CASE("every cell of a layer lies in one place of one crossbar") {
  for (const auto encoding :
       {hardware::Encoding::DifferentialPair, hardware::Encoding::TwosComplement}) {
    const auto chip = test::example_hardware({.encoding = encoding, .active_rows = 17});
    const auto mapping = test::example_mapping(150, 9, 3);
    const int slices = hardware::slice_count(chip, 4);
    const CellLayout layout(mapping, chip, slices);
    const std::size_t cells = std::size_t{3} * 9 * 150 * static_cast<std::size_t>(slices);
    std::vector<int> seen(cells, 0);
    for (const CrossbarPart& part : layout.parts()) {
      CHECK(part.rows <= 64);
      CHECK(part.columns <= 64);
      std::set<std::pair<std::size_t, std::size_t>> places;
      layout.for_each_cell(part, [&](std::size_t cell, std::size_t row, std::size_t column) {
        ++seen.at(cell);
        CHECK(row < static_cast<std::size_t>(part.rows));
        CHECK(column < static_cast<std::size_t>(part.columns));
        CHECK(places.insert({row, column}).second);
      });
    }
    CHECK(std::all_of(seen.begin(), seen.end(), [](int count) { return count == 1; }));
  }
}

TEST_CASE("every crossbar of an offset mapping has one reference cell a row, beside the others") {
  auto chip = test::example_hardware({.cell_bits = 2, .active_rows = 17});
  chip.weight_mapping = hardware::WeightMapping::Offset;
  const CellLayout layout(test::example_mapping(150, 40, 3), chip, 2);
  std::size_t references = 0;
  for (const CrossbarPart& part : layout.parts()) {
    CHECK(part.first_reference == references);
    references += static_cast<std::size_t>(part.rows);
    CHECK(part.columns == part.output_count * 2 + 1);
    layout.for_each_cell(part, [&](std::size_t, std::size_t, std::size_t column) {
      CHECK(column + 1 < static_cast<std::size_t>(part.columns));
    });
  }
  CHECK(layout.reference_count() == references);
  CHECK(references == 3 * 2 * 150);  // 32 outputs beside each other, then 8
}

TEST_CASE("converters serve the columns of their group alone") {
  const auto chip = test::example_hardware({.cell_bits = 2});  // 64 columns, 8 to a converter
  const CellLayout layout(test::example_mapping(100, 40, 2), chip, 2);
  // A weight has 4 columns, so a converter serves 2 outputs and a crossbar has 16 of them.
  CHECK(layout.converter(0, 0, 0, 0) == layout.converter(0, 0, 1, 1));
  CHECK(layout.converter(0, 0, 0, 0) != layout.converter(0, 0, 0, 2));
  CHECK(layout.converter(0, 0, 0, 15) != layout.converter(0, 0, 0, 16));
  CHECK(layout.converter(0, 0, 0, 0) == layout.converter(0, 1, 0, 0));  // 32 of 64 rows at once
  CHECK(layout.converter(0, 1, 0, 0) != layout.converter(0, 2, 0, 0));
  CHECK(layout.converter(0, 0, 0, 0) != layout.converter(1, 0, 0, 0));
  CHECK(layout.converter(1, 3, 1, 39) < layout.converter_count());
}

TEST_CASE("wires of nearly no resistance change nothing, real ones lose current") {
  auto chip = test::example_hardware({.cell_bits = 2, .dac_bits = 4, .active_rows = 64});
  chip.periphery.row_wire = chip.periphery.column_wire = ohms(1e-6);
  CHECK(std::sqrt(mean_square(products(chip, linear), exact())) < 1e-2);
  double before = 0.0;
  for (const double ohm : {1.0, 5.0, 20.0}) {
    chip.periphery.row_wire = chip.periphery.column_wire = ohms(ohm);
    const double error = mean_square(products(chip, linear), exact());
    CHECK(error > 2.0 * before);
    before = error;
  }
  CHECK(before > 1.0);
}

TEST_CASE("a layer behind wires is the effective matrix of its crossbar, computed apart") {
  // One crossbar: 20 rows, 3 outputs, one slice of 3 bits in pairs: 6 columns.
  auto chip = test::example_hardware({.cell_bits = 3, .dac_bits = 4, .active_rows = 32});
  chip.periphery.row_wire = ohms(30.0);
  chip.periphery.column_wire = ohms(10.0);
  const auto matrix = test::random_weights(60, 4, 2);
  const auto vector = test::random_inputs(20, 4, 2);
  AnalogLayer layer(matrix, 4, 4, test::example_mapping(20, 3), chip);
  layer.program(linear, Stream(1, purpose::programming, 0));
  std::vector<float> out(3);
  layer.multiply(vector, out, Stream(1, purpose::read_noise, 0));
  const double unit = 40e-6 / 7.0;
  std::vector<double> cells;
  for (std::size_t row = 0; row < 20; ++row) {
    for (std::size_t output = 0; output < 3; ++output) {
      const int weight = matrix[output * 20 + row];
      cells.push_back(1e-6 + std::max(weight, 0) * unit);
      cells.push_back(1e-6 + std::max(-weight, 0) * unit);
    }
  }
  std::vector<double> voltages(vector.begin(), vector.end());
  const std::vector<double> currents =
      column_currents(effective_conductance(cells, 20, 6, {ohms(30.0), ohms(10.0)}), voltages);
  for (std::size_t output = 0; output < 3; ++output) {
    const double expected = (currents[2 * output] - currents[2 * output + 1]) / unit;
    CHECK(double{out[output]} == doctest::Approx(expected).scale(0.0).epsilon(1e-4));
  }
}

TEST_CASE("charge-domain cells do not mind wires") {
  auto chip = test::example_hardware({.encoding = hardware::Encoding::TwosComplement});
  const std::vector<float> before = products(chip, linear);
  chip.periphery.row_wire = ohms(100.0);
  CHECK(products(chip, linear) == before);
}

TEST_CASE("a correlated field has variance 1 and the Gaussian covariance of its length") {
  constexpr int side = 96;
  constexpr double length = 4.0;
  double variance = 0.0, near = 0.0, far = 0.0, count = 0.0;
  for (std::uint64_t draw = 0; draw < 60; ++draw) {
    const auto field =
        noise::detail::correlated_field(side, side, length, Stream(1, purpose::test, 100 + draw));
    for (int row = 0; row < side; ++row) {
      for (int column = 0; column + 12 < side; ++column) {
        const double here = double{field[static_cast<std::size_t>(row * side + column)]};
        variance += here * here;
        near += here * double{field[static_cast<std::size_t>(row * side + column + 4)]};
        far += here * double{field[static_cast<std::size_t>(row * side + column + 12)]};
        count += 1.0;
      }
    }
  }
  // A patch of 2 pi length^2 cells counts as one independent number.
  const double error = 4.0 * std::sqrt(2.0 * 2.0 * 3.14159265 * length * length / count);
  CHECK(std::abs(variance / count - 1.0) < error);
  CHECK(std::abs(near / count - std::exp(-0.5)) < error);
  CHECK(std::abs(far / count - std::exp(-4.5)) < error);
}

TEST_CASE("alike cells keep a layer's mean and spread it by the field's sd") {
  auto chip = test::example_hardware({.cell_bits = 2, .dac_bits = 4, .active_rows = 64});
  chip.device.variation = {
      .independent_sd = 0.0, .correlated_sd = 0.05, .correlation_length_cells = 200.0};
  // Far longer than the crossbar: all cells have nearly the same factor.
  ReadConditions conditions = linear;
  conditions.programming_noise = true;
  const std::vector<float> seen = products(chip, conditions);
  const std::vector<float> right = exact();
  const double all = mean_square(seen, right);
  CHECK(all > 0.0);
  double squares = 0.0;
  for (const float value : right) squares += double{value} * double{value};
  CHECK(std::sqrt(all / (squares / static_cast<double>(right.size()))) < 0.25);
}

TEST_CASE("drift that differs between outputs is made good by column, not by one factor") {
  auto chip = test::example_hardware({.cell_bits = 2, .dac_bits = 4, .active_rows = 64});
  chip.device.has_drift = true;
  chip.device.drift_t0 = seconds(1.0);
  // The exponent falls with the conductance: outputs of many large weights decay less.
  const double law[] = {-0.03, 0.02, 0.0, 1.0};
  std::copy(std::begin(law), std::end(law), chip.device.drift_mean);
  ReadConditions conditions = linear;
  conditions.programming_noise = true;
  conditions.since_programming = seconds(1e6);
  const auto error = [&](DriftCompensation compensation) {
    chip.periphery.drift_compensation = compensation;
    return mean_square(products(chip, conditions), exact());
  };
  const double none = error(DriftCompensation::None);
  const double global = error(DriftCompensation::Global);
  const double per_column = error(DriftCompensation::PerColumn);
  CHECK(global < none);
  CHECK(per_column < none);
  // Where all cells decay alike, both give the exact product and none gives the decay.
  const double alike[] = {0.0, 0.1, 0.1, 0.1};
  std::copy(std::begin(alike), std::end(alike), chip.device.drift_mean);
  CHECK(error(DriftCompensation::Global) < 1e-3);
  CHECK(error(DriftCompensation::PerColumn) < 1e-3);
  chip.periphery.drift_compensation = DriftCompensation::None;
  const std::vector<float> decayed = products(chip, conditions);
  const std::vector<float> right = exact();
  const auto largest = std::max_element(right.begin(), right.end());
  const auto at = static_cast<std::size_t>(largest - right.begin());
  CHECK(double{decayed[at]} / double{*largest} ==
        doctest::Approx(std::pow(1e6 + 1.0, -0.1)).scale(0.0).epsilon(1e-4));
}

TEST_CASE("converters with errors cost accuracy; ideal ones through the bank's road cost none") {
  auto chip = test::example_hardware({.cell_bits = 2, .dac_bits = 2, .active_rows = 32});
  const ReadConditions conditions{.programming_noise = false, .read_noise = false};
  const std::vector<float> right = exact();
  CHECK(products(chip, conditions) == right);
  chip.periphery.gain_sd = 1e-9;  // too small to be seen, but it takes the bank's road
  CHECK(products(chip, conditions) == right);
  chip.periphery.gain_sd = 0.0;
  chip.periphery.offset_sd_lsb = 2.0;
  const double offset = mean_square(products(chip, conditions), right);
  CHECK(offset > 0.0);
  chip.periphery.offset_sd_lsb = 8.0;
  CHECK(mean_square(products(chip, conditions), right) > 4.0 * offset);
}

TEST_CASE("noise through converters with errors is that of ideal converters") {
  auto chip = test::example_hardware({.cell_bits = 2, .dac_bits = 2, .active_rows = 32});
  chip.device.converter_sd_lsb = 2.0;
  chip.device.read_sd_relative = 0.01;
  const ReadConditions conditions{.programming_noise = false};
  const std::vector<float> ideal = products(chip, conditions);
  chip.periphery.gain_sd = 1e-9;
  CHECK(products(chip, conditions) == ideal);
}

TEST_CASE("of the ranges, the one of least error has the least error on its own inputs") {
  const auto error = [](hardware::ConverterRangeRule rule) {
    auto chip =
        test::example_hardware({.cell_bits = 2, .dac_bits = 2, .active_rows = 32, .adc_bits = 4});
    chip.periphery.range = rule;
    return mean_square(products(chip, {.programming_noise = false, .read_noise = false}), exact());
  };
  const double least = error(hardware::ConverterRangeRule::LeastError);
  CHECK(least <= error(hardware::ConverterRangeRule::Percentile) * 1.02);
  CHECK(least < error(hardware::ConverterRangeRule::FullScale));
}
