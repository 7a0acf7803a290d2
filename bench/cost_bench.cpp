// bench/cost_bench.cpp - how fast networks are mapped and estimated on one core.
//
// Budget and last results: docs/performance.md#cost
#include <benchmark/benchmark.h>

#include "kirchhoff/cost/cost.hpp"
#include "kirchhoff/formats/files.hpp"

namespace kirchhoff {
namespace {

struct Subject {
  network::Network network = formats::load_network("resnet18");
  hardware::Hardware hardware = formats::load_hardware("rram-32nm");
  cost::Calibration calibration = formats::load_calibration();
  network::Activity activity = network::default_activity(network);
};

// Answers: how long does one ResNet18 with a fixed mapping take?
void estimate_resnet18(benchmark::State& state) {
  const Subject subject;
  const mapping::Mapping mapping = mapping::map_network(subject.network, subject.hardware);
  for (auto _ : state) {
    benchmark::DoNotOptimize(cost::estimate(subject.network, mapping, subject.hardware,
                                            subject.activity, subject.calibration));
  }
  const auto layers = static_cast<std::int64_t>(mapping.layers.size());
  state.SetItemsProcessed(state.iterations() * layers);
}
BENCHMARK(estimate_resnet18)->Unit(benchmark::kMicrosecond);

// Answers: how many layers are mapped per second?
void map_resnet18(benchmark::State& state) {
  const Subject subject;
  const auto layers = static_cast<std::int64_t>(subject.network.layers().size());
  for (auto _ : state) {
    benchmark::DoNotOptimize(mapping::map_network(subject.network, subject.hardware));
  }
  state.SetItemsProcessed(state.iterations() * layers);
}
BENCHMARK(map_resnet18)->Unit(benchmark::kMicrosecond);

// Answers: how long does a new design take, mapping and estimate together?
void map_and_estimate_resnet18(benchmark::State& state) {
  const Subject subject;
  for (auto _ : state) {
    const mapping::Mapping mapping = mapping::map_network(subject.network, subject.hardware);
    benchmark::DoNotOptimize(cost::estimate(subject.network, mapping, subject.hardware,
                                            subject.activity, subject.calibration));
  }
  const auto layers = static_cast<std::int64_t>(subject.network.layers().size());
  state.SetItemsProcessed(state.iterations() * layers);
}
BENCHMARK(map_and_estimate_resnet18)->Unit(benchmark::kMicrosecond);

}  // namespace
}  // namespace kirchhoff

BENCHMARK_MAIN();
