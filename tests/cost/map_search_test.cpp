// tests/cost/map_search_test.cpp - laws of searched mappings and of prices, over random designs.
#include "kirchhoff/cost/map_search.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <thread>
#include <vector>

#include "tests/cost/sample.hpp"
#include "tests/network/example_nodes.hpp"

namespace kirchhoff::cost {
namespace {

using hardware::MappingRule;
using mapping::LoopOrder;

const Calibration constants = sample::calibration();

// A random chip with few enough crossbars a search that tests stay fast.
hardware::Hardware searched_chip(Stream& stream, MappingRule rule) {
  hardware::Hardware hardware = sample::random_chip(stream);
  hardware.max_copies = 1 + static_cast<int>(stream.below(6));
  hardware.mapping_rule = rule;
  return hardware;
}

Cost cost_by_rule(const network::Network& network, const hardware::Hardware& hardware) {
  return estimate(network, map_by_rule(network, hardware, constants), hardware,
                  network::default_activity(network), constants);
}

TEST_CASE("the price of a layer is its cost in the network, leakage aside") {
  for (std::uint64_t index = 0; index < 50; ++index) {
    CAPTURE(index);
    Stream stream(51, purpose::test, index);
    const network::Network network = sample::random_network(stream);
    const hardware::Hardware hardware = sample::random_chip(stream);
    const mapping::Mapping mapping = mapping::map_network(network, hardware);
    const network::Activity activity = network::default_activity(network);
    const Cost cost = estimate(network, mapping, hardware, activity, constants);
    const LayerPricer pricer(network, mapping, hardware, activity, constants);
    const auto leakage = static_cast<std::size_t>(Component::Leakage);
    for (std::size_t i = 0; i < mapping.layers.size(); ++i) {
      const mapping::LayerScore score = pricer.price(i, mapping.layers[i]);
      const LayerCost& layer = cost.layers[i];
      CHECK(score.latency == layer.stage_period);
      CHECK(score.energy.si() >
            (layer.energy - layer.energy_by_component[leakage]).si() * (1.0 - 1e-12));
    }
  }
}

TEST_CASE("each rule is best by its own measure, and never worse than the fixed mapping") {
  for (std::uint64_t index = 0; index < 20; ++index) {
    CAPTURE(index);
    Stream stream(52, purpose::test, index);
    const network::Network network = sample::random_network(stream);
    hardware::Hardware hardware = searched_chip(stream, MappingRule::Fixed);
    if (stream.below(2) == 0) hardware.tile_count = 1 + static_cast<int>(stream.below(9));
    const auto by = [&](MappingRule rule) {
      hardware.mapping_rule = rule;
      return cost_by_rule(network, hardware);
    };
    const auto product = [](const Cost& cost) { return cost.energy.si() * cost.latency.si(); };
    const Cost energy = by(MappingRule::LeastEnergy), latency = by(MappingRule::LeastLatency),
               both = by(MappingRule::LeastEnergyDelay);
    for (const Cost& other : {by(MappingRule::Fixed), energy, latency, both}) {
      CHECK(energy.energy <= other.energy);
      CHECK(latency.latency <= other.latency);
      CHECK(product(both) <= product(other));
    }
  }
}

TEST_CASE("on a chip whose layers take turns each rule is best by its own measure") {
  network::FamilyParameters parameters{.family = "residual",
                                       .stages = {{.blocks = 1, .kernel = 3, .width = 32}}};
  const network::Network network = network::build_family(parameters);
  for (const bool sram : {false, true}) {
    hardware::Hardware hardware = sample::chip();
    if (sram) hardware.device = sample::sram();
    hardware.cell_bits = 1;
    hardware.dataflow = hardware::Dataflow::Sequential;
    CAPTURE(sram);
    const auto by = [&](MappingRule rule) {
      hardware.mapping_rule = rule;
      return cost_by_rule(network, hardware);
    };
    const auto product = [](const Cost& cost) { return cost.energy.si() * cost.latency.si(); };
    const Cost fixed = by(MappingRule::Fixed), energy = by(MappingRule::LeastEnergy),
               latency = by(MappingRule::LeastLatency), both = by(MappingRule::LeastEnergyDelay);
    CHECK(energy.energy < fixed.energy);
    CHECK(latency.latency < fixed.latency);
    CHECK(product(both) < product(fixed));
    CHECK(energy.energy <= std::min(latency.energy, both.energy));
    CHECK(latency.latency <= std::min(energy.latency, both.latency));
  }
}

TEST_CASE("a searched mapping sums the rows that noise sums, and fits where the fixed one fits") {
  for (std::uint64_t index = 0; index < 30; ++index) {
    CAPTURE(index);
    Stream stream(53, purpose::test, index);
    const network::Network network = sample::random_network(stream);
    hardware::Hardware hardware = searched_chip(stream, MappingRule::LeastLatency);
    hardware.tile_count = 1 + static_cast<int>(stream.below(60));
    const mapping::Mapping fixed = mapping::map_network(network, hardware);
    const mapping::Mapping searched = map_by_rule(network, hardware, constants);
    CHECK((searched.rounds == 1) == (fixed.rounds == 1));
    for (std::size_t i = 0; i < fixed.layers.size(); ++i) {
      const auto before = row_chunks(fixed.layers[i], hardware.crossbar);
      const auto after = row_chunks(searched.layers[i], hardware.crossbar);
      REQUIRE(before.size() == after.size());
      for (std::size_t k = 0; k < before.size(); ++k) {
        CHECK(before[k].first == after[k].first);
        CHECK(before[k].count == after[k].count);
      }
    }
  }
}

TEST_CASE("a window that stays in registers is read from the buffers by its new columns alone") {
  network::Network network("one", {20, 10, 10});
  network.add(test::convolution(24));
  const hardware::Hardware hardware = sample::chip();
  mapping::Mapping mapping = mapping::map_network(network, hardware);
  const double whole = layer_work(network, mapping, hardware).at(0).vector_bits;
  mapping.layers[0].order = LoopOrder::InputStationary;
  const LayerWork work = layer_work(network, mapping, hardware).at(0);
  CHECK(whole == 180 * 8);
  CHECK(work.shifted_bits == whole);
  // A row of ten positions: three columns, then nine times one.
  CHECK(work.vector_bits == sample::nearly(whole * 12.0 / 30.0));
}

TEST_CASE("every mapping has finite and non-negative prices") {
  for (std::uint64_t index = 0; index < 10; ++index) {
    CAPTURE(index);
    Stream stream(54, purpose::test, index);
    const network::Network network = sample::random_network(stream);
    hardware::Hardware hardware = searched_chip(stream, MappingRule::LeastEnergyDelay);
    hardware.tile_count = 1 + static_cast<int>(stream.below(4));
    const mapping::Mapping fixed = mapping::map_network(network, hardware);
    const LayerPricer pricer(network, fixed, hardware, network::default_activity(network),
                             constants);
    for (std::size_t i = 0; i < fixed.layers.size(); ++i) {
      mapping::LayerMapping layer = fixed.layers[i];
      layer.copies = 1;
      bool valid = true;
      (void)mapping::best_mapping(
          layer, hardware,
          {.most_crossbars = 6 * layer.crossbars,
           .crossbars_at_once = fixed.crossbars,
           .most_copies = 4,
           .keep_sums = false},
          MappingRule::LeastEnergyDelay, [&](const mapping::LayerMapping& candidate) {
            const mapping::LayerScore score = pricer.price(i, candidate);
            valid = valid && std::isfinite(score.energy.si()) && score.energy.si() > 0.0 &&
                    std::isfinite(score.latency.si()) && score.latency.si() > 0.0;
            return score;
          });
      CHECK(valid);
    }
  }
}

TEST_CASE("the same bits on any number of threads") {
  Stream stream(55, purpose::test, 0);
  const network::Network network = sample::random_network(stream);
  const hardware::Hardware hardware = searched_chip(stream, MappingRule::LeastEnergyDelay);
  const Cost alone = cost_by_rule(network, hardware);
  std::vector<Cost> costs(8);
  std::vector<std::thread> threads;
  for (Cost& cost : costs) {
    threads.emplace_back([&] { cost = cost_by_rule(network, hardware); });
  }
  for (std::thread& thread : threads) thread.join();
  for (const Cost& cost : costs) {
    CHECK(cost.energy == alone.energy);
    CHECK(cost.latency == alone.latency);
    CHECK(cost.area == alone.area);
    for (std::size_t i = 0; i < cost.layers.size(); ++i) {
      CHECK(cost.layers[i].energy_by_component == alone.layers[i].energy_by_component);
      CHECK(cost.layers[i].latency_by_component == alone.layers[i].latency_by_component);
    }
  }
}

}  // namespace
}  // namespace kirchhoff::cost
