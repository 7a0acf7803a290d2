// bench/accuracy_bench.cpp - how many images per second one thread classifies on a noisy chip.
//
// Answers: images per second, digital and noisy, for a residual and a separable network
//          (run with OPENBLAS_NUM_THREADS=1)
// Budget and last results: docs/performance.md#accuracy
#include <benchmark/benchmark.h>

#include <string>

#include "kirchhoff/accuracy/crossbar_network.hpp"
#include "kirchhoff/network/families.hpp"
#include "tests/accuracy/example_network.hpp"
#include "tests/noise/example_chip.hpp"

namespace {

using namespace kirchhoff;

constexpr std::int64_t image_count = 256;

// About a million multiply-accumulates; 6-bit weights on 2-bit cells, 6-bit inputs in 2-bit steps.
network::Network example(const std::string& family) {
  network::FamilyParameters parameters;
  parameters.family = family;
  const int width = family == "separable" ? 32 : 16;
  parameters.stages = {{.blocks = 1, .kernel = 3, .width = width / 2},
                       {.blocks = 1, .kernel = 3, .width = width},
                       {.blocks = 1, .kernel = 3, .width = 2 * width}};
  network::Network net = network::build_family(parameters);
  for (const std::size_t layer : net.layers()) net.set_bits(layer, 6, 6);
  return net;
}

enum Mode : std::int64_t { Calibrate, Digital, Noisy };

void classify(benchmark::State& state, const std::string& family) {
  const network::Network net = example(family);
  const network::Weights weights = test::random_network_weights(net);
  auto hardware = test::example_hardware({.cell_bits = 2, .dac_bits = 2, .adc_bits = 6});
  hardware.crossbar = hardware::CrossbarShape{
      {.rows = 128, .columns = 128, .active_rows = 128, .columns_per_adc = 8}};
  hardware.device.programming_sd_us = {1.0};
  hardware.device.read_sd_relative = 0.01;
  const mapping::Mapping mapping = mapping::map_network(net, hardware);
  const train::ImageSet images = test::random_images(net, image_count);
  const auto indices = test::first_indices(image_count);
  accuracy::CrossbarNetwork chip(net, weights, mapping, hardware);
  chip.calibrate(images, indices, {});
  chip.program({}, Stream(1, purpose::programming, 0));
  for (auto _ : state) {
    if (state.range(0) == Calibrate) chip.calibrate(images, indices, {});
    if (state.range(0) == Digital) chip.digital_scores(images, indices, {});
    if (state.range(0) == Noisy) chip.analog_scores(images, indices, Stream(1, 9, 0), {});
  }
  state.SetItemsProcessed(state.iterations() * image_count);
  std::int64_t conversions = 0;
  for (const auto& layer : mapping.layers) conversions += layer.conversions;
  state.counters["MACs"] = static_cast<double>(network::total_macs(net));
  state.counters["conversions"] = static_cast<double>(conversions);
}

void residual(benchmark::State& state) { classify(state, "residual"); }
void separable(benchmark::State& state) { classify(state, "separable"); }
void plain(benchmark::State& state) { classify(state, "plain"); }

}  // namespace

BENCHMARK(residual)->DenseRange(Calibrate, Noisy)->ArgName("mode");
BENCHMARK(separable)->DenseRange(Calibrate, Noisy)->ArgName("mode");
BENCHMARK(plain)->DenseRange(Calibrate, Noisy)->ArgName("mode");
BENCHMARK_MAIN();
