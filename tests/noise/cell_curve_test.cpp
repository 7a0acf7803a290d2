// tests/noise/cell_curve_test.cpp - laws of cells that are not ohmic, alone and in a layer.
#include "kirchhoff/noise/cell_curve.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include "kirchhoff/base/error.hpp"
#include "kirchhoff/noise/analog_layer.hpp"
#include "kirchhoff/noise/nonlinear_crossbar.hpp"
#include "tests/noise/example_chip.hpp"

using namespace kirchhoff;
using namespace kirchhoff::noise;
using hardware::InputCoding;
using hardware::WeightMapping;

namespace {

constexpr std::size_t rows = 20, outputs = 3;
constexpr int weight_bits = 4, activation_bits = 4;
constexpr ReadConditions linear{
    .programming_noise = false, .read_noise = false, .converters = false};

// Numbers of the size of Milo's, so that shares depend on the conductance and are large enough to
// be seen: about a quarter of the current at the read voltage.
hardware::Device bent_device(double strength = 1.0) {
  hardware::Device device = test::example_device(hardware::Encoding::DifferentialPair);
  device.read_voltage = volts(0.5);
  device.curve.quadratic = {strength * 2e-5, strength * 3e-6};
  device.curve.cubic = {strength * 8e-5, strength * 1e-5};
  return device;
}

hardware::Hardware bent_chip(InputCoding coding, WeightMapping mapping) {
  hardware::Hardware chip = test::example_hardware({.cell_bits = 3, .dac_bits = 4});
  chip.device = bent_device();
  chip.periphery.input_coding = coding;
  chip.weight_mapping = mapping;
  return chip;
}

std::vector<std::int8_t> weights() { return test::random_weights(rows * outputs, weight_bits, 2); }
std::vector<std::uint8_t> inputs() { return test::random_inputs(rows, activation_bits, 2); }

std::vector<float> products(const hardware::Hardware& chip) {
  AnalogLayer layer(weights(), weight_bits, activation_bits,
                    test::example_mapping(static_cast<int>(rows), static_cast<int>(outputs)), chip);
  layer.program(linear, Stream(1, purpose::programming, 0));
  std::vector<float> out(outputs);
  layer.multiply(inputs(), out, Stream(1, purpose::read_noise, 0));
  return out;
}

// The same, cell by cell: levels [rows][columns] under voltages, solved by Newton's method. The
// currents in units of one level at one step of the input.
std::vector<double> solved_currents(const std::vector<int>& levels, const WireSegments& wires,
                                    double strength = 1.0) {
  const double unit = 40e-6 / 7.0, step_v = 0.5 / 15.0;
  std::vector<double> first, second, third, voltages;
  for (const int level : levels) {
    const double g = 1e-6 + level * unit;
    const double decades = std::log10(g);
    const double q = strength * (2e-5 + 3e-6 * decades), c = strength * (8e-5 + 1e-5 * decades);
    const double as_read = g / (g + q * 0.5 + c * 0.25);  // read at 0.5 V, a cell conducts g
    first.push_back(g * as_read);
    second.push_back(q * as_read);
    third.push_back(c * as_read);
  }
  for (const std::uint8_t input : inputs()) voltages.push_back(input * step_v);
  std::vector<double> currents =
      nonlinear_currents({.linear_s = first, .quadratic = second, .cubic = third}, voltages, wires)
          .current_a;
  for (double& current : currents) current /= unit * step_v;
  return currents;
}

std::vector<int> pair_levels() {
  std::vector<int> levels;
  for (std::size_t row = 0; row < rows; ++row) {
    for (std::size_t output = 0; output < outputs; ++output) {
      const int weight = weights()[output * rows + row];
      levels.push_back(std::max(weight, 0));
      levels.push_back(std::max(-weight, 0));
    }
  }
  return levels;
}

std::vector<double> exact() {
  std::vector<double> products;
  for (const float product : test::integer_products(weights(), inputs(), rows))
    products.push_back(double{product});
  return products;
}

}  // namespace

