// tests/cost/estimate_test.cpp - sums, signs and monotony of estimates over random designs.
#include <doctest/doctest.h>

#include <cmath>
#include <functional>
#include <string>
#include <vector>

#include "kirchhoff/base/error.hpp"
#include "kirchhoff/cost/leakage.hpp"
#include "kirchhoff/cost/unit_costs.hpp"
#include "tests/cost/sample.hpp"
#include "tests/network/example_nodes.hpp"

namespace kirchhoff::cost {
namespace {

using sample::cost_of;

const Calibration constants = sample::calibration();

network::Network small_network(int width) {
  return network::build_family({.family = "residual",
                                .stages = {{.blocks = 1, .kernel = 3, .width = width},
                                           {.blocks = 1, .kernel = 3, .width = 2 * width}}});
}

bool is_valid(double value) { return std::isfinite(value) && value >= 0.0; }

TEST_CASE("layers and components sum to the totals, whatever the design") {
  for (std::uint64_t index = 0; index < 300; ++index) {
    CAPTURE(index);
    Stream stream(31, purpose::test, index);
    const network::Network network = sample::random_network(stream);
    const Cost cost = cost_of(network, sample::random_chip(stream), constants);
    double layer_energy = 0.0, layer_latency = 0.0, energy = 0.0, latency = 0.0, area = 0.0;
    for (const LayerCost& layer : cost.layers) {
      layer_energy += layer.energy.si();
      layer_latency += layer.latency.si();
      CHECK(layer.stage_period <= cost.stage_period * (1.0 + 1e-12));
    }
    for (const ComponentTotal& component : cost.components) {
      energy += component.energy.si();
      latency += component.latency.si();
      area += component.area.si();
    }
    CHECK(layer_energy == sample::nearly(cost.energy.si()).epsilon(1e-12));
    CHECK(layer_latency == sample::nearly(cost.latency.si()).epsilon(1e-12));
    CHECK(energy == sample::nearly(cost.energy.si()).epsilon(1e-12));
    CHECK(latency == sample::nearly(cost.latency.si()).epsilon(1e-12));
    CHECK(area == sample::nearly(cost.area.si()).epsilon(1e-12));
  }
}

TEST_CASE("every figure is finite and not negative, whatever the design") {
  for (std::uint64_t index = 0; index < 300; ++index) {
    CAPTURE(index);
    Stream stream(32, purpose::test, index);
    const network::Network network = sample::random_network(stream);
    const Cost cost = cost_of(network, sample::random_chip(stream), constants);
    for (const LayerCost& layer : cost.layers) {
      for (const Energy energy : layer.energy_by_component) CHECK(is_valid(energy.si()));
      for (const Time time : layer.latency_by_component) CHECK(is_valid(time.si()));
    }
    for (const ComponentTotal& component : cost.components) CHECK(is_valid(component.area.si()));
    CHECK(cost.energy.si() > 0.0);
    CHECK(cost.latency.si() > 0.0);
    CHECK(cost.area.si() > 0.0);
    CHECK(cost.power.si() > 0.0);
    CHECK(cost.leakage.si() > 0.0);
    CHECK(is_valid(cost.peak_operations_per_s));
    CHECK(cost.latency >= cost.stage_period * (1.0 - 1e-12));
  }
}

TEST_CASE("a network without ones and weights costs less, but its converters cost the same") {
  for (std::uint64_t index = 0; index < 50; ++index) {
    Stream stream(33, purpose::test, index);
    const network::Network network = sample::random_network(stream);
    const hardware::Hardware hardware = sample::random_chip(stream);
    const mapping::Mapping mapping = mapping::map_network(network, hardware);
    const Cost usual =
        estimate(network, mapping, hardware, network::default_activity(network), constants);
    const Cost least =
        estimate(network, mapping, hardware, network::least_activity(network), constants);
    CHECK(least.energy < usual.energy);
    const auto energy = [](const Cost& cost, Component component) {
      return cost.components[static_cast<std::size_t>(component)].energy;
    };
    CHECK(energy(least, Component::Cells) == Energy{});
    CHECK(energy(least, Component::Drivers) == Energy{});
    CHECK(energy(least, Component::Converters) == energy(usual, Component::Converters));
    CHECK(energy(least, Component::ShiftAdd) == energy(usual, Component::ShiftAdd));
    CHECK(least.area == usual.area);
    CHECK(least.latency == usual.latency);
  }
}

TEST_CASE("more ones at the inputs never cost less") {
  Stream stream(34, purpose::test, 0);
  const network::Network network = sample::random_network(stream);
  const hardware::Hardware hardware = sample::chip();
  const mapping::Mapping mapping = mapping::map_network(network, hardware);
  Energy before{};
  for (double share = 0.0; share <= 1.0; share += 0.125) {
    network::Activity activity = network::default_activity(network);
    for (network::LayerActivity& layer : activity.layers) {
      layer.ones_share.assign(layer.ones_share.size(), share);
    }
    const Energy energy = estimate(network, mapping, hardware, activity, constants).energy;
    CHECK(energy > before);
    before = energy;
  }
}

TEST_CASE("a network of twice the width never costs less of anything") {
  for (int width = 4; width <= 64; width *= 2) {
    CAPTURE(width);
    const Cost small = cost_of(small_network(width), sample::chip(), constants);
    const Cost large = cost_of(small_network(2 * width), sample::chip(), constants);
    CHECK(large.energy > small.energy);
    CHECK(large.area >= small.area);
    CHECK(large.macs > small.macs);
  }
}

TEST_CASE("a converter of more bits costs energy, latency and area") {
  hardware::Hardware hardware = sample::chip();
  const network::Network network = small_network(16);
  for (int bits = 1; bits < 12; ++bits) {
    hardware.adc_bits = bits;
    const Cost narrow = cost_of(network, hardware, constants);
    hardware.adc_bits = bits + 1;
    const Cost wide = cost_of(network, hardware, constants);
    CHECK(wide.energy > narrow.energy);
    CHECK(wide.latency >= narrow.latency);
    CHECK(wide.area > narrow.area);
  }
}

TEST_CASE("a faster clock never takes longer, a lower supply never less time") {
  const network::Network network = small_network(16);
  hardware::Hardware hardware = sample::chip();
  for (double clock = 10.0; clock < 2000.0; clock *= 1.3) {
    hardware.clock = megahertz(clock);
    const Cost slow = cost_of(network, hardware, constants);
    hardware.clock = megahertz(clock * 1.3);
    CHECK(cost_of(network, hardware, constants).latency < slow.latency);
  }
  hardware.supply = volts(0.7);
  const Cost low = cost_of(network, hardware, constants);
  hardware.supply = volts(0.9);
  const Cost high = cost_of(network, hardware, constants);
  CHECK(low.latency > high.latency);
  CHECK(low.energy < high.energy);
}

TEST_CASE("copies shorten the stage period and cost area") {
  const network::Network network = small_network(16);
  hardware::Hardware hardware = sample::chip();
  hardware.max_copies = 1;
  const Cost single = cost_of(network, hardware, constants);
  hardware.max_copies = 8;
  const Cost copied = cost_of(network, hardware, constants);
  CHECK(copied.stage_period < single.stage_period);
  CHECK(copied.area > single.area);
}

TEST_CASE("every choice of the designer moves energy, latency or area") {
  struct Choice {
    std::string name;
    std::function<void(hardware::Hardware&)> change;
  };
  const auto shape = [](int rows, int columns, int active, int shared) {
    return hardware::CrossbarShape({rows, columns, active, shared});
  };
  const std::vector<Choice> choices = {
      {"rows", [&](auto& h) { h.crossbar = shape(256, 128, 128, 16); }},
      {"columns", [&](auto& h) { h.crossbar = shape(128, 256, 128, 16); }},
      {"active_rows", [&](auto& h) { h.crossbar = shape(128, 128, 64, 16); }},
      {"columns_per_adc", [&](auto& h) { h.crossbar = shape(128, 128, 128, 8); }},
      {"adc_bits", [](auto& h) { h.adc_bits = 7; }},
      {"dac_bits", [](auto& h) { h.dac_bits = 2; }},
      {"cell_bits", [](auto& h) { h.cell_bits = 3; }},
      {"macros_per_tile", [](auto& h) { h.macros_per_tile = 4; }},
      {"buffer_kib", [](auto& h) { h.buffer_kib = 64; }},
      {"clock", [](auto& h) { h.clock = megahertz(400.0); }},
      {"dataflow", [](auto& h) { h.dataflow = hardware::Dataflow::Sequential; }},
      {"max_copies", [](auto& h) { h.max_copies = 1; }},
      {"supply", [](auto& h) { h.supply = volts(1.0); }},
      {"node", [](auto& h) { h.node_nm = 22.0; }},
      {"device", [](auto& h) { h.device.g_max = microsiemens(20.0); }},
  };
  const network::Network network = small_network(16);
  const Cost before = cost_of(network, sample::chip(), constants);
  for (const Choice& choice : choices) {
    CAPTURE(choice.name);
    hardware::Hardware hardware = sample::chip();
    choice.change(hardware);
    const Cost after = cost_of(network, hardware, constants);
    CHECK((after.energy != before.energy || after.latency != before.latency ||
           after.area != before.area));
  }
}

TEST_CASE("what does not fit into the buffers costs energy and time outside") {
  const network::Network network = small_network(64);
  hardware::Hardware hardware = sample::chip();
  const auto external = [&](int buffer_kib) {
    hardware.buffer_kib = buffer_kib;
    return cost_of(network, hardware, constants)
        .components[static_cast<std::size_t>(Component::External)];
  };
  CHECK(external(1).energy > Energy{});
  CHECK(external(1).latency > Time{});
  CHECK(external(4096).energy == Energy{});
  CHECK(external(4096).latency == Time{});
}

TEST_CASE("one linear layer on one crossbar, by hand") {
  network::Network network("one", {16, 1, 1});
  network::Node linear;
  linear.name = "linear";
  linear.kind = network::OperatorKind::Linear;
  linear.inputs = {0};
  linear.outputs = 4;
  linear.weight_bits = 3;      // one slice of 2 bits: 2 columns
  linear.activation_bits = 2;  // 2 steps
  network.add(linear);
  hardware::Hardware hardware = sample::chip();
  hardware.node_nm = 28.0;
  const Cost cost = cost_of(network, hardware, constants);
  const auto component = [&](Component c) { return cost.components[static_cast<std::size_t>(c)]; };
  // Levels 0 to 3 are equally likely: half of the top on average. 2 x 0.5 ones per vector.
  CHECK(component(Component::Cells).energy.si() ==
        sample::nearly(16 * 4 * 1.0 * (2e-6 + 0.5 * 39e-6) * 0.04 * 10e-9));
  // 2 steps x 4 outputs; 6 bits: 600 + 4.096 fF.
  CHECK(component(Component::Converters).energy.si() ==
        sample::nearly(8 * (600.0 + 4.096) * 0.81e-15));
  CHECK(component(Component::Converters).latency.si() ==
        sample::nearly(2 * 1 * 6.0 * (128 * 0.00653 + 0.640) * 1e-9));
  CHECK(component(Component::Cells).latency.si() == sample::nearly(2 * 10e-9));
  CHECK(component(Component::Cells).area.si() == sample::nearly(128 * 128 * 16 * 28e-9 * 28e-9));
  CHECK(component(Component::WhiteSpace).area.si() == sample::nearly(cost.area.si() / 6.0));
  CHECK(cost.macs == 64);
}

TEST_CASE("a pipeline leaks everywhere for a stage period, a sequential chip only where it works") {
  const network::Network network = small_network(16);
  hardware::Hardware hardware = sample::chip();
  hardware.max_copies = 1;
  const auto leakage = [](const Cost& cost) {
    return cost.components[static_cast<std::size_t>(Component::Leakage)].energy.si();
  };
  const Cost pipelined = cost_of(network, hardware, constants);
  CHECK(leakage(pipelined) == sample::nearly((pipelined.leakage * pipelined.stage_period).si()));
  hardware.dataflow = hardware::Dataflow::Sequential;
  const Cost sequential = cost_of(network, hardware, constants);
  const UnitCosts units = unit_costs(hardware, constants);
  const auto tiles = static_cast<double>(mapping::map_network(network, hardware).tiles);
  double expected = (tiles * units.tile_leakage * sequential.latency).si();
  for (const LayerCost& layer : sequential.layers) {
    expected +=
        static_cast<double>(layer.crossbars) * (units.crossbar_leakage * layer.stage_period).si();
  }
  CHECK(leakage(sequential) == sample::nearly(expected));
}

TEST_CASE("SRAM cells of a sequential chip leak for the whole latency, its periphery does not") {
  const network::Network network = small_network(16);
  hardware::Hardware hardware = sample::chip();
  hardware.device = sample::sram();
  hardware.cell_bits = 1;
  hardware.dataflow = hardware::Dataflow::Sequential;
  const Cost cost = cost_of(network, hardware, constants);
  const UnitCosts units = unit_costs(hardware, constants);
  const mapping::Mapping mapping = mapping::map_network(network, hardware);
  const Power cells = leakage_power(units.crossbar.cells, Area{}, constants, units.scaling);
  const Power periphery =
      leakage_power(units.crossbar.sum() - units.crossbar.cells, Area{}, constants, units.scaling);
  Energy expected = (static_cast<double>(mapping.tiles) * units.tile_leakage +
                     static_cast<double>(mapping.crossbars) * cells) *
                    cost.latency;
  for (const LayerCost& layer : cost.layers) {
    expected += static_cast<double>(layer.crossbars) * periphery * layer.stage_period;
  }
  const Energy leakage = cost.components[static_cast<std::size_t>(Component::Leakage)].energy;
  CHECK(leakage.si() == sample::nearly(expected.si()));
}

TEST_CASE("the peak of a pipeline is that of all layers, of a sequential chip that of one") {
  hardware::Hardware hardware = sample::chip();
  hardware.max_copies = 1;
  const auto peak = [&](hardware::Dataflow dataflow, int second_outputs) {
    network::Network network("linear", {16, 1, 1});
    network::Node node;
    node.kind = network::OperatorKind::Linear;
    node.name = "first";
    node.inputs = {0};
    node.outputs = 8;
    network.add(node);
    if (second_outputs > 0) {
      node.name = "second";
      node.inputs = {1};
      node.outputs = second_outputs;
      network.add(node);
    }
    hardware.dataflow = dataflow;
    return cost_of(network, hardware, constants).peak_operations_per_s;
  };
  // 128 and 64 MACs in the same time: 8 and 8 outputs of 4 slices on 8 converters.
  const double first = peak(hardware::Dataflow::Sequential, 0);
  CHECK(peak(hardware::Dataflow::Pipelined, 0) == sample::nearly(first));
  CHECK(peak(hardware::Dataflow::Pipelined, 8) == sample::nearly(1.5 * first));
  CHECK(peak(hardware::Dataflow::Sequential, 8) == sample::nearly(first));
}

TEST_CASE("a converter faster than the clock waits for the shift-adder") {
  network::Network network("one", {16, 1, 1});
  network.add(test::linear(4));
  hardware::Hardware hardware = sample::chip();
  hardware.node_nm = 28.0;
  hardware.clock = megahertz(10.0);
  const Cost cost = cost_of(network, hardware, constants);
  // 8 steps x (4 outputs x 4 slices / 8 converters) turns of a whole cycle, and one cycle to end.
  const auto latency = [&](Component c) {
    return cost.components[static_cast<std::size_t>(c)].latency.si();
  };
  CHECK(latency(Component::Converters) + latency(Component::ShiftAdd) ==
        sample::nearly((16 + 1) * 100e-9));
}

TEST_CASE("a mapping or activity of another network is refused") {
  const network::Network network = small_network(8);
  const network::Network other =
      network::build_family({.family = "plain", .stages = {{.blocks = 1, .width = 8}}});
  const hardware::Hardware hardware = sample::chip();
  const mapping::Mapping mapping = mapping::map_network(network, hardware);
  CHECK_THROWS_AS(
      (void)estimate(other, mapping, hardware, network::default_activity(other), constants), Error);
  CHECK_THROWS_AS(
      (void)estimate(network, mapping, hardware, network::default_activity(other), constants),
      Error);
}

}  // namespace
}  // namespace kirchhoff::cost
