// tests/cost/physics_test.cpp - which designs break a law of physics, and how it is said.
#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
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
  // log2(128 x 15 x 15 + 1) = 14.8 bits, and the sign.
  CHECK(findings.back().value == sample::nearly(13.81).epsilon(0.001));
  CHECK(findings.back().message.find("need 15.8 bits, the converter has 2") != std::string::npos);
}

double shortfall(const hardware::Hardware& hardware, int weight_bits, int activation_bits) {
  network::Network network("one", {100, 1, 1});
  network::Node linear;
  linear.name = "linear";
  linear.kind = network::OperatorKind::Linear;
  linear.inputs = {0};
  linear.outputs = 4;
  linear.weight_bits = weight_bits;
  linear.activation_bits = activation_bits;
  network.add(linear);
  return sample::cost_of(network, hardware, constants).layers.at(0).converter_shortfall_bits;
}

TEST_CASE("a pair needs a converter with codes for every sum of both signs") {
  hardware::Hardware hardware = sample::chip();
  hardware.adc_bits = 1;
  hardware.cell_bits = 4;
  hardware.dac_bits = 4;
  // -100 x 15 x 15 .. 100 x 15 x 15.
  CHECK(shortfall(hardware, 8, 8) == sample::nearly(std::log2(2 * (22500 + 1)) - 1));
  // 3-bit weights have magnitudes up to 3, 2-bit inputs values up to 3.
  CHECK(shortfall(hardware, 3, 2) == sample::nearly(std::log2(2 * (900 + 1)) - 1));
}

TEST_CASE("a converter behind two's complement cells needs no sign") {
  hardware::Hardware hardware = sample::chip();
  hardware.device = sample::sram();
  hardware.cell_bits = 1;
  hardware.adc_bits = 1;
  hardware.dac_bits = 4;
  CHECK(shortfall(hardware, 8, 8) == sample::nearly(std::log2(1500 + 1) - 1));
  CHECK(shortfall(hardware, 2, 2) == sample::nearly(std::log2(300 + 1) - 1));
}

TEST_CASE("a signed converter with all bits of its full range has a code for the largest sum") {
  // 63 active rows: sums of -63 .. 63, exactly the codes of 7 signed bits.
  hardware::Hardware hardware = sample::chip();
  hardware.cell_bits = 1;
  hardware.crossbar = hardware::CrossbarShape(
      {.rows = 128, .columns = 128, .active_rows = 63, .columns_per_adc = 16});
  hardware.adc_bits = 7;
  CHECK(shortfall(hardware, 8, 8) == 0.0);
  hardware.adc_bits = 6;
  CHECK(shortfall(hardware, 8, 8) == 1.0);
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
  const auto findings = check_physics(cost, hardware, constants);
  REQUIRE(has(findings, "valid_figures"));
  CHECK(findings.front().value == 6.0);
  CHECK(findings.front().limit == 7.0);
  CHECK(findings.front().message.find("latency_s is -1; every figure") == 0);
}

TEST_CASE("how far off a design is can be computed from every finding, even of broken figures") {
  hardware::Hardware hardware = sample::chip();
  hardware.adc_bits = 1;
  hardware.cell_bits = 4;
  for (const double bad : {std::nan(""), HUGE_VAL, -HUGE_VAL, -1.0}) {
    CAPTURE(bad);
    Cost cost = sample::cost_of(some_network(), hardware, constants);
    cost.energy = joules(bad);
    cost.power = watts(bad);
    cost.peak_operations_per_s = bad;
    cost.area = square_metres(1e-12);
    const auto findings = check_physics(cost, hardware, constants);
    CHECK(has(findings, "valid_figures"));
    CHECK(has(findings, "converter_shortfall_bits"));
    for (const PhysicsFinding& finding : findings) {
      CAPTURE(finding.figure);
      const double off = std::abs(finding.value - finding.limit) / finding.limit;
      CHECK(std::isfinite(off));
      CHECK(off > 0.0);
    }
  }
}

TEST_CASE("a calibration with a missing constant is refused by its name") {
  Calibration calibration = constants;
  CHECK_NOTHROW(check_calibration(calibration));
  calibration.read_pulse = Time{};
  CHECK_THROWS_WITH_AS(check_calibration(calibration),
                       "calibration sample: read_pulse_ns must be greater than 0", Error);
  calibration = constants;
  calibration.converter_shortfall_bits = 0;
  CHECK_THROWS_AS(check_calibration(calibration), Error);
  calibration = constants;
  std::swap(calibration.nodes[0], calibration.nodes[1]);
  CHECK_THROWS_AS(check_calibration(calibration), Error);
}

}  // namespace
}  // namespace kirchhoff::cost
