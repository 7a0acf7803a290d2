// tests/cost/unit_costs_test.cpp - areas and leakage of one crossbar and one tile by hand.
#include "kirchhoff/cost/unit_costs.hpp"

#include <doctest/doctest.h>

#include "tests/cost/sample.hpp"

namespace kirchhoff::cost {
namespace {

const Calibration constants = sample::calibration();

TEST_CASE("a crossbar is its cells, rows and converters") {
  hardware::Hardware hardware = sample::chip();
  hardware.node_nm = 28.0;
  const UnitCosts units = unit_costs(hardware, constants);
  CHECK(units.crossbar.cells.si() == sample::nearly(128 * 128 * 16 * 28e-9 * 28e-9));
  CHECK(units.crossbar.drivers.si() == sample::nearly(128 * (0.14 + 3.7) * 1e-12));
  CHECK(units.crossbar.multiplexers.si() == sample::nearly(8 * 15 * 1.8e-12));
  CHECK(units.crossbar.shift_add.si() == sample::nearly(8 * (6 + 16) * (4.8 + 3.7) * 1e-12));
}

TEST_CASE("resistive cells do not leak, SRAM cells do, even on a crossbar that is gated") {
  hardware::Hardware hardware = sample::chip();
  hardware.node_nm = 28.0;
  const UnitCosts resistive = unit_costs(hardware, constants);
  CHECK(resistive.crossbar_leakage.si() ==
        sample::nearly((resistive.crossbar.sum() - resistive.crossbar.cells).si() * 8.6e3));
  hardware.device = sample::sram();
  hardware.cell_bits = 1;
  const UnitCosts charge = unit_costs(hardware, constants);
  CHECK(charge.crossbar_leakage.si() == sample::nearly(charge.crossbar.sum().si() * 8.6e3));
  CHECK(resistive.gated_leakage == Power{});
  CHECK(charge.gated_leakage.si() == sample::nearly(charge.crossbar.cells.si() * 8.6e3));
}

TEST_CASE("more macros in a tile make its wires longer") {
  hardware::Hardware hardware = sample::chip();
  const Energy before = unit_costs(hardware, constants).bit_across_tile;
  hardware.macros_per_tile *= 4;
  CHECK(unit_costs(hardware, constants).bit_across_tile > before);
}

}  // namespace
}  // namespace kirchhoff::cost
