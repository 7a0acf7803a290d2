// tests/cost/programming_test.cpp - writing weights by hand and by law.
#include "kirchhoff/cost/programming.hpp"

#include <doctest/doctest.h>

#include <cmath>

#include "kirchhoff/base/error.hpp"
#include "kirchhoff/cost/technology.hpp"
#include "tests/cost/component_sample.hpp"

namespace kirchhoff::cost {
namespace {

const Calibration constants = sample::components();
const Scaling reference{};

hardware::Hardware resistive() {
  hardware::Hardware hardware = sample::chip();
  hardware.device.write_energy = picojoules(20.0);
  return hardware;
}

TEST_CASE("resistive cells: each takes the device's energy, each row its time") {
  const ProgrammingCost cost = programming_cost(1000.0, 10.0, resistive(), constants, reference);
  CHECK(cost.energy.si() == sample::nearly(1000.0 * 20e-12));
  CHECK(cost.latency.si() == sample::nearly(10.0 * 10e-6));
  CHECK(cost.uncertainty == 5.0);
}

TEST_CASE("SRAM cells: one bit line and one word line charged, one row a cycle, by hand") {
  hardware::Hardware hardware = sample::chip();
  hardware.device = sample::sram();
  hardware.node_nm = 28.0;
  hardware.supply = volts(0.9);
  hardware.clock = megahertz(100.0);
  const double pitch_um = std::sqrt(240.0) * 0.028;
  const double capacitance = 130.0 * 0.35e-15 + 129.0 * pitch_um * 0.2e-15;
  CHECK(cell_write_energy(hardware, constants, reference).si() ==
        sample::nearly(capacitance * 0.81));
  CHECK(programming_cost(0.0, 128.0, hardware, constants, reference).latency.si() ==
        sample::nearly(1.28e-6));
}

TEST_CASE("a taller SRAM costs more per cell") {
  hardware::Hardware hardware = sample::chip();
  hardware.device = sample::sram();
  Energy last{};
  for (const int rows : {32, 64, 128, 256, 512}) {
    hardware.crossbar = hardware::CrossbarShape(
        {.rows = rows, .columns = 128, .active_rows = rows, .columns_per_adc = 16});
    const Energy energy = cell_write_energy(hardware, constants, reference);
    CHECK(energy > last);
    last = energy;
  }
}

TEST_CASE("a network's weights: cells in use, tiles at once, crossbars of a tile in turn") {
  const hardware::Hardware hardware = resistive();
  mapping::Mapping mapping;
  mapping.layers.resize(2);
  mapping.layers[0].crossbars = 10;
  mapping.layers[0].utilisation = 0.5;
  mapping.layers[1].crossbars = 6;
  mapping.layers[1].utilisation = 0.25;
  mapping.crossbars = 16;
  mapping.tiles = 2;
  const ProgrammingCost cost = programming_cost(mapping, hardware, constants, reference);
  CHECK(cost.energy.si() == sample::nearly(6.5 * 128 * 128 * 20e-12));
  CHECK(cost.latency.si() == sample::nearly(8.0 * 128 * 10e-6));
  CHECK(programming_cost(mapping::Mapping{}, hardware, constants, reference).latency == Time{});
}

TEST_CASE("programming without a row's time is refused") {
  ProgrammingCalibration broken = constants.programming;
  broken.resistive_row = Time{};
  CHECK_THROWS_WITH_AS(check_programming(broken),
                       "[programming]: resistive_row_us must be greater than 0", Error);
}

}  // namespace
}  // namespace kirchhoff::cost