TEST_CASE(
    "at the read voltage a cell conducts what it was programmed to, below it follows its law") {
  const hardware::Device device = bent_device();
  const double g = 20e-6, decades = std::log10(g);
  const double q = 2e-5 + 3e-6 * decades, c = 8e-5 + 1e-5 * decades;
  const CurveShares shares = curve_shares(device, siemens(g));
  CHECK(shares.linear + shares.square + shares.cube == doctest::Approx(1.0).epsilon(1e-12));
  for (const double v : {0.1, 0.25, 0.4}) {
    const double law = g * v + q * v * v + c * v * v * v;
    const double at_read = g * 0.5 + q * 0.25 + c * 0.125;
    const double x = v / 0.5;
    CHECK(shares.linear * x + shares.square * x * x + shares.cube * x * x * x ==
          doctest::Approx(law / at_read).scale(0.0).epsilon(1e-12));
  }
}

TEST_CASE("outside the range of the device the law's shape is that of the nearest end") {
  const hardware::Device device = bent_device();
  CHECK(curve_shares(device, siemens(0.0)).square == curve_shares(device, device.g_min).square);
  CHECK(curve_shares(device, siemens(1.0)).cube == curve_shares(device, device.g_max).cube);
  CHECK(curve_shares(device, device.g_max).cube != curve_shares(device, device.g_min).cube);
  CHECK(curve_shares(test::example_device(hardware::Encoding::DifferentialPair), siemens(1e-6))
            .linear == 1.0);
}

TEST_CASE("a current that falls with voltage is refused with the voltage and the conductance") {
  hardware::Device device = bent_device();
  check_curve(device);
  device.curve.quadratic = {-2e-4};
  device.curve.cubic = {};
  CHECK_THROWS_AS(check_curve(device), Error);
  CHECK_THROWS_AS(
      [&] {
        hardware::Hardware chip = bent_chip(InputCoding::Amplitude, WeightMapping::Differential);
        chip.device = device;
        (void)products(chip);
      }(),
      Error);
}

TEST_CASE("products of amplitudes are those of the crossbar solved cell by cell") {
  const std::vector<double> currents = solved_currents(pair_levels(), {});
  const std::vector<float> seen =
      products(bent_chip(InputCoding::Amplitude, WeightMapping::Differential));
  double bent = 0.0;
  for (std::size_t output = 0; output < outputs; ++output) {
    const double expected = currents[2 * output] - currents[2 * output + 1];
    CHECK(double{seen[output]} == doctest::Approx(expected).scale(0.0).epsilon(2e-5));
    bent = std::max(bent, std::abs(expected - exact()[output]));
  }
  CHECK(bent > 5.0);  // of products up to some hundred
}

TEST_CASE("the same with a reference column, whose cells are as bent") {
  std::vector<int> levels;
  for (std::size_t row = 0; row < rows; ++row) {
    for (std::size_t output = 0; output < outputs; ++output) {
      const int weight = weights()[output * rows + row] + 8;
      levels.push_back(weight & 7);
      levels.push_back(weight >> 3);
    }
    levels.push_back(0);
  }
  const std::vector<double> currents = solved_currents(levels, {});
  double sum = 0.0;
  for (const std::uint8_t input : inputs()) sum += input;
  const std::vector<float> seen =
      products(bent_chip(InputCoding::Amplitude, WeightMapping::Offset));
  for (std::size_t output = 0; output < outputs; ++output) {
    const double reference = currents.back();
    const double expected = (currents[2 * output] - reference) +
                            8.0 * (currents[2 * output + 1] - reference) - 8.0 * sum;
    CHECK(double{seen[output]} == doctest::Approx(expected).scale(0.0).epsilon(1e-4));
  }
}

// The effective matrix is that of cells as they conduct at the read voltage. Below it they conduct
// less, and the wires take less: what is missed is the bend's share of what the wires take.
TEST_CASE("behind wires a layer's bent products miss the bend's share of what the wires take") {
  const WireSegments wires{ohms(20.0), ohms(20.0)};
  for (const double strength : {1.0, 0.1, 0.01}) {
    hardware::Hardware chip = bent_chip(InputCoding::Amplitude, WeightMapping::Differential);
    chip.device = bent_device(strength);
    chip.periphery.row_wire = wires.row;
    chip.periphery.column_wire = wires.column;
    const std::vector<double> solved = solved_currents(pair_levels(), wires, strength);
    const std::vector<double> without = solved_currents(pair_levels(), {}, strength);
    const std::vector<float> seen = products(chip);
    double missed = 0.0, lost = 0.0;
    for (std::size_t output = 0; output < outputs; ++output) {
      const double expected = solved[2 * output] - solved[2 * output + 1];
      missed += std::pow(double{seen[output]} - expected, 2);
      lost += std::pow(expected - (without[2 * output] - without[2 * output + 1]), 2);
    }
    CHECK(std::sqrt(lost) > 5.0);
    CHECK(std::sqrt(missed / lost) < 0.5 * strength);
  }
}

