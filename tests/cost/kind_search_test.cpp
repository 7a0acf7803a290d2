// tests/cost/kind_search_test.cpp - where layers and products land on a chip of several kinds.
#include "kirchhoff/cost/kind_search.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <string>
#include <vector>

#include "kirchhoff/base/error.hpp"
#include "kirchhoff/cost/map_search.hpp"
#include "tests/cost/sample.hpp"

namespace kirchhoff::cost {
namespace {

using hardware::Chip;
using hardware::Hardware;
using mapping::Mapping;

const Calibration constants = sample::calibration();

Hardware sram_kind() {
  Hardware hardware = sample::chip();
  hardware.name = "sram";
  hardware.device = sample::sram();
  hardware.device.summing = hardware::Summing::AdderTree;
  hardware.device.write_energy = femtojoules(10.0);
  hardware.cell_bits = 1;
  hardware.crossbar =
      hardware::CrossbarShape({.rows = 64, .columns = 64, .active_rows = 64, .columns_per_adc = 1});
  return hardware;
}

Hardware rram_kind() {
  Hardware hardware = sample::chip();
  hardware.name = "rram";
  hardware.device.write_energy = picojoules(30.0);
  hardware.adc_bits = 7;
  return hardware;
}

Chip two_kinds() { return {.name = "two", .kinds = {sram_kind(), rram_kind()}, .rules = {}}; }

network::Network small_network(int width) {
  return network::build_family({.family = "plain",
                                .stages = {{.blocks = 1, .kernel = 3, .width = width},
                                           {.blocks = 1, .kernel = 3, .width = 2 * width}}});
}

double value(const network::Network& network, const Chip& chip, const Mapping& mapping) {
  const Cost cost =
      estimate(network, mapping, chip.kinds, network::default_activity(network), constants);
  return rule_value(cost, chip.kinds.front().mapping_rule);
}

double value_alone(const network::Network& network, const Hardware& hardware) {
  return rule_value(estimate(network, map_by_rule(network, hardware, constants), hardware,
                             network::default_activity(network), constants),
                    hardware.mapping_rule);
}

network::Node node(const std::string& name, network::OperatorKind kind, std::size_t input,
                   int outputs) {
  network::Node made;
  made.name = name;
  made.kind = kind;
  made.inputs = {input};
  made.outputs = outputs;
  made.signed_input = kind == network::OperatorKind::Convolution;
  return made;
}

// One block of attention over 16 positions of 32 channels, in two heads.
network::Network attention() {
  using network::OperatorKind;
  network::Network network("attention", {.channels = 32, .height = 16, .width = 1});
  for (const char* name : {"query", "key", "value"}) {
    network::Node projection = node(name, OperatorKind::Convolution, 0, 32);
    projection.signed_input = false;
    network.add(projection);
  }
  network::Node scores = node("scores", OperatorKind::MatMul, 1, 0);
  scores.inputs = {1, 2};
  scores.groups = 2;
  scores.transposed = true;
  scores.signed_input = true;
  network.add(scores);
  network::Node softmax = node("softmax", OperatorKind::Softmax, 4, 0);
  softmax.groups = 2;
  network.add(softmax);
  network::Node context = node("context", OperatorKind::MatMul, 5, 0);
  context.inputs = {5, 3};
  context.groups = 2;
  network.add(context);
  network.add(node("project", OperatorKind::Convolution, 6, 32));
  return network;
}

const mapping::LayerMapping* find_layer(const Mapping& mapping, const std::string& name) {
  for (const mapping::LayerMapping& layer : mapping.layers) {
    if (layer.name == name) return &layer;
  }
  return nullptr;
}

}  // namespace

TEST_CASE("a chip of one kind is mapped as ever") {
  const network::Network network = small_network(16);
  Hardware hardware = rram_kind();
  for (const auto rule : {hardware::MappingRule::Fixed, hardware::MappingRule::LeastEnergyDelay}) {
    hardware.mapping_rule = rule;
    const Mapping ours = map_chip(network, hardware::one_kind(hardware), constants);
    CHECK(ours.kinds.empty());
    CHECK(value(network, hardware::one_kind(hardware), ours) == value_alone(network, hardware));
  }
}

TEST_CASE("a chip of several kinds is never worse than the best of its kinds alone") {
  for (const auto rule :
       {hardware::MappingRule::Fixed, hardware::MappingRule::LeastEnergy,
        hardware::MappingRule::LeastLatency, hardware::MappingRule::LeastEnergyDelay}) {
    for (const int width : {8, 24}) {
      for (const auto dataflow : {hardware::Dataflow::Pipelined, hardware::Dataflow::Sequential}) {
        CAPTURE(width);
        CAPTURE(mapping_rule_name(rule));
        const network::Network network = small_network(width);
        Chip chip = two_kinds();
        for (Hardware& kind : chip.kinds) {
          kind.mapping_rule = hardware::MappingRule::Fixed;
          kind.dataflow = dataflow;
        }
        double alone = 0.0;
        for (Hardware& kind : chip.kinds) {
          const double fixed = rule_value(sample::cost_of(network, kind, constants), rule);
          alone = alone == 0.0 ? fixed : std::min(alone, fixed);
        }
        for (Hardware& kind : chip.kinds) kind.mapping_rule = rule;
        CHECK(value(network, chip, map_chip(network, chip, constants)) <= alone);
      }
    }
  }
}

// Networks small enough to try every assignment.
TEST_CASE("on small networks the search finds the best of all assignments") {
  for (std::uint64_t index = 0; index < 30; ++index) {
    CAPTURE(index);
    Stream stream(81, purpose::test, index);
    const network::Network network = small_network(4 + static_cast<int>(stream.below(28)));
    Chip chip = two_kinds();
    chip.kinds[1].adc_bits = 4 + static_cast<int>(stream.below(6));
    chip.kinds[0].max_copies = 1 + static_cast<int>(stream.below(4));
    chip.kinds[0].tile_count = static_cast<int>(stream.below(3));
    const auto dataflow =
        stream.below(2) == 0 ? hardware::Dataflow::Pipelined : hardware::Dataflow::Sequential;
    for (Hardware& kind : chip.kinds) kind.dataflow = dataflow;
    const double found = value(network, chip, map_chip(network, chip, constants));
    const std::size_t count = network.layers().size();
    double best = found;
    for (std::size_t bits = 0; bits < std::size_t{1} << count; ++bits) {
      Chip tied = chip;
      for (std::size_t i = 0; i < count; ++i) {
        tied.rules.push_back(
            {.layers = network.node(network.layers()[i]).name, .kind = bits >> i & 1U});
      }
      best = std::min(best, value(network, chip, map_chip(network, tied, constants)));
    }
    CHECK(found == best);
  }
}

TEST_CASE("rules are obeyed, whatever they cost") {
  const network::Network network = small_network(16);
  for (const std::size_t kind : {std::size_t{0}, std::size_t{1}}) {
    Chip chip = two_kinds();
    chip.rules = {{.layers = "first", .kind = kind}, {.layers = "*", .kind = 1 - kind}};
    const Mapping mapping = map_chip(network, chip, constants);
    for (std::size_t i = 0; i < mapping.layers.size(); ++i) {
      CHECK(mapping.layers[i].kind == static_cast<int>(i == 0 ? kind : 1 - kind));
    }
  }
}

TEST_CASE("a layer goes to the kind that can hold it; one that fits none is refused with reasons") {
  const network::Network network = small_network(16);
  Chip chip = two_kinds();
  chip.kinds[1].crossbar =
      hardware::CrossbarShape({.rows = 64, .columns = 8, .active_rows = 64, .columns_per_adc = 8});
  chip.kinds[1].cell_bits = 1;  // 14 columns a weight of 8 bits
  for (const mapping::LayerMapping& layer : map_chip(network, chip, constants).layers) {
    CHECK(layer.kind == 0);
  }
  chip.rules = {{.layers = "last", .kind = 1}};
  CHECK_THROWS_WITH_AS((void)map_chip(network, chip, constants),
                       doctest::Contains("\"rram\": layer"), Error);
  chip.rules.clear();
  chip.kinds[0] = chip.kinds[1];
  chip.kinds[0].name = "other";
  CHECK_THROWS_WITH_AS((void)map_chip(network, chip, constants),
                       doctest::Contains("fits no kind of two"), Error);
}

TEST_CASE("a kind of few tiles is filled, not overfilled, where turns cost more") {
  const network::Network network = small_network(24);
  Chip chip = two_kinds();
  chip.kinds[0].tile_count = 1;
  Calibration dear = constants;
  dear.external_energy_per_bit = picojoules(1e4);
  const Mapping mapping = map_chip(network, chip, dear);
  CHECK(mapping.rounds == 1);
  CHECK(mapping.places(0).crossbars == chip.kinds[0].macros_per_tile);
}

TEST_CASE("products lie in rewritable crossbars, or on the digital units as before") {
  const network::Network network = attention();
  Chip chip = two_kinds();
  CHECK(find_layer(map_chip(network, chip, constants), "scores") == nullptr);
  chip.places_products = true;
  chip.rules = {{.layers = "products", .kind = 0}};
  const Mapping mapping = map_chip(network, chip, constants);
  for (const char* name : {"scores", "context"}) {
    const mapping::LayerMapping* layer = find_layer(mapping, name);
    REQUIRE(layer != nullptr);
    CHECK(layer->kind == 0);
    CHECK(layer->dynamic_weights);
  }
  chip.rules = {{.layers = "products", .kind = 1}};
  CHECK_THROWS_WITH_AS((void)map_chip(network, chip, constants), doctest::Contains("wear out"),
                       Error);
  // Free, a chip without rewritable cells leaves them where they were, at the same cost.
  Chip resistive{.name = "r", .kinds = {rram_kind()}, .rules = {}, .places_products = true};
  CHECK(value(network, resistive, map_chip(network, resistive, constants)) ==
        value_alone(network, rram_kind()));
}

TEST_CASE("a product in crossbars is written once per image and multiplies nothing digitally") {
  const network::Network network = attention();
  Chip chip{.name = "s", .kinds = {sram_kind()}, .rules = {}, .places_products = true};
  chip.rules = {{.layers = "products", .kind = 0}};
  const Mapping mapping = map_chip(network, chip, constants);
  const Cost cost =
      estimate(network, mapping, chip.kinds, network::default_activity(network), constants);
  const auto of = [](const LayerCost& layer, Component component) {
    return layer.energy_by_component[static_cast<std::size_t>(component)];
  };
  const UnitCosts units = unit_costs(chip.kinds[0], constants);
  const auto scores = std::ranges::find(cost.layers, "scores", &LayerCost::name);
  REQUIRE(scores != cost.layers.end());
  // Keys: 16 positions of 32 channels, 8 bits, one cell a bit.
  const double values = 16.0 * 32.0, bits = 8.0;
  const Energy moved =
      values * bits * (units.buffer.energy + units.router.energy + units.bit_across_tile);
  const Energy written = values * bits * scores->copies * chip.kinds[0].device.write_energy;
  CHECK(of(*scores, Component::Reload).si() == sample::nearly((moved + written).si()));
  CHECK(scores->time_by_component[static_cast<std::size_t>(Component::Reload)] > Time{});
  // 16 scores of each head at each position leave; softmax: two multiplications and two
  // comparisons each.
  const double scores_count = 2.0 * 16.0 * 16.0;
  CHECK(of(*scores, Component::DigitalUnits).si() ==
        sample::nearly(
            (scores_count * 3.0 * units.digital.affine + scores_count * 2.0 * units.digital.simple)
                .si()));
  // On the digital units every multiply-accumulate is one.
  chip.rules.clear();
  const Hardware alone = sram_kind();
  const Cost digital = sample::cost_of(network, alone, constants);
  const auto total = [&](const Cost& any) {
    return any.components[static_cast<std::size_t>(Component::DigitalUnits)].energy;
  };
  const double products = 2.0 * 16.0 * 16.0 * 32.0;
  CHECK((total(digital) - total(cost)).si() ==
        sample::nearly(((products - scores_count - 16.0 * 32.0) * units.digital.affine).si()));
}

TEST_CASE("a kind too small for all products holds some, and is never worse than none") {
  const network::Network network = attention();
  Chip chip = two_kinds();
  chip.places_products = true;
  chip.kinds[0].macros_per_tile = 1;
  Calibration dear = constants;
  dear.external_energy_per_bit = picojoules(1e4);
  for (const int tiles : {1, 4, 16, 64}) {
    CAPTURE(tiles);
    chip.kinds[0].tile_count = tiles;
    Chip without = chip;
    without.places_products = false;
    const auto value_of = [&](const Mapping& mapping) {
      return rule_value(
          estimate(network, mapping, chip.kinds, network::default_activity(network), dear),
          hardware::MappingRule::Fixed);
    };
    const double placed = value_of(map_chip(network, chip, dear));
    CHECK(placed <= value_of(map_chip(network, without, dear)));
  }
}

TEST_CASE("a slower write port or costlier cells never make a product cheaper") {
  const network::Network network = attention();
  Chip chip{.name = "s", .kinds = {sram_kind()}, .rules = {}, .places_products = true};
  chip.rules = {{.layers = "products", .kind = 0}};
  const auto cost_with = [&](double write_fj, double bits_per_cycle) {
    Calibration changed = constants;
    changed.buffer_bits_per_cycle = bits_per_cycle;
    chip.kinds[0].device.write_energy = femtojoules(write_fj);
    return estimate(network, map_chip(network, chip, changed), chip.kinds,
                    network::default_activity(network), changed);
  };
  const Cost usual = cost_with(10.0, 64.0);
  CHECK(cost_with(20.0, 64.0).energy > usual.energy);
  CHECK(cost_with(20.0, 64.0).latency == usual.latency);
  CHECK(cost_with(10.0, 8.0).latency > usual.latency);
}

}  // namespace kirchhoff::cost
