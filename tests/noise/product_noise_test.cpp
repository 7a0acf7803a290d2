// tests/noise/product_noise_test.cpp - draws of whole products agree with the formula.
#include "kirchhoff/noise/product_noise.hpp"

#include <doctest/doctest.h>

#include <cmath>

#include "kirchhoff/base/error.hpp"
#include "tests/noise/example_chip.hpp"

using namespace kirchhoff;
using namespace kirchhoff::noise;

namespace {

void check_agreement(const hardware::Hardware& chip, const ProductConditions& conditions) {
  const ProductNoise seen = product_noise(chip, conditions);
  CAPTURE(seen.drawn_sd);
  CAPTURE(seen.formula_sd);
  CHECK(seen.formula_sd > 0.0);
  // Half a percent for the formula's own cells, which are drawn too.
  CHECK(std::abs(seen.drawn_sd / seen.formula_sd - 1.0) < 4.0 * seen.ratio_error + 0.005);
}

}  // namespace

TEST_CASE("the noise of a product is that of the formula: programming, read, converter") {
  auto chip = test::example_hardware({.cell_bits = 3, .dac_bits = 2, .adc_bits = 8});
  chip.device.g_min = microsiemens(10.0);  // far from the clip at 0
  const ProductConditions conditions{.rows = 32, .outputs = 64, .draws = 150};
  chip.device.programming_sd_us = {0.5, 1.0};
  check_agreement(chip, conditions);
  chip.device.programming_sd_us = {0.0};
  chip.device.read_sd_relative = 0.02;
  check_agreement(chip, conditions);
  chip.device.converter_sd_lsb = 3.0;
  check_agreement(chip, conditions);
  chip.device.programming_sd_us = {0.5, 1.0};
  check_agreement(chip, conditions);
}

TEST_CASE("the same for drift, 1/f noise and cells of the two's complement") {
  auto chip = test::example_hardware({.cell_bits = 3, .dac_bits = 2, .adc_bits = 8});
  chip.device.programming_sd_us = {0.5};
  chip.device.has_drift = chip.device.has_low_frequency_noise = true;
  chip.device.drift_t0 = seconds(20.0);
  const double mean[] = {-0.0155, 0.0244, 0.049, 0.1}, sd[] = {-0.0125, -0.0059, 0.008, 0.045};
  std::copy(std::begin(mean), std::end(mean), chip.device.drift_mean);
  std::copy(std::begin(sd), std::end(sd), chip.device.drift_sd);
  chip.device.low_frequency_coefficient = 0.0088;
  chip.device.low_frequency_exponent = 0.65;
  chip.device.low_frequency_limit = 0.2;
  chip.device.low_frequency_read_time = nanoseconds(250.0);
  check_agreement(chip, {.rows = 32,
                         .outputs = 64,
                         .draws = 150,
                         .converters = false,
                         .since_programming = seconds(86400.0)});
  auto charge = test::example_hardware({.encoding = hardware::Encoding::TwosComplement});
  charge.device.programming_sd_us = {0.0, 0.05};
  charge.device.converter_sd_lsb = 1.0;
  check_agreement(charge, {.rows = 32, .outputs = 64, .draws = 150});
}

TEST_CASE("products with impossible counts are refused") {
  const auto chip = test::example_hardware({});
  CHECK_THROWS_AS((void)product_noise(chip, {.rows = 33}), Error);  // 32 rows are read at once
  CHECK_THROWS_AS((void)product_noise(chip, {.rows = 8, .draws = 1}), Error);
}

TEST_CASE("the formula knows pulses, two-sided pairs and offsets") {
  auto chip = test::example_hardware({.cell_bits = 3, .dac_bits = 3, .adc_bits = 9});
  chip.device.g_min = microsiemens(10.0);
  chip.device.programming_sd_us = {0.3, 0.8};
  chip.device.read_sd_relative = 0.02;
  chip.device.converter_sd_lsb = 0.5;
  const ProductConditions conditions{.rows = 32, .outputs = 64, .draws = 150};
  double before = 0.0;
  for (const double slot : {1.0, 0.25}) {
    chip.periphery.input_coding = hardware::InputCoding::PulseWidth;
    chip.periphery.pulse_slot_share = slot;
    check_agreement(chip, conditions);
    const double read_sd = product_noise(chip, conditions).read_sd;
    if (before > 0.0) CHECK(read_sd == doctest::Approx(2.0 * before).scale(0.0).epsilon(1e-9));
    before = read_sd;
  }
  chip.weight_mapping = hardware::WeightMapping::TwoSided;
  check_agreement(chip, conditions);
  // Outputs share a reference, so that the sd of draws is less certain: more of them.
  chip.weight_mapping = hardware::WeightMapping::Offset;
  const ProductNoise seen = product_noise(chip, {.rows = 32, .outputs = 64, .draws = 600});
  CHECK(std::abs(seen.drawn_sd / seen.formula_sd - 1.0) < 0.03);
}

TEST_CASE("the formula refuses products that amplitudes bend") {
  auto chip = test::example_hardware({.cell_bits = 3, .dac_bits = 3});
  chip.device.read_voltage = volts(0.2);
  chip.device.curve.quadratic = {1e-5};
  const ProductConditions conditions{.rows = 8, .outputs = 2, .draws = 2};
  (void)product_noise(chip, conditions);
  chip.periphery.input_coding = hardware::InputCoding::Amplitude;
  CHECK_THROWS_AS((void)product_noise(chip, conditions), Error);
}