TEST_CASE("behind wires the full scale is exact to first order, whatever the bend") {
  // One cell of the top level under the read voltage; its partner of level 0 hardly loses.
  hardware::Hardware chip = bent_chip(InputCoding::Amplitude, WeightMapping::Differential);
  chip.periphery.row_wire = chip.periphery.column_wire = ohms(50.0);
  const std::vector<std::int8_t> weight = {7};
  const std::vector<std::uint8_t> full_scale = {15};
  AnalogLayer layer(weight, weight_bits, activation_bits, test::example_mapping(1, 1), chip);
  layer.program(linear, Stream(1, purpose::programming, 0));
  std::vector<float> out(1);
  layer.multiply(full_scale, out, Stream(1, purpose::read_noise, 0));
  const hardware::Device device = bent_device();
  std::vector<double> first, second, third;
  for (const double g : {41e-6, 1e-6}) {
    const CurveShares shares = curve_shares(device, siemens(g));
    first.push_back(g * shares.linear);
    second.push_back(g * shares.square / 0.5);
    third.push_back(g * shares.cube / 0.25);
  }
  const std::vector<double> voltage = {0.5};
  const std::vector<double> currents =
      nonlinear_currents({.linear_s = first, .quadratic = second, .cubic = third}, voltage,
                         {ohms(50.0), ohms(50.0)})
          .current_a;
  const double expected = (currents[0] - currents[1]) / (40e-6 / 7.0 * 0.5 / 15.0);
  const double lost = 105.0 - expected;
  CHECK(lost > 0.4);
  CHECK(std::abs(double{out[0]} - expected) < 0.02 * lost);
}

TEST_CASE("cells of the two's complement lose what a cell at g_min conducts, as bent as it is") {
  hardware::Hardware chip = bent_chip(InputCoding::Amplitude, WeightMapping::Differential);
  chip.device.encoding = hardware::Encoding::TwosComplement;
  chip.cell_bits = 1;
  std::vector<int> levels;
  for (std::size_t row = 0; row < rows; ++row) {
    for (std::size_t output = 0; output < outputs; ++output) {
      for (int bit = 0; bit < weight_bits; ++bit)
        levels.push_back((weights()[output * rows + row] >> bit & 1) != 0 ? 7 : 0);
    }
    levels.push_back(0);
  }
  const std::vector<double> currents = solved_currents(levels, {});
  const std::vector<float> seen = products(chip);
  for (std::size_t output = 0; output < outputs; ++output) {
    double expected = 0.0;
    for (std::size_t bit = 0; bit < weight_bits; ++bit) {
      const double worth = std::exp2(bit) * (bit + 1 == weight_bits ? -1.0 : 1.0);
      expected += worth * (currents[output * weight_bits + bit] - currents.back()) / 7.0;
    }
    CHECK(double{seen[output]} == doctest::Approx(expected).scale(0.0).epsilon(1e-4));
  }
}

TEST_CASE("pulses and single bits put one voltage on cells: their curve changes nothing") {
  for (const WeightMapping mapping :
       {WeightMapping::Differential, WeightMapping::TwoSided, WeightMapping::Offset}) {
    for (const InputCoding coding : {InputCoding::BitSerial, InputCoding::PulseWidth}) {
      hardware::Hardware chip = bent_chip(coding, mapping);
      CHECK_FALSE(bends_products(chip));
      const std::vector<float> bent = products(chip);
      chip.device.curve = {};
      CHECK(products(chip) == bent);
    }
    hardware::Hardware chip = bent_chip(InputCoding::Amplitude, mapping);
    CHECK(bends_products(chip));
    chip.dac_bits = 2;
    CHECK(bends_products(chip));
    chip.dac_bits = 1;
    CHECK_FALSE(bends_products(chip));
    const std::vector<float> bent = products(chip);
    chip.device.curve = {};
    CHECK(products(chip) == bent);
  }
}
