// tests/cost/sample.hpp - a calibration, a chip and random designs for the tests of the cost model.
#pragma once

#include <doctest/doctest.h>

#include <cstdint>
#include <string>

#include "kirchhoff/base/stream.hpp"
#include "kirchhoff/cost/cost.hpp"
#include "kirchhoff/mapping/mapping.hpp"
#include "kirchhoff/network/families.hpp"

namespace kirchhoff::cost::sample {

// Equal up to rounding however small the figure is: doctest's own Approx adds an absolute 1e-5, in
// which every energy and time disappears.
inline doctest::Approx nearly(double value) {
  return doctest::Approx(value).epsilon(1e-10).scale(0.0);
}

// The node tables are those of data/calibration/default.toml; the other figures are round numbers
// of the same size, so that hand-computed cases stay short.
inline Calibration calibration() {
  Calibration c;
  c.name = "sample";
  c.nodes = {{130, 110, 7.171, -6.709, 2.904},     {90, 48, 4.762, -4.781, 2.092},
             {65, 25, 3.755, -4.398, 1.975},       {45, 17, 1.103, -0.362, 0.2767},
             {32, 7.8, 0.9559, -0.7823, 0.471},    {20, 3.6, 0.373, -0.1582, 0.04104},
             {16, 3.2, 0.2958, -0.1241, 0.03024},  {14, 2.9, 0.2363, -0.09675, 0.02239},
             {10, 1.7, 0.2068, -0.09311, 0.02375}, {7, 1.0, 0.1776, -0.09097, 0.02447}};
  c.technology.off_current.add("off_current_pa_per_um", 28.0, 20e-6);  // the same at every node
  c.reference_node_nm = 28.0;
  c.reference_supply = volts(0.9);
  c.comparison_supply = volts(0.8);
  c.threshold = volts(0.3);
  c.delay_alpha = 1.3;
  c.adc_linear = femtofarads(100.0);
  c.adc_exponential = femtofarads(0.001);
  c.adc_area_slope = -0.0369;
  c.adc_area_intercept = 1.206;
  c.adc_delay_per_row = nanoseconds(0.00653);
  c.adc_delay_per_bit = nanoseconds(0.640);
  c.dac_per_bit = femtofarads(50.0);
  c.driver_area = square_micrometres(0.14);
  c.dac_area_growth = 2.85;
  c.wire_per_cell = femtofarads(0.35);
  c.read_pulse = nanoseconds(10.0);
  c.settle = nanoseconds(0.1);
  c.multiplexer_area_per_column = square_micrometres(1.8);
  c.multiplexer_energy = femtojoules(1.7);
  c.adder_energy_per_bit = femtojoules(3.4);
  c.register_energy_per_bit = femtojoules(1.7);
  c.adder_area_per_bit = square_micrometres(4.8);
  c.register_area_per_bit = square_micrometres(3.7);
  c.buffer_energy_per_bit = picojoules(0.05);
  c.buffer_reference_kib = 64.0;
  c.buffer_energy_exponent = 0.56;
  c.buffer_area_fixed = square_micrometres(42000.0);
  c.buffer_area_per_bit = square_micrometres(0.055);
  c.external_energy_per_bit = picojoules(3.7);
  c.router_energy_per_bit = picojoules(0.06);
  c.router_area = square_micrometres(31000.0);
  c.wire_per_metre_capacitance = farads(2e-10);
  c.digital_unit_energy = picojoules(0.29);
  c.digital_simple_energy = picojoules(0.12);
  c.digital_unit_area = square_micrometres(540.0);
  c.logic_leakage = PowerDensity(8.6e3);
  c.buffer_leakage = PowerDensity(5.4e3);
  c.white_space_share = 0.2;
  c.power_density_limit = watts_per_square_millimetre(1.0);
  c.peak_operations_per_s_mm2_limit = 1e15;
  return c;
}

inline hardware::Device rram() {
  hardware::Device device;
  device.name = "rram";
  device.source = "made up";
  device.max_cell_bits = 4;
  device.g_min = microsiemens(1.0);
  device.g_max = microsiemens(40.0);
  device.read_voltage = volts(0.2);
  device.cell_area_f2 = 16.0;
  device.g_reference = microsiemens(40.0);
  device.programming_sd_us = {0.0};
  return device;
}

inline hardware::Device sram() {
  hardware::Device device = rram();
  device.name = "sram";
  device.type = hardware::DeviceType::Sram;
  device.encoding = hardware::Encoding::TwosComplement;
  device.max_cell_bits = 1;
  device.cell_capacitance = femtofarads(1.2);
  device.cell_area_f2 = 240.0;
  return device;
}

inline hardware::Hardware chip() {
  hardware::Hardware hardware;
  hardware.device = rram();
  hardware.cell_bits = 2;
  hardware.crossbar = hardware::CrossbarShape(
      {.rows = 128, .columns = 128, .active_rows = 128, .columns_per_adc = 16});
  hardware.max_copies = 4;
  return hardware;
}

inline network::Network random_network(Stream& stream) {
  network::FamilyParameters parameters;
  const auto families = network::family_names();
  parameters.family = families[stream.below(families.size())];
  parameters.skip = stream.below(2) == 0;
  const std::uint64_t stages = 1 + stream.below(3);
  for (std::uint64_t i = 0; i < stages; ++i) {
    parameters.stages.push_back({.blocks = 1 + static_cast<int>(stream.below(2)),
                                 .kernel = 1 + 2 * static_cast<int>(stream.below(3)),
                                 .width = 4 + static_cast<int>(stream.below(60))});
  }
  network::Network network = network::build_family(parameters);
  for (const std::size_t layer : network.layers()) {
    network.set_bits(layer, 2 + static_cast<int>(stream.below(7)),
                     2 + static_cast<int>(stream.below(7)));
  }
  return network;
}

inline hardware::Hardware random_chip(Stream& stream) {
  const auto draw = [&](int low, int high) {
    return low + static_cast<int>(stream.below(static_cast<std::uint64_t>(high - low + 1)));
  };
  hardware::Hardware hardware;
  hardware.device = stream.below(3) == 0 ? sram() : rram();
  hardware.cell_bits = draw(1, hardware.device.max_cell_bits);
  const int rows = 32 << draw(0, 4);
  hardware.crossbar = hardware::CrossbarShape({.rows = rows,
                                               .columns = 32 << draw(0, 4),
                                               .active_rows = draw(1, rows),
                                               .columns_per_adc = 1 << draw(0, 5)});
  hardware.node_nm = stream.uniform(7.0, 130.0);
  hardware.supply = volts(stream.uniform(0.5, 1.5));
  hardware.clock = megahertz(stream.uniform(10.0, 2000.0));
  hardware.adc_bits = draw(1, 12);
  hardware.dac_bits = draw(1, 8);
  hardware.macros_per_tile = draw(1, 32);
  hardware.buffer_kib = 1 << draw(0, 10);
  hardware.max_copies = draw(1, 64);
  hardware.dataflow =
      stream.below(2) == 0 ? hardware::Dataflow::Pipelined : hardware::Dataflow::Sequential;
  return hardware;
}

inline Cost cost_of(const network::Network& network, const hardware::Hardware& hardware,
                    const Calibration& constants) {
  return estimate(network, mapping::map_network(network, hardware), hardware,
                  network::default_activity(network), constants);
}

}  // namespace kirchhoff::cost::sample
