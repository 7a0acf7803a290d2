// tests/cost/refresh_test.cpp - refreshing gain cells by hand, its time, and where it is counted.
#include "kirchhoff/cost/refresh.hpp"

#include <doctest/doctest.h>

#include "kirchhoff/base/error.hpp"
#include "kirchhoff/cost/programming.hpp"
#include "kirchhoff/cost/unit_costs.hpp"
#include "tests/cost/sample.hpp"

namespace kirchhoff::cost {
namespace {

const Calibration constants = sample::calibration();

hardware::Hardware gain_cells() {
  hardware::Hardware hardware = sample::chip();
  hardware.device = sample::sram();
  hardware.device.retention = {
      .time_constant = seconds(800e-6), .spread = 0.3, .refresh_period = seconds(40e-6)};
  hardware.cell_bits = 1;
  return hardware;
}

}  // namespace

TEST_CASE("every cell is read and written once a period") {
  hardware::Hardware hardware = gain_cells();
  const UnitCosts units = unit_costs(hardware, constants);
  const Energy cell = cell_write_energy(hardware, constants, units.scaling);
  CHECK(refresh_power(hardware, constants, units.scaling).si() ==
        sample::nearly(128 * 128 * cell.si() / 40e-6));
  hardware.periphery.refresh_period = seconds(80e-6);  // the chip's own word
  CHECK(refresh_power(hardware, constants, units.scaling).si() ==
        sample::nearly(128 * 128 * cell.si() / 80e-6));
  hardware.device.retention = {};
  hardware.periphery.refresh_period = {};
  CHECK(refresh_power(hardware, constants, units.scaling) == Power{});
}

TEST_CASE("gain cells are refreshed, gated or not, where SRAM leaks") {
  hardware::Hardware hardware = gain_cells();
  const UnitCosts refreshed = unit_costs(hardware, constants);
  const Power power = refresh_power(hardware, constants, refreshed.scaling);
  CHECK(refreshed.gated_leakage == power);
  CHECK(refreshed.crossbar_leakage > power);
  hardware.device.retention = {};
  const UnitCosts charge = unit_costs(hardware, constants);
  CHECK(refreshed.crossbar_leakage.si() - power.si() ==
        sample::nearly((charge.crossbar_leakage - charge.gated_leakage).si()));
}

TEST_CASE("what is refreshed cannot be read meanwhile") {
  hardware::Hardware hardware = gain_cells();
  const double share = 2.0 * 128 / (hardware.clock.si() * 40e-6);
  CHECK(hardware::refresh_share(hardware) == sample::nearly(share));
  const Time refreshed = unit_costs(hardware, constants).cell.latency;
  hardware.device.retention = {};
  CHECK(refreshed.si() ==
        sample::nearly(unit_costs(hardware, constants).cell.latency.si() / (1.0 - share)));
}

TEST_CASE("a period that leaves no time, or cells that need none, are refused") {
  hardware::Hardware hardware = gain_cells();
  hardware.periphery.refresh_period = seconds(3.9 * 128 / hardware.clock.si());
  CHECK_THROWS_WITH_AS(hardware::check_hardware(hardware), doctest::Contains("more than half"),
                       Error);
  hardware.device.retention = {};
  CHECK_THROWS_WITH_AS(hardware::check_hardware(hardware),
                       doctest::Contains("leave refresh_period_us out"), Error);
}

}  // namespace kirchhoff::cost
