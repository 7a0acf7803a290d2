// tests/cost/kinds_test.cpp - costs of chips with several kinds of macros: sums, and laws that tie
// them to chips of one kind.
#include <doctest/doctest.h>

#include <array>
#include <cmath>
#include <string>
#include <vector>

#include "kirchhoff/base/error.hpp"
#include "kirchhoff/cost/breakdown.hpp"
#include "kirchhoff/cost/shared_parts.hpp"
#include "kirchhoff/cost/unit_costs.hpp"
#include "tests/cost/sample.hpp"

namespace kirchhoff::cost {
namespace {

using hardware::Hardware;
using mapping::LayerMapping;
using mapping::Mapping;

const Calibration constants = sample::calibration();
constexpr std::array<double, 2> equal = {1.0, 1.0};

// Two kinds on one die.
std::vector<Hardware> random_kinds(Stream& stream) {
  std::vector<Hardware> kinds = {sample::random_chip(stream), sample::random_chip(stream)};
  kinds[0].name = "a";
  kinds[1].name = "b";
  kinds[1].node_nm = kinds[0].node_nm;
  kinds[1].supply = kinds[0].supply;
  kinds[1].clock = kinds[0].clock;
  kinds[1].dataflow = kinds[0].dataflow;
  for (Hardware& kind : kinds) {
    if (stream.below(4) == 0) kind.tile_count = 1 + static_cast<int>(stream.below(4));
  }
  return kinds;
}

Mapping map_on(const network::Network& network, const std::vector<Hardware>& kinds,
               const std::vector<int>& of_layers) {
  std::vector<LayerMapping> layers;
  for (const std::size_t node : network.layers()) {
    const int kind = of_layers[layers.size() % of_layers.size()];
    layers.push_back(mapping::map_layer(network, node, kinds[static_cast<std::size_t>(kind)]));
    layers.back().kind = kind;
  }
  return mapping::share_chip(std::move(layers), kinds, equal);
}

Cost cost_on(const network::Network& network, const std::vector<Hardware>& kinds,
             const Mapping& mapping) {
  return estimate(network, mapping, kinds, network::default_activity(network), constants);
}

Energy energy_of(const LayerCost& layer, Component component) {
  return layer.energy_by_component[static_cast<std::size_t>(component)];
}

void check_same(const Cost& a, const Cost& b) {
  CHECK(a.energy == b.energy);
  CHECK(a.latency == b.latency);
  CHECK(a.stage_period == b.stage_period);
  CHECK(a.area == b.area);
  CHECK(a.leakage == b.leakage);
  CHECK(a.peak_operations_per_s == b.peak_operations_per_s);
  for (std::size_t i = 0; i < component_count; ++i) {
    CHECK(a.components[i].energy == b.components[i].energy);
    CHECK(a.components[i].latency == b.components[i].latency);
    CHECK(a.components[i].area == b.components[i].area);
  }
}

bool is_valid(double value) { return std::isfinite(value) && value >= 0.0; }

}  // namespace

TEST_CASE("all layers on one kind cost what they cost on a chip of that kind, to the bit") {
  for (std::uint64_t index = 0; index < 100; ++index) {
    CAPTURE(index);
    Stream stream(71, purpose::test, index);
    const network::Network network = sample::random_network(stream);
    std::vector<Hardware> kinds = random_kinds(stream);
    kinds[1].tile_count = 0;  // tiles without layers have an area
    const Cost alone = sample::cost_of(network, kinds[0], constants);
    check_same(cost_on(network, kinds, map_on(network, kinds, {0})), alone);
  }
}

TEST_CASE("layers, components and kinds sum to the totals, wherever layers sit") {
  int mixed = 0, turns = 0;
  for (std::uint64_t index = 0; index < 200; ++index) {
    CAPTURE(index);
    Stream stream(72, purpose::test, index);
    const network::Network network = sample::random_network(stream);
    const std::vector<Hardware> kinds = random_kinds(stream);
    const std::vector<int> places = {static_cast<int>(stream.below(2)),
                                     static_cast<int>(stream.below(2)), 0, 1};
    const Mapping mapping = map_on(network, kinds, places);
    const Cost cost = cost_on(network, kinds, mapping);
    double layer_energy = 0.0, latency = 0.0, kind_energy = 0.0, area = 0.0, leakage = 0.0;
    for (const LayerCost& layer : cost.layers) {
      layer_energy += layer.energy.si();
      latency += layer.latency.si();
      for (const Energy energy : layer.energy_by_component) CHECK(is_valid(energy.si()));
      for (const Time time : layer.latency_by_component) CHECK(is_valid(time.si()));
    }
    std::int64_t crossbars = 0, tiles = 0, layers = 0;
    for (const KindCost& kind : cost.kinds) {
      kind_energy += kind.energy.si();
      area += kind.area.si();
      leakage += kind.leakage.si();
      crossbars += kind.places.crossbars;
      tiles += kind.places.tiles;
      layers += kind.layers;
    }
    CHECK(layer_energy == sample::nearly(cost.energy.si()));
    CHECK(latency == sample::nearly(cost.latency.si()));
    CHECK(kind_energy == sample::nearly(cost.energy.si()));
    CHECK(area == sample::nearly(cost.area.si()));
    CHECK(leakage == sample::nearly(cost.leakage.si()));
    CHECK(crossbars == mapping.crossbars);
    CHECK(tiles == mapping.tiles);
    CHECK(layers == std::ssize(mapping.layers));
    mixed += cost.kinds[0].layers > 0 && cost.kinds[1].layers > 0 ? 1 : 0;
    turns += mapping.rounds > 1 ? 1 : 0;
  }
  CHECK(mixed > 100);
  CHECK(turns > 10);
}

TEST_CASE("in a breakdown areas and leakage of layers sum to those of their kind") {
  for (std::uint64_t index = 0; index < 60; ++index) {
    CAPTURE(index);
    Stream stream(73, purpose::test, index);
    const network::Network network = sample::random_network(stream);
    std::vector<Hardware> kinds = random_kinds(stream);
    for (Hardware& kind : kinds) kind.tile_count = 0;  // every crossbar belongs to a layer
    const Mapping mapping = map_on(network, kinds, {0, 1});
    const Cost cost = cost_on(network, kinds, mapping);
    const Breakdown breakdown = break_down(cost, network, mapping, kinds, constants);
    std::array<double, 2> area{}, leakage{};
    std::array<std::int64_t, 2> next = {0, mapping.places(0).crossbars};
    double cells = 0.0, used = 0.0;
    for (std::size_t i = 0; i < cost.layers.size(); ++i) {
      const auto kind = static_cast<std::size_t>(cost.layers[i].kind);
      area[kind] += breakdown.layers[i].area.si();
      leakage[kind] += breakdown.layers[i].leakage.si();
      CHECK(breakdown.layers[i].first_crossbar == next[kind]);
      next[kind] += cost.layers[i].crossbars;
      const double crossbar =
          static_cast<double>(kinds[kind].crossbar.rows()) * kinds[kind].crossbar.columns();
      cells += static_cast<double>(cost.layers[i].crossbars) * crossbar;
      used += static_cast<double>(cost.layers[i].crossbars) * crossbar * cost.layers[i].utilisation;
    }
    for (std::size_t kind = 0; kind < 2; ++kind) {
      CHECK(area[kind] == sample::nearly(cost.kinds[kind].area.si()));
      CHECK(leakage[kind] == sample::nearly(cost.kinds[kind].leakage.si()));
    }
    CHECK(breakdown.utilisation == sample::nearly(used / cells));
  }
}

TEST_CASE("a layer's cells, drivers and converters cost what they cost on a chip of its kind") {
  for (std::uint64_t index = 0; index < 60; ++index) {
    CAPTURE(index);
    Stream stream(74, purpose::test, index);
    const network::Network network = sample::random_network(stream);
    std::vector<Hardware> kinds = random_kinds(stream);
    for (Hardware& kind : kinds) kind.tile_count = 0;
    const Cost mixed = cost_on(network, kinds, map_on(network, kinds, {0, 1}));
    for (std::size_t i = 0; i < mixed.layers.size(); ++i) {
      const auto kind = static_cast<std::size_t>(mixed.layers[i].kind);
      const Cost alone = sample::cost_of(network, kinds[kind], constants);
      for (const Component component :
           {Component::Cells, Component::Drivers, Component::Multiplexers, Component::Converters,
            Component::ShiftAdd, Component::DigitalUnits}) {
        CHECK(energy_of(mixed.layers[i], component) == energy_of(alone.layers[i], component));
      }
    }
  }
}

TEST_CASE("tiles of a kind without layers leak all the time and cost area, nothing else") {
  Stream stream(75, purpose::test, 0);
  const network::Network network = sample::random_network(stream);
  for (const auto dataflow : {hardware::Dataflow::Pipelined, hardware::Dataflow::Sequential}) {
    std::vector<Hardware> kinds = {sample::chip(), sample::chip()};
    for (Hardware& kind : kinds) {
      kind.dataflow = dataflow;
      kind.buffer_kib = 4096;  // room for all maps without the tiles that are added
    }
    const Cost without = cost_on(network, kinds, map_on(network, kinds, {0}));
    kinds[1].tile_count = 5;
    const Cost with = cost_on(network, kinds, map_on(network, kinds, {0}));
    const UnitCosts units = unit_costs(kinds[1], constants);
    const Power more = 5.0 * units.tile_leakage;
    CHECK((with.leakage - without.leakage).si() == sample::nearly(more.si()).epsilon(1e-8));
    CHECK((with.energy - without.energy).si() ==
          sample::nearly((more * with.stage_period).si()).epsilon(1e-8));
    CHECK(with.area > without.area);
    CHECK(with.latency == without.latency);
  }
}

// Two linear layers of one crossbar each, on kinds of SRAM of which the first is one crossbar for
// two layers: its cells leak, gated, also while the second kind works.
TEST_CASE("crossbars that take turns leak, gated, while another kind works") {
  network::Network network("three", {.channels = 64, .height = 1, .width = 1});
  for (int i = 0; i < 3; ++i) {
    network::Node node;
    node.name = "linear" + std::to_string(i);
    node.kind = network::OperatorKind::Linear;
    node.inputs = {static_cast<std::size_t>(i)};
    node.outputs = i == 2 ? 16 : 64;
    node.weight_bits = 2;
    network.add(node);
  }
  Hardware sram = sample::chip();
  sram.device = sample::sram();
  sram.cell_bits = 1;
  sram.macros_per_tile = 1;
  sram.tile_count = 1;
  const std::vector<Hardware> kinds = {sram, sram};
  const Mapping mapping = map_on(network, kinds, {0, 0, 1});
  REQUIRE(mapping.places(0).rounds == 2);
  REQUIRE(mapping.places(1).rounds == 1);
  const Cost cost = cost_on(network, kinds, mapping);
  const UnitCosts units = unit_costs(sram, constants);
  const Time all =
      cost.layers[0].stage_period + cost.layers[1].stage_period + cost.layers[2].stage_period;
  const Time first = all - cost.layers[2].stage_period;
  const Energy tiles = 2.0 * units.tile_leakage * all;
  const Energy powered = units.crossbar_leakage * all;
  const Energy gated = units.gated_leakage * (all - first) + units.gated_leakage * first;
  const ComponentTotal& leakage = cost.components[static_cast<std::size_t>(Component::Leakage)];
  CHECK(leakage.energy.si() == sample::nearly((tiles + powered + gated).si()));
}

TEST_CASE("physics is checked on the kinds that hold layers") {
  Stream stream(76, purpose::test, 0);
  const network::Network network = sample::random_network(stream);
  std::vector<Hardware> kinds = {sample::chip(), sample::chip()};
  kinds[0].adc_bits = 12;
  kinds[1].adc_bits = 1;
  const auto ranges_found = [&](const std::vector<int>& places) {
    const Cost cost = cost_on(network, kinds, map_on(network, kinds, places));
    int found = 0;
    for (const PhysicsFinding& finding : check_physics(cost, kinds, constants)) {
      if (finding.figure == "converter_shortfall_bits") ++found;
    }
    return found;
  };
  CHECK(ranges_found({0}) == 0);
  CHECK(ranges_found({0, 1}) == 1);
  CHECK(ranges_found({1}) == 1);
}

TEST_CASE("buffers serve the layers of their own kind, routers all") {
  const Hardware hardware = sample::chip();
  const UnitCosts units = unit_costs(hardware, constants);
  const std::vector<ChipCosts> kinds(2, {units, hardware, constants});
  LayerWork one;
  one.vectors = 1e6;
  one.vector_bits = 1e3;
  one.input_bits = 1.0;
  const std::vector<LayerWork> work = {one, one};
  const auto period = [&](int second_kind) {
    Cost cost;
    cost.layers.resize(2);
    cost.layers[1].kind = second_kind;
    wait_for_shared_parts(work, equal, kinds, cost);
    CHECK(cost.stage_limit == StageLimit::Buffers);
    return cost.stage_period.si();
  };
  const double of_one = 1e9 * units.buffer.latency.si();
  CHECK(period(1) == sample::nearly(of_one));
  CHECK(period(0) == sample::nearly(2.0 * of_one));
}

TEST_CASE("a mapping without a layer, or with one twice, belongs to another network") {
  Stream stream(77, purpose::test, 0);
  const network::Network network = sample::random_network(stream);
  const std::vector<Hardware> kinds = {sample::chip(), sample::chip()};
  Mapping mapping = map_on(network, kinds, {0, 1});
  mapping.layers.push_back(mapping.layers.back());
  CHECK_THROWS_AS((void)cost_on(network, kinds, mapping), Error);
  mapping.layers.resize(mapping.layers.size() - 2);
  CHECK_THROWS_AS((void)cost_on(network, kinds, mapping), Error);
}

}  // namespace kirchhoff::cost
