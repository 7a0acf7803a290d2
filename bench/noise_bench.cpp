// bench/noise_bench.cpp - how fast one thread multiplies through noisy cells and converters.
//
// Answers: multiply-accumulates and conversions per second, by kind of noise and shape of layer;
//          the speed relative to OpenBLAS's product of the same shape in the same run
//          (run with OPENBLAS_NUM_THREADS=1; without OPENBLAS_CORETYPE against its peak)
// Budget and last results: docs/performance.md#noise
#include <benchmark/benchmark.h>
#include <cblas.h>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <functional>
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

hardware::Hardware chip_for(const Shape& shape, std::int64_t kind) {
  hardware::Hardware chip = test::example_hardware({.cell_bits = 2, .dac_bits = 2, .adc_bits = 8});
  const int size = std::max(256, shape.active_rows);
  chip.crossbar = hardware::CrossbarShape{
      {.rows = size, .columns = size, .active_rows = shape.active_rows, .columns_per_adc = 8}};
  chip.device.programming_sd_us = {1.0};
  if (kind == ConverterNoise) chip.device.converter_sd_lsb = 0.5;
  if (kind == ReadNoise) chip.device.read_sd_relative = 0.01;
  return chip;
}

double seconds_of(const std::function<void()>& work) {
  const auto start = std::chrono::steady_clock::now();
  work();
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

// OpenBLAS's product of one chunk, for every group, chunk, slice and step of `shape`.
void multiply_by_library(const Shape& shape, const std::vector<float>& matrix,
                         const std::vector<float>& plane, std::vector<float>& product) {
  const int calls = shape.groups * shape.slices * shape.steps;
  for (int first = 0; first < shape.rows; first += shape.active_rows) {
    const int count = std::min(shape.active_rows, shape.rows - first);
    for (int call = 0; call < calls; ++call) {
      cblas_sgemm(CblasRowMajor, CblasNoTrans, CblasNoTrans, shape.outputs, 256, count, 1.0F,
                  matrix.data(), count, plane.data(), 256, 0.0F, product.data(), 256);
    }
  }
}

// Blocks of 256 vectors through one layer of `shape`: slices of 2 bits, steps of 2 bits. Its blocks
// and the library's take turns, so that a busy machine slows both.
void multiply_layer(benchmark::State& state, const Shape& shape) {
  const hardware::Hardware chip = chip_for(shape, state.range(0));
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
  const std::vector<float> matrix(static_cast<std::size_t>(shape.outputs * shape.active_rows),
                                  1.5F);
  const std::vector<float> plane(static_cast<std::size_t>(shape.active_rows * 256), 0.5F);
  std::vector<float> product(static_cast<std::size_t>(shape.outputs * 256));
  std::uint64_t block = 0;
  double ours = 0.0, library = 0.0;
  for (auto _ : state) {
    const double taken = seconds_of(
        [&] { layer.multiply_block(columns, 256, out, Stream(1, purpose::read_noise, block++)); });
    benchmark::DoNotOptimize(out.data());
    state.SetIterationTime(taken);
    ours += taken;
    library += seconds_of([&] { multiply_by_library(shape, matrix, plane, product); });
    benchmark::DoNotOptimize(product.data());
  }
  const double products = 256.0 * shape.slices * shape.steps * shape.outputs * all_rows;
  const double chunks = (shape.rows + shape.active_rows - 1) / shape.active_rows;
  const double conversions =
      256.0 * shape.slices * shape.steps * shape.outputs * shape.groups * chunks;
  using benchmark::Counter;
  state.counters["MAC/s"] = Counter(products, Counter::kIsIterationInvariantRate);
  state.counters["conversions/s"] = Counter(conversions, Counter::kIsIterationInvariantRate);
  state.counters["of_sgemm"] = library / ours;
}

void tile(benchmark::State& state) { multiply_layer(state, {256, 256, 1, 1, 1, 256}); }
void large_tile(benchmark::State& state) { multiply_layer(state, {512, 512, 1, 1, 1, 512}); }
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
BENCHMARK(tile)->DenseRange(Quantised, ReadNoise)->ArgName("noise")->UseManualTime();
BENCHMARK(large_tile)->DenseRange(Quantised, ReadNoise)->ArgName("noise")->UseManualTime();
BENCHMARK(convolution)->DenseRange(Quantised, ReadNoise)->ArgName("noise")->UseManualTime();
BENCHMARK(wide_convolution)->DenseRange(Quantised, ReadNoise)->ArgName("noise")->UseManualTime();
BENCHMARK(few_rows_at_once)->DenseRange(Quantised, ReadNoise)->ArgName("noise")->UseManualTime();
BENCHMARK(depthwise)->DenseRange(Quantised, ReadNoise)->ArgName("noise")->UseManualTime();
BENCHMARK_MAIN();
