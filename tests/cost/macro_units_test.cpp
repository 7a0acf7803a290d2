// tests/cost/macro_units_test.cpp - chips whose macros are costed whole: the same figures as the
// macro model gives, through `estimate`.
#include "kirchhoff/cost/macro_units.hpp"

#include <doctest/doctest.h>

#include <cmath>

#include "kirchhoff/base/error.hpp"
#include "kirchhoff/cost/unit_costs.hpp"
#include "tests/cost/sample.hpp"

namespace kirchhoff::cost {
namespace {

using hardware::MacroModel;
using sample::nearly;

// All constants different, of the size of 1.
Calibration constants() {
  Calibration calibration = sample::calibration();
  for (std::size_t i = 0; i < macro_constant_count; ++i) {
    calibration.macros.fitted[i] = 0.5 + 0.1 * static_cast<double>(i % 7);
  }
  calibration.macros.fitted[static_cast<std::size_t>(MacroConstant::AnalogThreshold)] = 0.3;
  calibration.macros.fitted[static_cast<std::size_t>(MacroConstant::DigitalThreshold)] = 0.3;
  for (auto& widths : calibration.macros.interval) widths = {std::log(2.0), std::log(3.0), 1.0};
  return calibration;
}

// 64 x 64 cells; `bits` slices of a weight meet in one sum, all columns at once.
hardware::Hardware whole(const hardware::Device& device, int bits) {
  const bool pair = device.encoding == hardware::Encoding::DifferentialPair;
  hardware::Hardware chip = sample::chip();
  chip.device = device;
  chip.cell_bits = 1;
  chip.crossbar = hardware::CrossbarShape(
      {.rows = 64, .columns = 64, .active_rows = 64, .columns_per_adc = bits * (pair ? 2 : 1)});
  chip.max_copies = 1;
  chip.macros_per_tile = 1;
  chip.clock = megahertz(5000.0);
  chip.macro.model = MacroModel::Whole;
  chip.macro.converter = hardware::ConverterKind::Sar;
  chip.macro.slices_per_sum = bits;
  return chip;
}

hardware::Device digital() {
  hardware::Device device = sample::sram();
  device.summing = hardware::Summing::AdderTree;
  return device;
}

// Fills crossbars of 64 x 64 with weights of `bits` bits and inputs of one step.
network::Network layer(int rows, int outputs, int bits) {
  network::Network network("layer", {rows, 1, 1});
  network::Node node;
  node.name = "layer";
  node.kind = network::OperatorKind::Linear;
  node.inputs = {0};
  node.outputs = outputs;
  network.add(node);
  network.set_bits(1, bits, 2);
  return network;
}

double energy(const Cost& cost, Component component) {
  return cost.components[static_cast<std::size_t>(component)].energy.si();
}

double latency(const Cost& cost, Component component) {
  return cost.components[static_cast<std::size_t>(component)].latency.si();
}

double macro_energy(const Cost& cost, bool digital) {
  return energy(cost, Component::Cells) + energy(cost, Component::Drivers) +
         energy(cost, Component::Multiplexers) + energy(cost, Component::Converters) +
         (digital ? energy(cost, Component::ShiftAdd) : 0.0);
}

TEST_CASE("an invocation shared out and added up again is the macro model's") {
  const Calibration calibration = constants();
  for (std::uint64_t i = 0; i < 60; ++i) {
    Stream stream(21, purpose::test, i);
    const bool analog = stream.below(2) == 0;
    hardware::Hardware chip = whole(analog                 ? sample::sram()
                                    : stream.below(2) == 0 ? digital()
                                                           : sample::rram(),
                                    1 << stream.below(4));
    chip.node_nm = stream.uniform(7.0, 130.0);
    chip.adc_bits = 1 + static_cast<int>(stream.below(10));
    chip.dac_bits = 1 + static_cast<int>(stream.below(8));
    chip.macro.mode = static_cast<hardware::ComputeMode>(stream.below(4));
    chip.macro.converter = static_cast<hardware::ConverterKind>(stream.below(8));
    chip.macro.coding = static_cast<hardware::InputCoding>(stream.below(5));
    chip.macro.adders = static_cast<hardware::AdderKind>(stream.below(3));
    chip.macros_per_tile = 5;
    chip.crossbars_per_macro = 3;
    hardware::MacroDesign design = hardware::macro_design(chip);
    design.banks = 15.0;
    for (const MacroMetric metric : {MacroMetric::Energy, MacroMetric::Cycle, MacroMetric::Area}) {
      CAPTURE(i);
      CAPTURE(static_cast<int>(metric));
      const Interval published = macro_figure(metric, design, calibration.macros);
      const Interval chips = tile_macro_figure(metric, chip, calibration.macros);
      CHECK(chips.value == nearly(published.value));
      CHECK(chips.low == nearly(published.low));
      CHECK(chips.high == nearly(published.high));
    }
  }
}

TEST_CASE("a layer that fills its crossbars costs what the macros do, for random data") {
  const Calibration calibration = constants();
  struct Case {
    hardware::Device device;
    int bits, outputs;
  };
  const Case cases[] = {{sample::sram(), 8, 8}, {sample::sram(), 4, 16}, {digital(), 8, 8}};
  for (const Case& chosen : cases) {
    CAPTURE(chosen.bits);
    CAPTURE(static_cast<int>(chosen.device.summing));
    const hardware::Hardware chip = whole(chosen.device, chosen.bits);
    const network::Network network = layer(3 * 64, 2 * chosen.outputs, chosen.bits);
    network::Activity activity = network::default_activity(network);
    activity.layers[0].complement_ones.assign(static_cast<std::size_t>(chosen.bits), 0.5);
    const Cost cost =
        estimate(network, mapping::map_network(network, chip), chip, activity, calibration);
    const bool adds = chosen.device.summing == hardware::Summing::AdderTree;
    // Two input bits, bit by bit: every crossbar is invoked twice.
    const double operations = 2.0 * 3 * 64 * 2 * chosen.outputs * chosen.bits * 2;
    const double expected = tile_macro_figure(MacroMetric::Energy, chip, calibration.macros).value;
    CHECK(macro_energy(cost, adds) / operations == nearly(expected).epsilon(1e-9));
    const double cycles = latency(cost, Component::Cells) + latency(cost, Component::Drivers) +
                          latency(cost, Component::Converters);
    CHECK(cycles ==
          nearly(2.0 * tile_macro_figure(MacroMetric::Cycle, chip, calibration.macros).value));
  }
}

TEST_CASE("random pairs cost what the macro model says of them") {
  const Calibration calibration = constants();
  hardware::Hardware chip = whole(sample::rram(), 1);
  const network::Network network = layer(64, 32, 2);
  network::Activity activity = network::default_activity(network);
  activity.layers[0].level_share = {1.0 / 3.0, 2.0 / 3.0};  // -1, 0 and 1 alike
  const Cost cost =
      estimate(network, mapping::map_network(network, chip), chip, activity, calibration);
  const double operations = 2.0 * 64 * 32 * 1.5 * 2;
  CHECK(
      macro_energy(cost, false) / operations ==
      nearly(tile_macro_figure(MacroMetric::Energy, chip, calibration.macros).value).epsilon(1e-9));
}

TEST_CASE("half of the ones cost half of the products, and conversions as before") {
  const Calibration calibration = constants();
  const hardware::Hardware chip = whole(sample::sram(), 8);
  const network::Network network = layer(64, 8, 8);
  network::Activity activity = network::default_activity(network);
  const auto cost_with = [&] {
    return estimate(network, mapping::map_network(network, chip), chip, activity, calibration);
  };
  const Cost random = cost_with();
  for (double& share : activity.layers[0].ones_share) share /= 2.0;
  const Cost sparse = cost_with();
  CHECK(energy(sparse, Component::Cells) == nearly(0.5 * energy(random, Component::Cells)));
  CHECK(energy(sparse, Component::Converters) == nearly(energy(random, Component::Converters)));
}

TEST_CASE("digital sums that never toggle cost their accumulators alone") {
  const Calibration calibration = constants();
  const hardware::Hardware chip = whole(digital(), 8);
  const network::Network network = layer(64, 8, 8);
  const Cost cost = estimate(network, mapping::map_network(network, chip), chip,
                             network::least_activity(network), calibration);
  CHECK(energy(cost, Component::Cells) == 0.0);
  CHECK(energy(cost, Component::Converters) == 0.0);
  CHECK(energy(cost, Component::ShiftAdd) > 0.0);
}

TEST_CASE("weights narrower than a sum still take a turn each") {
  const Calibration calibration = constants();
  const hardware::Hardware chip = whole(sample::sram(), 8);
  const network::Network wide = layer(64, 8, 8), narrow = layer(64, 16, 4);
  const mapping::Mapping mapped = mapping::map_network(narrow, chip);
  CHECK(mapping::map_network(wide, chip).layers[0].turns_per_read == 1);
  CHECK(mapped.layers[0].turns_per_read == 2);
  CHECK(mapped.layers[0].conversions == 2 * 16);  // two steps
  const hardware::Hardware bits = whole(sample::sram(), 1);
  CHECK(mapping::map_network(narrow, bits).layers[0].conversions == 2 * 16 * 4);
}

TEST_CASE("control of a memory macro is paid in every turn of every crossbar, filled or not") {
  Calibration calibration = constants();
  const hardware::Hardware chip = whole(sample::rram(), 1);
  const network::Network network = layer(3 * 64, 1, 2);
  const auto drivers = [&] {
    return energy(estimate(network, mapping::map_network(network, chip), chip,
                           network::default_activity(network), calibration),
                  Component::Drivers);
  };
  const double control = macro_units(chip, calibration.macros).invocation.si();
  CHECK(control > 0.0);
  CHECK(drivers() == nearly(2.0 * 3 * control));
}

TEST_CASE("inputs applied bit-parallel cost a digital macro what it says of random data, too") {
  const Calibration calibration = constants();
  for (const int bits : {1, 2, 4, 8}) {
    CAPTURE(bits);
    hardware::Hardware chip = whole(digital(), 8);
    chip.dac_bits = bits;
    network::Network network = layer(64, 8, 8);
    network.set_bits(1, 8, 8);
    network::Activity activity = network::default_activity(network);
    activity.layers[0].complement_ones.assign(8, 0.5);
    const Cost cost =
        estimate(network, mapping::map_network(network, chip), chip, activity, calibration);
    const double operations = 2.0 * 64 * 8 * 8 * 8;
    CHECK(macro_energy(cost, true) / operations ==
          nearly(tile_macro_figure(MacroMetric::Energy, chip, calibration.macros).value)
              .epsilon(1e-9));
  }
}

TEST_CASE("columns that share a converter take a whole cycle each") {
  const Calibration calibration = constants();
  hardware::Hardware chip = whole(sample::sram(), 8);
  const network::Network network = layer(64, 8, 8);
  const auto cycles = [&] {
    const Cost cost = estimate(network, mapping::map_network(network, chip), chip,
                               network::default_activity(network), calibration);
    return (latency(cost, Component::Cells) + latency(cost, Component::Drivers) +
            latency(cost, Component::Converters)) /
           tile_macro_figure(MacroMetric::Cycle, chip, calibration.macros).value;
  };
  CHECK(cycles() == nearly(2.0));  // two input steps
  chip.crossbar = hardware::CrossbarShape(
      {.rows = 64, .columns = 64, .active_rows = 64, .columns_per_adc = 32});
  CHECK(cycles() == nearly(8.0));
}

TEST_CASE("white space is added to what lies around whole macros, not to them") {
  Calibration calibration = constants();
  const hardware::Hardware chip = whole(digital(), 8);
  const network::Network network = layer(64, 8, 8);
  const Cost cost = estimate(network, mapping::map_network(network, chip), chip,
                             network::default_activity(network), calibration);
  const auto area = [&](Component component) {
    return cost.components[static_cast<std::size_t>(component)].area.si();
  };
  const double around =
      area(Component::Buffers) + area(Component::Interconnect) + area(Component::DigitalUnits);
  CHECK(area(Component::WhiteSpace) ==
        nearly(calibration.white_space_share * around).epsilon(1e-6));
  CHECK(area(Component::ShiftAdd) == 0.0);  // its accumulators are in the macro
  const double macros = area(Component::Cells) + area(Component::Drivers) +
                        area(Component::Multiplexers) + area(Component::Converters);
  CHECK(macros == nearly(tile_macro_figure(MacroMetric::Area, chip, calibration.macros).value));
}

TEST_CASE("a macro faster than the chip's clock waits for it") {
  const Calibration calibration = constants();
  hardware::Hardware chip = whole(sample::sram(), 8);
  const network::Network network = layer(64, 8, 8);
  const auto waiting = [&] {
    return latency(estimate(network, mapping::map_network(network, chip), chip,
                            network::default_activity(network), calibration),
                   Component::ShiftAdd);
  };
  const double cycle = tile_macro_figure(MacroMetric::Cycle, chip, calibration.macros).value;
  chip.clock = hertz(0.5 / cycle);
  // Two invocations, each half a clock cycle long; then the sum.
  CHECK(waiting() == nearly(2.0 * cycle + 2.0 * cycle));
}

TEST_CASE("a chip that is costed by component has no whole macro") {
  const Calibration calibration = constants();
  hardware::Hardware chip = whole(sample::sram(), 8);
  chip.macro.model = MacroModel::ByComponent;
  CHECK_THROWS_AS((void)tile_macro_figure(MacroMetric::Area, chip, calibration.macros), Error);
  CHECK_FALSE(unit_costs(chip, calibration).macro.has_value());
}

}  // namespace
}  // namespace kirchhoff::cost
