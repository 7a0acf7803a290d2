// bench/noise_bench.cpp - how fast one thread multiplies through noisy cells and converters.
//
// Answers: multiply-accumulates and conversions per second, by kind of noise and shape of layer
//          (run with OPENBLAS_NUM_THREADS=1)
// Budget and last results: docs/performance.md#noise
#include <benchmark/benchmark.h>

#include <cstdint>
#include <vector>

#include "kirchhoff/noise/grouped_analog_layer.hpp"
#include "kirchhoff/noise/nonlinear_crossbar.hpp"
#include "tests/noise/example_chip.hpp"

namespace {

using namespace kirchhoff;

enum Kind : std::int64_t { Quantised, ConverterNoise, ReadNoise };

struct Shape {
  int rows, outputs, groups, slices, steps, active_rows;
};

// Blocks of 256 vectors through one layer of `shape`: slices of 2 bits, steps of 2 bits.
void multiply_layer(benchmark::State& state, const Shape& shape) {
  hardware::Hardware chip = test::example_hardware({.cell_bits = 2, .dac_bits = 2, .adc_bits = 8});
  chip.crossbar = hardware::CrossbarShape{
      {.rows = 256, .columns = 256, .active_rows = shape.active_rows, .columns_per_adc = 8}};
  chip.device.programming_sd_us = {1.0};
  if (state.range(0) == ConverterNoise) chip.device.converter_sd_lsb = 0.5;
  if (state.range(0) == ReadNoise) chip.device.read_sd_relative = 0.01;
  const int weight_bits = 2 * shape.slices + 1;
  const int activation_bits = 2 * shape.steps;
  const int all_rows = shape.rows * shape.groups;
  const auto weights =
      test::random_weights(static_cast<std::size_t>(all_rows * shape.outputs), weight_bits, 1);
  const auto columns =
      test::random_inputs(static_cast<std::size_t>(all_rows * 256), activation_bits, 1);
  noise::GroupedAnalogLayer layer(weights, weight_bits, activation_bits,
                                  test::example_mapping(shape.rows, shape.outputs, shape.groups),
                                  chip);
  layer.calibrate_block(columns, 256);
  layer.finish_calibration();
  layer.program({}, Stream(1, purpose::programming, 0));
  std::vector<float> out(static_cast<std::size_t>(shape.outputs * shape.groups * 256));
  std::uint64_t block = 0;
  for (auto _ : state) {
    layer.multiply_block(columns, 256, out, Stream(1, purpose::read_noise, block++));
    benchmark::DoNotOptimize(out.data());
  }
  const double products = 256.0 * shape.slices * shape.steps * shape.outputs * all_rows;
  const double chunks = (shape.rows + shape.active_rows - 1) / shape.active_rows;
  const double conversions =
      256.0 * shape.slices * shape.steps * shape.outputs * shape.groups * chunks;
  using benchmark::Counter;
  state.counters["MAC/s"] = Counter(products, Counter::kIsIterationInvariantRate);
  state.counters["conversions/s"] = Counter(conversions, Counter::kIsIterationInvariantRate);
}

void tile(benchmark::State& state) { multiply_layer(state, {256, 256, 1, 1, 1, 256}); }
void convolution(benchmark::State& state) { multiply_layer(state, {144, 16, 1, 3, 3, 128}); }
void wide_convolution(benchmark::State& state) { multiply_layer(state, {576, 64, 1, 3, 3, 128}); }
void few_rows_at_once(benchmark::State& state) { multiply_layer(state, {288, 32, 1, 3, 3, 16}); }
void depthwise(benchmark::State& state) { multiply_layer(state, {9, 1, 64, 3, 3, 128}); }

std::vector<double> random_cells(std::size_t count) {
  Stream stream(1, purpose::test, 2);
  std::vector<double> cells(count);
  for (double& cell : cells) cell = stream.uniform(0.25e-6, 25e-6);
  return cells;
}

// The effective matrix of a square crossbar with wires of 5 ohm a segment.
void effective_matrix(benchmark::State& state) {
  const auto size = static_cast<int>(state.range(0));
  const auto cells = random_cells(static_cast<std::size_t>(size * size));
  for (auto _ : state) {
    benchmark::DoNotOptimize(
        noise::effective_conductance(cells, size, size, {ohms(5.0), ohms(5.0)}));
  }
}

// The currents of one input vector by Newton's method, cells with a cubic curve.
void nonlinear_cells(benchmark::State& state) {
  const auto size = static_cast<std::size_t>(state.range(0));
  const auto cells = random_cells(size * size);
  std::vector<double> cubic = cells;
  for (double& cell : cubic) cell *= 2.0;
  const std::vector<double> voltages(size, 0.2);
  for (auto _ : state) {
    benchmark::DoNotOptimize(noise::nonlinear_currents(
        {.linear_s = cells, .quadratic = {}, .cubic = cubic}, voltages, {ohms(5.0), ohms(5.0)}));
  }
}

}  // namespace

BENCHMARK(effective_matrix)->RangeMultiplier(2)->Range(64, 512)->Unit(benchmark::kMillisecond);
BENCHMARK(nonlinear_cells)->RangeMultiplier(2)->Range(64, 512)->Unit(benchmark::kMillisecond);
BENCHMARK(tile)->DenseRange(Quantised, ReadNoise)->ArgName("noise");
BENCHMARK(convolution)->DenseRange(Quantised, ReadNoise)->ArgName("noise");
BENCHMARK(wide_convolution)->DenseRange(Quantised, ReadNoise)->ArgName("noise");
BENCHMARK(few_rows_at_once)->DenseRange(Quantised, ReadNoise)->ArgName("noise");
BENCHMARK(depthwise)->DenseRange(Quantised, ReadNoise)->ArgName("noise");
BENCHMARK_MAIN();
