// tests/cost/uncertainty_test.cpp - intervals are factors around the totals, those of
// the chip's family.
#include "kirchhoff/cost/uncertainty.hpp"

#include <doctest/doctest.h>

#include <cmath>

namespace kirchhoff::cost {

TEST_CASE("an interval is the family's factor below and above each total") {
  MacroConstants constants;
  constants.interval[0] = {std::log(2.0), std::log(7.0), std::log(5.0)};
  constants.interval[1] = {std::log(3.0), 0.0, 0.0};
  constants.interval[2] = {0.0, 0.0, std::log(10.0)};
  Cost cost;
  cost.energy = joules(4.0);
  cost.latency = seconds(6.0);
  cost.area = square_metres(10.0);
  hardware::Hardware chip;
  chip.device.type = hardware::DeviceType::Sram;
  const CostIntervals sram = cost_intervals(cost, chip, constants);
  CHECK(sram.energy.low.si() == doctest::Approx(2.0).scale(0.0));
  CHECK(sram.energy.high.si() == doctest::Approx(8.0).scale(0.0));
  CHECK(sram.latency.low.si() == doctest::Approx(2.0).scale(0.0));
  CHECK(sram.area.high.si() == doctest::Approx(10.0).scale(0.0));
  chip.device.type = hardware::DeviceType::Pcm;
  const CostIntervals memory = cost_intervals(cost, chip, constants);
  CHECK(memory.energy.high.si() == doctest::Approx(20.0).scale(0.0));
  CHECK(memory.area.low.si() == doctest::Approx(1.0).scale(0.0));
  chip.device.type = hardware::DeviceType::Sram;
  chip.device.summing = hardware::Summing::AdderTree;
  CHECK(cost_intervals(cost, chip, constants).energy.high.si() == doctest::Approx(28.0).scale(0.0));
}

}  // namespace kirchhoff::cost
