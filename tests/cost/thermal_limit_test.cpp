// tests/cost/thermal_limit_test.cpp - what thermal noise demands, by hand, and who falls short.
#include "kirchhoff/cost/thermal_limit.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <string>

#include "tests/cost/sample.hpp"

namespace kirchhoff::cost {
namespace {

using sample::nearly;

hardware::Hardware charge_chip() {
  hardware::Hardware chip = sample::chip();
  chip.device = sample::sram();
  chip.cell_bits = 1;
  chip.adc_bits = 6;
  return chip;
}

std::string message_of(const hardware::Hardware& chip, const std::string& figure) {
  const Calibration calibration = sample::calibration();
  const network::Network network =
      network::build_family({.family = "plain", .stages = {{.blocks = 1, .width = 16}}});
  const Cost cost = sample::cost_of(network, chip, calibration);
  for (const PhysicsFinding& finding : check_physics(cost, chip, calibration)) {
    if (finding.figure != figure) continue;
    CHECK(finding.value < finding.limit);
    return finding.message;
  }
  return "";
}

TEST_CASE("eight bits at 300 K need 3.26 fJ, and each further bit four times as much") {
  CHECK(thermal_limit(8.0, 300.0).si() == nearly(12.0 * 1.380649e-23 * 300.0 * 65536.0));
  CHECK(thermal_limit(8.0, 300.0).si() == nearly(3.2574e-15).epsilon(1e-4));
  CHECK(thermal_limit(9.0, 300.0) / thermal_limit(8.0, 300.0) == nearly(4.0));
  CHECK(thermal_limit(8.0, 600.0) / thermal_limit(8.0, 300.0) == nearly(2.0));
}

TEST_CASE("the summing node is the capacitors of all active rows at the supply") {
  const Calibration calibration = sample::calibration();
  hardware::Hardware chip = charge_chip();
  const ThermalBudget budget = summing_budget(chip, calibration);
  CHECK(budget.energy.si() == nearly(128.0 * 1.2e-15 * 0.81));
  CHECK(budget.bits == 6.0);
  CHECK(budget.limit.si() == nearly(thermal_limit(6.0, 300.0).si()));
  chip.adc_bits = 12;  // 129 levels are 7.01 bits, however many the converter has
  CHECK(summing_budget(chip, calibration).bits == nearly(std::log2(129.0)));
  chip.periphery.temperature_k = 400.0;
  CHECK(summing_budget(chip, calibration).limit.si() ==
        nearly(thermal_limit(std::log2(129.0), 400.0).si()));
}

TEST_CASE("currents and logic levels have no summing charge, and logic no conversion") {
  const Calibration calibration = sample::calibration();
  CHECK(summing_budget(sample::chip(), calibration).limit.si() == 0.0);
  hardware::Hardware chip = charge_chip();
  chip.device.summing = hardware::Summing::AdderTree;
  CHECK(summing_budget(chip, calibration).limit.si() == 0.0);
  CHECK(conversion_budget(chip, calibration).limit.si() == 0.0);
}

TEST_CASE("an ordinary converter lies far above the limit, one calibrated below it is refused") {
  const Calibration calibration = sample::calibration();
  hardware::Hardware chip = charge_chip();
  chip.adc_bits = 10;
  const ThermalBudget ordinary = conversion_budget(chip, calibration);
  CHECK(ordinary.energy > ordinary.limit);
  CHECK(message_of(chip, "conversion_energy_j").empty());
  const double share = 0.25 * (ordinary.limit / ordinary.energy);
  chip.factors = {.source = "made up", .values = {{"energy_converters", share}}};
  const std::string message = message_of(chip, "conversion_energy_j");
  CHECK(message.find("4 x less than") != std::string::npos);
  CHECK(message.find("10.0 bits") != std::string::npos);
  chip.factors.values = {{"energy_converters", 4.0 * 0.99 * share}};
  CHECK_FALSE(message_of(chip, "conversion_energy_j").empty());
  chip.factors.values = {{"energy_converters", 4.0 * 1.01 * share}};
  CHECK(message_of(chip, "conversion_energy_j").empty());
  // The factor of all energy counts too.
  chip.factors.values = {{"energy", share}};
  CHECK_FALSE(message_of(chip, "conversion_energy_j").empty());
}

TEST_CASE("a capacitor that is too small for its column's bits is refused with the factor") {
  hardware::Hardware chip = charge_chip();
  CHECK(message_of(chip, "summing_energy_j").empty());
  // 128 rows with 6 bits need 12 kT 4096 / 128 / V^2 = 1.96e-18 F in each cell.
  chip.device.cell_capacitance = femtofarads(1.96e-4);
  CHECK(message_of(chip, "summing_energy_j").find("10 x less than") != std::string::npos);
}

TEST_CASE("whole macros are held against the same limit, charge modes alone for their sums") {
  Calibration calibration = sample::calibration();
  calibration.macros.fitted.fill(1.0);
  hardware::Hardware chip = charge_chip();
  chip.macro.model = hardware::MacroModel::Whole;
  chip.macro.mode = hardware::ComputeMode::ChargeSumming;
  const ThermalBudget sum = summing_budget(chip, calibration);
  CHECK(sum.limit.si() == nearly(thermal_limit(6.0, 300.0).si()));
  const double node = std::pow(32.0 / 28.0, 1.0);  // all constants are 1
  CHECK(sum.energy.si() == nearly(128.0 * 1e-15 * 0.81 * node));
  const ThermalBudget conversion = conversion_budget(chip, calibration);
  CHECK(conversion.energy.si() == nearly((6.0 + 4096.0) * 1e-15 * 0.81 * node));
  chip.macro.mode = hardware::ComputeMode::CurrentSumming;
  CHECK(summing_budget(chip, calibration).limit.si() == 0.0);
}

}  // namespace
}  // namespace kirchhoff::cost
