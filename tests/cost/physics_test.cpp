// tests/cost/physics_test.cpp - which designs break a law of physics, and how it is said.
#include <doctest/doctest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "kirchhoff/base/error.hpp"
#include "tests/cost/sample.hpp"

namespace kirchhoff::cost {
namespace {

const Calibration constants = sample::calibration();

bool has(const std::vector<PhysicsFinding>& findings, const std::string& figure) {
  return std::any_of(findings.begin(), findings.end(),
                     [&](const PhysicsFinding& finding) { return finding.figure == figure; });
}

network::Network some_network() {
  return network::build_family({.family = "plain", .stages = {{.blocks = 2, .width = 32}}});
}

TEST_CASE("an ordinary chip breaks no law") {
  const hardware::Hardware hardware = sample::chip();
  const Cost cost = sample::cost_of(some_network(), hardware, constants);
  CHECK(check_physics(cost, hardware, constants).empty());
}

TEST_CASE("a two-bit converter behind 128 rows of four-bit cells and inputs is found") {
  hardware::Hardware hardware = sample::chip();
  hardware.adc_bits = 2;
  hardware.cell_bits = 4;
  hardware.dac_bits = 4;
  const Cost cost = sample::cost_of(some_network(), hardware, constants);
  const auto findings = check_physics(cost, hardware, constants);
  REQUIRE(has(findings, "converter_shortfall_bits"));
  // log2(128 x 15 x 15 + 1) = 14.8 bits.
  CHECK(findings.back().value == sample::nearly(12.81).epsilon(0.001));
  CHECK(findings.back().message.find("need 14.8 bits, the converter has 2") != std::string::npos);
}

TEST_CASE("a converter shortfall of exactly the limit is allowed") {
  const hardware::Hardware hardware = sample::chip();
  Cost cost = sample::cost_of(some_network(), hardware, constants);
  cost.layers.at(0).converter_shortfall_bits = constants.converter_shortfall_bits;
  CHECK_FALSE(has(check_physics(cost, hardware, constants), "converter_shortfall_bits"));
}

TEST_CASE("a chip that cannot be cooled or computes impossibly fast is found") {
  const hardware::Hardware hardware = sample::chip();
  Cost cost = sample::cost_of(some_network(), hardware, constants);
  cost.power = watts(cost.area.si() * 1.01e6);
  CHECK(has(check_physics(cost, hardware, constants), "power_density_w_per_mm2"));
  cost.peak_operations_per_s = cost.area.si() * 1e6 * 1.01e15;
  CHECK(has(check_physics(cost, hardware, constants), "peak_operations_per_s_mm2"));
}

TEST_CASE("a negative time is found") {
  const hardware::Hardware hardware = sample::chip();
  Cost cost = sample::cost_of(some_network(), hardware, constants);
  cost.latency = seconds(-1.0);
  CHECK(has(check_physics(cost, hardware, constants), "latency_s"));
}

TEST_CASE("a calibration with a missing constant is refused by its name") {
  Calibration calibration = constants;
  CHECK_NOTHROW(check_calibration(calibration));
  calibration.read_pulse = Time{};
  CHECK_THROWS_WITH_AS(check_calibration(calibration),
                       "calibration sample: read_pulse_ns must be greater than 0", Error);
  calibration = constants;
  std::swap(calibration.nodes[0], calibration.nodes[1]);
  CHECK_THROWS_AS(check_calibration(calibration), Error);
}

}  // namespace
}  // namespace kirchhoff::cost
