// tests/cost/components_test.cpp - each component against figures computed by hand.
#include <doctest/doctest.h>

#include <cmath>

#include "kirchhoff/cost/buffer.hpp"
#include "kirchhoff/cost/cells.hpp"
#include "kirchhoff/cost/digital_unit.hpp"
#include "kirchhoff/cost/drivers.hpp"
#include "kirchhoff/cost/interconnect.hpp"
#include "kirchhoff/cost/leakage.hpp"
#include "kirchhoff/cost/multiplexer.hpp"
#include "kirchhoff/cost/sar_adc.hpp"
#include "kirchhoff/cost/shift_add.hpp"
#include "tests/cost/sample.hpp"

namespace kirchhoff::cost {
namespace {

const Calibration constants = sample::calibration();
const Scaling reference{};

TEST_CASE("SAR ADC: eight bits behind 256 rows at 28 nm by hand") {
  const ComponentCost converter = sar_adc_cost(8, 256, constants, reference);
  CHECK(converter.energy.si() == sample::nearly((800.0 + 65.536) * 0.81e-15));
  CHECK(converter.latency.si() == sample::nearly(8.0 * (256 * 0.00653 + 0.640) * 1e-9));
  CHECK(converter.area.si() == sample::nearly(std::pow(10.0, 1.206 - 0.2952) * 256e-12));
}

TEST_CASE("SAR ADC: another bit always costs energy, time and area") {
  for (int bits = 1; bits < 12; ++bits) {
    const ComponentCost narrow = sar_adc_cost(bits, 128, constants, reference);
    const ComponentCost wide = sar_adc_cost(bits + 1, 128, constants, reference);
    CHECK(wide.energy > narrow.energy);
    CHECK(wide.latency > narrow.latency);
    CHECK(wide.area > narrow.area);
  }
}

TEST_CASE("drivers: DAC, gates and wire of one line by hand") {
  hardware::Hardware hardware = sample::chip();
  hardware.node_nm = 28.0;
  const ComponentCost driver = driver_cost(hardware, constants, reference);
  const double wire = 128 * 4 * 28e-9 * 2e-10;  // cells of 16 F2 are 4 F wide
  CHECK(driver.energy.si() == sample::nearly((50e-15 + 128 * 0.35e-15 + wire) * 0.81));
  CHECK(driver.area.si() == sample::nearly((0.14 + 3.7) * 1e-12));
  hardware.dac_bits = 3;
  CHECK(driver_cost(hardware, constants, reference).area.si() ==
        sample::nearly((0.14 * 2.85 * 2.85 + 3 * 3.7) * 1e-12));
}

TEST_CASE("a converter of its own needs no multiplexer") {
  const ComponentCost none = multiplexer_cost(1, constants, reference);
  CHECK(none.energy == Energy{});
  CHECK(none.area == Area{});
  CHECK(multiplexer_cost(16, constants, reference).energy.si() == sample::nearly(4 * 1.7e-15));
  CHECK(multiplexer_cost(16, constants, reference).area.si() == sample::nearly(15 * 1.8e-12));
}

TEST_CASE("a sum is as wide as its largest value") {
  CHECK(sum_bits(1, 8, 8) == 16);
  CHECK(sum_bits(128, 8, 8) == 23);
  CHECK(sum_bits(129, 8, 8) == 24);
  CHECK(shift_add_cost(10, constants, reference).energy.si() == sample::nearly(51e-15));
}

TEST_CASE("a larger buffer costs more per bit and never less area") {
  const ComponentCost half = buffer_cost(32, megahertz(100.0), constants, reference);
  const ComponentCost whole = buffer_cost(64, megahertz(100.0), constants, reference);
  CHECK(whole.energy.si() == sample::nearly(0.05e-12));
  CHECK(whole.energy / half.energy == sample::nearly(std::exp2(0.56)));
  CHECK(whole.area.si() == sample::nearly((42000.0 + 64 * 8192 * 0.055) * 1e-12));
  CHECK(whole.latency.si() == sample::nearly(1.0 / (256 * 1e8)));
}

TEST_CASE("what fits is not spilled, and twice what fits is spilled by half") {
  CHECK(spilled_share(100.0, 100.0) == 0.0);
  CHECK(spilled_share(200.0, 100.0) == sample::nearly(0.5));
}

TEST_CASE("a chip of one tile has no routers on the way") {
  CHECK(hop_count(1, 1) == 0.0);
  CHECK(hop_count(4, 9) == sample::nearly(3.0));
  CHECK(wire_energy(metres(1e-3), volts(2.0), constants).si() == sample::nearly(0.25 * 2e-13 * 4));
}

TEST_CASE("resistive cells: conductance x voltage squared x pulse, by hand") {
  const hardware::Hardware hardware = sample::chip();
  // Two cells of 1 microsiemens at level 0 and levels of 0.5 in all, inputs of mean square 0.25.
  const ReadSignal signal{.exposure = 0.25, .exposed_levels = 0.125};
  const Energy energy = weight_read_energy(signal, 2, hardware, constants);
  CHECK(energy.si() == sample::nearly(0.25 * (2e-6 + 0.5 * 39e-6) * 0.04 * 10e-9));
}

TEST_CASE("charge-domain cells: capacitance x supply squared where both bits are one, by hand") {
  hardware::Hardware hardware = sample::chip();
  hardware.device = sample::sram();
  hardware.supply = volts(0.8);
  const ReadSignal signal{.exposure = 2.0, .exposed_levels = 6.0};
  CHECK(weight_read_energy(signal, 8, hardware, constants).si() ==
        sample::nearly(6.0 * 1.2e-15 * 0.64));
}

TEST_CASE("digital units: lanes share the time and add up their area") {
  const DigitalUnitCost unit = digital_unit_cost(megahertz(100.0), constants, reference);
  CHECK(unit.latency.si() == sample::nearly(1.25e-9));
  CHECK(unit.area.si() == sample::nearly(8 * 540e-12));
}

TEST_CASE("leakage is area times density") {
  CHECK(
      leakage_power(square_millimetres(2.0), square_millimetres(1.0), constants, reference).si() ==
      sample::nearly(2 * 8.6e-3 + 5.4e-3));
}

}  // namespace
}  // namespace kirchhoff::cost
