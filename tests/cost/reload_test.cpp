// tests/cost/reload_test.cpp - weights that are written for every image, by hand and by law.
#include "kirchhoff/cost/reload.hpp"

#include <doctest/doctest.h>

#include <cstddef>
#include <string>

#include "kirchhoff/cost/layer_cost.hpp"
#include "tests/cost/sample.hpp"

namespace kirchhoff::cost {
namespace {

using sample::cost_of;

const Calibration constants = sample::calibration();

network::Network linear_layers(int count, int inputs, int outputs) {
  network::Network network("linear", {inputs, 1, 1});
  for (int i = 0; i < count; ++i) {
    network::Node node;
    node.kind = network::OperatorKind::Linear;
    node.name = "linear" + std::to_string(i);
    node.inputs = {static_cast<std::size_t>(i)};
    node.outputs = outputs;
    network.add(node);
  }
  return network;
}

hardware::Hardware small_chip(int tiles) {
  hardware::Hardware hardware = sample::chip();
  hardware.macros_per_tile = 1;
  hardware.tile_count = tiles;
  hardware.device.write_energy = picojoules(10.0);
  return hardware;
}

ComponentTotal reload(const Cost& cost) {
  return cost.components[static_cast<std::size_t>(Component::Reload)];
}

TEST_CASE("one layer of two crossbars on a chip of one, by hand") {
  // 128 x 32 weights of 8 bits: 16 outputs of 8 columns in each of two crossbars.
  const hardware::Hardware hardware = small_chip(1);
  const Cost cost = cost_of(linear_layers(1, 128, 32), hardware, constants);
  const UnitCosts units = unit_costs(hardware, constants);
  const double bits = 128 * 32 * 8, cells = 128 * 32 * 8;
  CHECK(reload(cost).energy.si() ==
        sample::nearly(bits * (3.7e-12 + units.router.energy.si() + units.bit_across_tile.si()) +
                       cells * 10e-12));
  // 64 bits a cycle through the port take longer than 2 x 128 rows.
  CHECK(reload(cost).latency.si() == sample::nearly(bits / 64 * 5e-9));
  CHECK(reload(cost).area == Area{});
  CHECK(cost.stage_period == cost.latency);
  REQUIRE(cost.notes.size() == 2);
  CHECK(cost.notes[0].find("2 fillings of the chip") != std::string::npos);
  // Each of 128 x 128 cells is written twice.
  CHECK(cost.notes[1].find("each rram cell is rewritten 2 times per image") == 0);
}

TEST_CASE("a fast port waits for the rows") {
  Calibration fast = constants;
  fast.external_bits_per_cycle = 1e6;
  const Cost cost = cost_of(linear_layers(1, 128, 32), small_chip(1), fast);
  CHECK(reload(cost).latency.si() == sample::nearly(2 * 128 * 5e-9));
}

TEST_CASE("weights that fit are written once ever") {
  const Cost cost = cost_of(linear_layers(1, 128, 32), small_chip(2), constants);
  CHECK(reload(cost).energy == Energy{});
  CHECK(reload(cost).latency == Time{});
  CHECK(cost.notes.empty());
}

TEST_CASE("SRAM cells are rewritten without a warning") {
  hardware::Hardware hardware = small_chip(1);
  hardware.device = sample::sram();
  hardware.cell_bits = 1;
  CHECK(cost_of(linear_layers(3, 128, 16), hardware, constants).notes.size() == 1);
}

TEST_CASE("sums of a row round wait in the buffers, or outside, for the next") {
  hardware::Hardware hardware = small_chip(1);
  hardware.max_copies = 1;
  network::Network network("tall", {64, 8, 8});
  network::Node node;
  node.kind = network::OperatorKind::Convolution;
  node.name = "conv";
  node.inputs = {0};
  node.outputs = 16;
  node.kernel = 2;
  network.add(node);
  // 256 rows on one crossbar of 128: two rounds; 49 vectors, 16 sums of 8 + 8 + 8 bits.
  mapping::Mapping mapping = mapping::map_network(network, hardware);
  REQUIRE(mapping.layers[0].row_rounds == 2);
  const auto work = [&] { return layer_work(network, mapping, hardware).at(0); };
  const double sums = 49.0 * 16 * 24;
  CHECK(work().stored_bits == 2 * sums);
  const double maps = 8.0 * (64 * 64 + 16 * 49);
  const double spilled_maps = 2.0 * (1.0 - 32 * 8192.0 / maps) * 64 * 64 * 8;
  CHECK(maps < 32 * 8192.0);
  CHECK(work().spilled_bits == 0.0);
  CHECK(spilled_maps < 0.0);
  hardware.buffer_kib = 1;
  const double kept = 2.0 * (1.0 - 8192.0 / maps) * 64 * 64 * 8;
  CHECK(work().spilled_bits == sample::nearly(kept + 2 * sums * (1.0 - 8192.0 / sums)));
  // In blocks of a quarter the sums fit, and all weights come four times.
  const double once = work().loaded_bits;
  mapping.layers[0].order = mapping::LoopOrder::OutputStationary;
  mapping.layers[0].blocks = 4;
  mapping::lay_out(mapping.layers[0], hardware);
  CHECK(work().spilled_bits == sample::nearly(kept));
  CHECK(work().loaded_bits == 4 * once);
  CHECK(work().loads == 2 * 4);
}

TEST_CASE("a dynamic matrix is written from the buffers, or multiplied digitally") {
  const network::Network network = linear_layers(1, 128, 16);
  hardware::Hardware hardware = small_chip(0);
  hardware.device = sample::sram();
  hardware.cell_bits = 1;
  hardware.device.write_energy = femtojoules(10.0);
  const auto cost_on = [&] {
    mapping::Mapping mapping = mapping::map_network(network, hardware);
    mapping::make_dynamic(mapping.layers[0], hardware);
    mapping = mapping::share_chip(mapping.layers, hardware);
    return estimate(network, mapping, hardware, network::default_activity(network), constants);
  };
  const Cost sram = cost_on();
  const UnitCosts units = unit_costs(hardware, constants);
  const double bits = 128 * 16 * 8;
  CHECK(reload(sram).energy.si() ==
        sample::nearly(bits * (units.buffer.energy.si() + units.router.energy.si() +
                               units.bit_across_tile.si()) +
                       bits * 10e-15));
  CHECK(reload(sram).latency.si() == sample::nearly(128 * 5e-9));
  hardware.device = sample::rram();
  const Cost rram = cost_on();
  const auto of = [&](Component component) {
    return rram.components[static_cast<std::size_t>(component)];
  };
  CHECK(of(Component::Converters).energy == Energy{});
  CHECK(of(Component::Cells).latency == Time{});
  CHECK(of(Component::Cells).area == Area{});
  const UnitCosts other = unit_costs(hardware, constants);
  CHECK(of(Component::DigitalUnits).energy.si() ==
        sample::nearly((128 * 16 + 16) * other.digital.affine.si()));
  CHECK(of(Component::DigitalUnits).latency.si() == sample::nearly((128 * 16 + 16) / 8.0 * 5e-9));
  CHECK(rram.peak_operations_per_s == 0.0);
}

TEST_CASE("more tiles are never slower, whatever does not fit") {
  for (std::uint64_t index = 0; index < 40; ++index) {
    CAPTURE(index);
    Stream stream(43, purpose::test, index);
    const network::Network network = sample::random_network(stream);
    hardware::Hardware hardware = sample::random_chip(stream);
    hardware.dataflow = hardware::Dataflow::Sequential;
    const std::int64_t needed = mapping::map_network(network, hardware).tiles;
    Time before{};
    for (std::int64_t tiles = 1; tiles <= needed + 2; tiles += 1 + needed / 8) {
      CAPTURE(tiles);
      hardware.tile_count = static_cast<int>(tiles);
      const Time latency = cost_of(network, hardware, constants).latency;
      if (tiles > 1) CHECK(latency <= before * (1.0 + 1e-12));
      before = latency;
    }
  }
}

TEST_CASE("components and layers of a chip that is too small sum to the totals") {
  for (std::uint64_t index = 0; index < 100; ++index) {
    CAPTURE(index);
    Stream stream(44, purpose::test, index);
    const network::Network network = sample::random_network(stream);
    hardware::Hardware hardware = sample::random_chip(stream);
    hardware.device.write_energy = picojoules(1.0);
    hardware.tile_count = 1 + static_cast<int>(stream.below(3));
    const Cost cost = cost_of(network, hardware, constants);
    Energy energy{}, layers{};
    Time latency{};
    for (const ComponentTotal& component : cost.components) {
      CHECK(component.energy.si() >= 0.0);
      CHECK(component.latency.si() >= 0.0);
      energy += component.energy;
      latency += component.latency;
    }
    for (const LayerCost& layer : cost.layers) layers += layer.energy;
    CHECK(energy.si() == sample::nearly(cost.energy.si()));
    CHECK(layers.si() == sample::nearly(cost.energy.si()));
    CHECK(latency.si() == sample::nearly(cost.latency.si()));
    CHECK(cost.latency >= cost.stage_period * (1.0 - 1e-12));
  }
}

}  // namespace
}  // namespace kirchhoff::cost
