// tests/validation/calibrate_chip_test.cpp - factors that were put into a chip are found again.
#include "kirchhoff/validation/calibrate_chip.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>

#include "kirchhoff/base/error.hpp"
#include "kirchhoff/cost/factors.hpp"
#include "kirchhoff/formats/files.hpp"
#include "kirchhoff/mapping/mapping.hpp"

namespace kirchhoff::validation {
namespace {

using cost::Component;

const std::string network_name = "lenet5";

cost::Cost cost_of(const hardware::Hardware& chip) {
  const network::Network network = formats::load_network(network_name);
  return cost::estimate(network, mapping::map_network(network, chip), chip,
                        network::default_activity(network), formats::load_calibration());
}

hardware::Hardware chip_with(const std::map<std::string, double>& values) {
  hardware::Hardware chip = formats::load_hardware("rram-32nm");
  chip.factors = {.source = "test", .values = values};
  return chip;
}

// What a perfect bench reads off a chip.
Measurement read_off(const hardware::Hardware& chip, Quantity quantity,
                     std::optional<Component> component = std::nullopt) {
  Measurement measurement;
  measurement.place = "test:1";
  measurement.network = network_name;
  measurement.quantity = quantity;
  measurement.component = component;
  measurement.uncertainty = 0.01;
  measurement.value = predicted(measurement, cost_of(chip));
  return measurement;
}

ChipCalibration calibrate(const std::vector<Measurement>& measurements) {
  return calibrate_chip(formats::load_hardware("rram-32nm"), measurements,
                        formats::load_calibration());
}

const FittedFactor& factor(const ChipCalibration& calibration, const std::string& name) {
  const auto found = std::find_if(calibration.factors.begin(), calibration.factors.end(),
                                  [&](const FittedFactor& other) { return other.name == name; });
  REQUIRE(found != calibration.factors.end());
  return *found;
}

}  // namespace

TEST_CASE("a total alone determines the factor of everything, and no component's") {
  const ChipCalibration found =
      calibrate({read_off(chip_with({{"energy", 1.7}}), Quantity::Energy)});
  CHECK(factor(found, "energy").value == doctest::Approx(1.7).epsilon(0.001));
  CHECK(found.result.values.size() == 1);
  CHECK(factor(found, "energy_converters").value == 1.0);
  CHECK_FALSE(factor(found, "energy_converters").is_determined);
  CHECK_FALSE(factor(found, "latency").is_determined);
}

TEST_CASE("one measured component determines its own factor and says nothing of the others") {
  const ChipCalibration found = calibrate(
      {read_off(chip_with({{"energy_converters", 0.4}}), Quantity::Energy, Component::Converters)});
  CHECK(factor(found, "energy_converters").value == doctest::Approx(0.4).epsilon(0.001));
  CHECK(found.result.values.size() == 1);
}

TEST_CASE("energy, time and area are told apart when all of them are measured") {
  const hardware::Hardware truth = chip_with({{"energy", 1.3}, {"latency", 2.5}, {"area", 0.8}});
  const ChipCalibration found =
      calibrate({read_off(truth, Quantity::Energy), read_off(truth, Quantity::Latency),
                 read_off(truth, Quantity::StagePeriod), read_off(truth, Quantity::Area)});
  CHECK(factor(found, "latency").value == doctest::Approx(2.5).epsilon(0.001));
  CHECK(factor(found, "area").value == doctest::Approx(0.8).epsilon(0.001));
  // A slower chip leaks longer, so its energy grows with both.
  CHECK(factor(found, "energy").value == doctest::Approx(1.3).epsilon(0.01));
  for (const FittedMeasurement& row : found.rows) {
    CHECK(row.after == doctest::Approx(row.measured.value).epsilon(0.005).scale(0.0));
  }
}

TEST_CASE("factors of a chip that is calibrated again are dropped first") {
  const hardware::Hardware truth = chip_with({{"energy", 1.7}});
  const std::vector<Measurement> measured = {read_off(truth, Quantity::Energy)};
  const ChipCalibration found = calibrate_chip(truth, measured, formats::load_calibration());
  CHECK(factor(found, "energy").value == doctest::Approx(1.7).epsilon(0.001));
}

TEST_CASE("a less certain measurement leaves a factor nearer to 1 and less certain") {
  Measurement measurement = read_off(chip_with({{"energy", 2.0}}), Quantity::Energy);
  const ChipCalibration sharp = calibrate({measurement});
  measurement.uncertainty = 0.3;
  const ChipCalibration blurred = calibrate({measurement});
  CHECK(factor(blurred, "energy").value < factor(sharp, "energy").value);
  CHECK(factor(blurred, "energy").value > 1.0);
  CHECK(factor(blurred, "energy").log_sd > factor(sharp, "energy").log_sd);
}

TEST_CASE("one factor, one measurement: the value and its uncertainty are those of the formula") {
  // Minimum of ((m - t) / s)^2 + (t / p)^2 with m = ln 2, s = ln 1.1, p = ln 2.
  Measurement measurement = read_off(chip_with({}), Quantity::Latency);
  measurement.value *= 2.0;
  measurement.uncertainty = 0.1;
  const ChipCalibration found = calibrate({measurement});
  const double p = std::log(2.0), s = std::log(1.1), m = std::log(2.0);
  CHECK(std::log(factor(found, "latency").value) == doctest::Approx(m * p * p / (p * p + s * s)));
  CHECK(factor(found, "latency").log_sd ==
        doctest::Approx(std::sqrt(p * p * s * s / (p * p + s * s))));
}

TEST_CASE("measurements that contradict each other widen the interval of their kind") {
  const hardware::Hardware chip = chip_with({});
  Measurement high = read_off(chip, Quantity::Latency), low = high;
  const ChipCalibration agreed = calibrate({high, low});
  high.value *= 1.5;
  low.value /= 1.5;
  const ChipCalibration torn = calibrate({high, low, read_off(chip, Quantity::Area)});
  CHECK(factor(torn, "area").log_sd < 0.02);  // areas do not contradict
  CHECK(factor(torn, "latency").value == doctest::Approx(1.0));
  CHECK(factor(torn, "latency").log_sd > 10.0 * factor(agreed, "latency").log_sd);
}

TEST_CASE("sensitivities are the slopes of the prediction") {
  const hardware::Hardware chip = chip_with({});
  const cost::Cost base = cost_of(chip);
  constexpr double step = 1e-5;
  const std::vector<Measurement> all = {
      read_off(chip, Quantity::Energy),  read_off(chip, Quantity::Energy, Component::Buffers),
      read_off(chip, Quantity::Latency), read_off(chip, Quantity::StagePeriod),
      read_off(chip, Quantity::Area),    read_off(chip, Quantity::Area, Component::WhiteSpace),
      read_off(chip, Quantity::Power),   read_off(chip, Quantity::Power, Component::Leakage),
  };
  for (const Measurement& measurement : all) {
    const std::vector<double> slopes = sensitivities(measurement, base);
    const auto names = cost::factor_names();
    for (std::size_t i = 0; i < names.size(); ++i) {
      CAPTURE(names[i]);
      CAPTURE(quantity_name(measurement.quantity));
      cost::Cost more = base, less = base;
      cost::apply_factors({.source = "", .values = {{names[i], std::exp(step)}}}, more);
      cost::apply_factors({.source = "", .values = {{names[i], std::exp(-step)}}}, less);
      const double slope =
          std::log(predicted(measurement, more) / predicted(measurement, less)) / (2.0 * step);
      CHECK(slopes[i] == doctest::Approx(slope).epsilon(1e-6));
    }
  }
}

TEST_CASE("a figure that no factor can change is refused with its place") {
  Measurement measurement = read_off(chip_with({}), Quantity::Energy);
  measurement.component = Component::WhiteSpace;
  CHECK_THROWS_WITH_AS((void)calibrate({measurement}),
                       "test:1: the predicted energy_j is 0, which no factor changes; drop the "
                       "measurement or name another component",
                       Error);
}

TEST_CASE("an operating point changes the chip before it is estimated") {
  Measurement measurement = read_off(chip_with({}), Quantity::Latency);
  measurement.settings = {"clock_mhz=250"};
  const ChipCalibration found = calibrate({measurement});
  CHECK(found.rows.front().before > measurement.value * 1.05);
}

}  // namespace kirchhoff::validation
