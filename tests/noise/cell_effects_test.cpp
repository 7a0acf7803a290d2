// tests/noise/cell_effects_test.cpp - laws of variation, stuck cells, temperature and relaxation.
#include <doctest/doctest.h>

#include <cmath>
#include <vector>

#include "kirchhoff/base/error.hpp"
#include "kirchhoff/noise/cell_noise.hpp"
#include "kirchhoff/noise/cell_statistics.hpp"
#include "tests/noise/example_chip.hpp"

using namespace kirchhoff;
using namespace kirchhoff::noise;

namespace {

constexpr std::int64_t draws = 200'000;

hardware::Device quiet_device() {
  return test::example_device(hardware::Encoding::DifferentialPair);
}

CellStatistics statistics(const hardware::Device& device, double target_us, double since_s,
                          double temperature_k = 300.0) {
  return cell_statistics(device, {.target = microsiemens(target_us),
                                  .since_programming = seconds(since_s),
                                  .temperature_k = temperature_k,
                                  .draws = draws});
}

std::vector<float> cells_of(const hardware::Device& device, double since_s, std::size_t count) {
  const std::vector<Conductance> targets = {microsiemens(20.0)};
  std::vector<float> cells(count);
  CellNoise(device, targets, seconds(since_s))
      .draw(std::vector<std::uint8_t>(count, 0), Stream(1, purpose::test, 1), cells);
  return cells;
}

}  // namespace

TEST_CASE("variation between devices is a share of the conductance and lasts") {
  hardware::Device device = quiet_device();
  device.variation.independent_sd = 0.05;
  for (const double target : {5.0, 30.0}) {
    const CellStatistics seen = statistics(device, target, 0.0);
    CHECK(std::abs(seen.mean.si() * 1e6 - target) < 4.0 * 0.05 * target / std::sqrt(2e5));
    CHECK(std::abs(seen.sd.si() * 1e6 / (0.05 * target) - 1.0) < 4.0 / std::sqrt(4e5));
  }
  CHECK(cells_of(device, 1.0, 1000) == cells_of(device, 1e7, 1000));
}

TEST_CASE("stuck cells come in their shares, keep their place and their conductance") {
  hardware::Device device = quiet_device();  // 1 to 41 microsiemens
  device.stuck = {.low = 0.02, .high = 0.05};
  const std::vector<float> cells = cells_of(device, 1.0, draws);
  double low = 0.0, high = 0.0;
  for (const float cell : cells) {
    low += cell == 1.0F ? 1.0 : 0.0;
    high += cell == 41.0F ? 1.0 : 0.0;
  }
  const double count = static_cast<double>(draws);
  CHECK(std::abs(low / count - 0.02) < 4.0 * std::sqrt(0.02 * 0.98 / count));
  CHECK(std::abs(high / count - 0.05) < 4.0 * std::sqrt(0.05 * 0.95 / count));
  CHECK(cells == cells_of(device, 1e6, draws));
}

TEST_CASE("conductances follow Arrhenius, drift exponents a line, both 1 at 300 K") {
  hardware::Device device = quiet_device();
  device.thermal = {.activation_energy_ev = 0.05, .drift_per_kelvin = 0.002};
  const auto mean_at = [&](double kelvin, double since_s) {
    return statistics(device, 20.0, since_s, kelvin).mean.si() * 1e6;
  };
  CHECK(mean_at(300.0, 60.0) == doctest::Approx(20.0).scale(0.0).epsilon(1e-7));
  const double arrhenius = std::exp(-0.05 / 8.617333262e-5 * (1.0 / 350.0 - 1.0 / 300.0));
  CHECK(mean_at(350.0, 60.0) == doctest::Approx(20.0 * arrhenius).scale(0.0).epsilon(1e-6));
  device.has_drift = true;
  device.drift_t0 = seconds(1.0);
  device.drift_mean[1] = device.drift_mean[2] = device.drift_mean[3] = 0.05;
  const double ratio = mean_at(350.0, 9999.0) / mean_at(350.0, 0.0);
  CHECK(ratio == doctest::Approx(std::pow(1e4, -0.05 * 1.1)).scale(0.0).epsilon(1e-6));
  device.thermal.drift_per_kelvin = -0.05;
  CHECK_THROWS_AS((void)statistics(device, 20.0, 60.0, 350.0), Error);
  CHECK_THROWS_AS((void)statistics(device, 20.0, 60.0, 100.0), Error);
}

TEST_CASE("relaxation shifts by the mean's line in ln t, spreads by the sd's, and starts at 1 s") {
  hardware::Device device = quiet_device();
  device.relaxation = {.is_on = true, .mean_us = {0.0, -0.1}, .sd_us = {0.3, 0.05}};
  for (const double time : {0.5, 1.0, 3600.0, 86400.0}) {
    const double log_time = std::log(std::max(time, 1.0));
    const double sd = 0.3 + 0.05 * log_time;
    const CellStatistics seen = statistics(device, 20.0, time);
    CHECK(std::abs(seen.mean.si() * 1e6 - (20.0 - 0.1 * log_time)) < 4.0 * sd / std::sqrt(2e5));
    CHECK(std::abs(seen.sd.si() * 1e6 / sd - 1.0) < 4.0 / std::sqrt(4e5));
  }
  CHECK(statistics(device, 20.0, 0.0).sd.si() == 0.0);
  device.relaxation.stays_in_range = true;  // 1 to 41: half of the cells are clipped at the top
  CHECK(statistics(device, 41.0, 3600.0).mean < microsiemens(41.0 - 0.1));
}

TEST_CASE("statistics refuse targets, times and counts that cannot be") {
  CHECK_THROWS_AS((void)statistics(quiet_device(), -1.0, 0.0), Error);
  CHECK_THROWS_AS((void)statistics(quiet_device(), 1.0, -1.0), Error);
  CHECK_THROWS_AS((void)cell_statistics(
                      quiet_device(),
                      {.target = microsiemens(1.0), .since_programming = seconds(1.0), .draws = 1}),
                  Error);
}

TEST_CASE("a full SRAM cell has its mismatch in statistics, an empty one none") {
  hardware::Device device = quiet_device();
  device.type = hardware::DeviceType::Sram;
  device.g_min = microsiemens(0.0);
  device.g_max = device.g_reference = microsiemens(1.0);
  device.programming_sd_us = {0.0, 0.01};
  CHECK(statistics(device, 0.0, 0.0).sd.si() == 0.0);
  CHECK(std::abs(statistics(device, 1.0, 0.0).sd.si() * 1e6 / 0.01 - 1.0) < 4.0 / std::sqrt(4e5));
}
