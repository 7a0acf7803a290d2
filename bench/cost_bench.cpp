// bench/cost_bench.cpp - how fast networks are mapped and estimated on one core.
//
// Budget and last results: docs/performance.md#cost
#include <benchmark/benchmark.h>

#include <string>
#include <vector>

#include "kirchhoff/cost/cost.hpp"
#include "kirchhoff/cost/kind_search.hpp"
#include "kirchhoff/cost/map_search.hpp"
#include "kirchhoff/formats/chip_file.hpp"
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

// Answers: how long does it take to place the layers of ResNet-8 on two kinds of macros, with all
// of them free or each tied?
void place_resnet8_on_kinds(benchmark::State& state) {
  const network::Network network = formats::load_network("resnet8");
  hardware::Chip chip = formats::load_chip("sram-rram-32nm");
  if (state.range(0) == 1) {
    const std::vector<std::string> keys = {"sram.layers=first", "rram.layers=*"};
    formats::set_chip_keys(chip, keys);
  }
  const cost::Calibration calibration = formats::load_calibration();
  for (auto _ : state) benchmark::DoNotOptimize(cost::map_chip(network, chip, calibration));
}
BENCHMARK(place_resnet8_on_kinds)->Arg(0)->Arg(1)->ArgName("tied")->Unit(benchmark::kMicrosecond);

// Answers: how many mappings of one layer are evaluated per second?
void price_layer_mappings(benchmark::State& state) {
  const Subject subject;
  const mapping::Mapping mapping = mapping::map_network(subject.network, subject.hardware);
  const cost::LayerPricer pricer(subject.network, mapping, subject.hardware, subject.activity,
                                 subject.calibration);
  for (auto _ : state) {
    for (std::size_t i = 0; i < mapping.layers.size(); ++i) {
      benchmark::DoNotOptimize(pricer.price(i, mapping.layers[i]));
    }
  }
  state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(mapping.layers.size()));
}
BENCHMARK(price_layer_mappings)->Unit(benchmark::kMicrosecond);

// Answers: how many mappings does a search of ResNet18 try per second, at most `copies` times the
// crossbars?
void search_resnet18(benchmark::State& state) {
  Subject subject;
  subject.hardware.dataflow = hardware::Dataflow::Sequential;
  subject.hardware.max_copies = static_cast<int>(state.range(0));
  std::int64_t evaluated = 0;
  for (auto _ : state) {
    evaluated += cost::search_mapping(subject.network, subject.hardware, subject.activity,
                                      subject.calibration)
                     .evaluated;
  }
  state.SetItemsProcessed(evaluated);
  state.counters["mappings"] = static_cast<double>(evaluated) / double(state.iterations());
}
BENCHMARK(search_resnet18)
    ->Arg(4)
    ->Arg(16)
    ->Arg(64)
    ->ArgName("copies")
    ->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace kirchhoff

BENCHMARK_MAIN();
