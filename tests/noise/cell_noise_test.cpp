// tests/noise/cell_noise_test.cpp - statistics of programmed cells against formulas and measured
// tables.
#include "kirchhoff/noise/cell_noise.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <cstdlib>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

using namespace kirchhoff;
using namespace kirchhoff::noise;

namespace {

// Nandakumar et al., ICECS 2019: coefficients in microsiemens at 25 microsiemens full scale.
hardware::Device pcm_nandakumar() {
  hardware::Device device;
  device.type = hardware::DeviceType::Pcm;
  device.g_max = device.g_reference = microsiemens(25.0);
  device.programming_sd_us = {0.26348, 1.9650, -1.1731};
  device.has_drift = true;
  device.drift_t0 = seconds(20.0);
  const double mean[] = {-0.0155, 0.0244, 0.049, 0.1};
  const double sd[] = {-0.0125, -0.0059, 0.008, 0.045};
  std::copy(std::begin(mean), std::end(mean), device.drift_mean);
  std::copy(std::begin(sd), std::end(sd), device.drift_sd);
  device.has_low_frequency_noise = true;
  device.low_frequency_coefficient = 0.0088;
  device.low_frequency_exponent = 0.65;
  device.low_frequency_limit = 0.2;
  device.low_frequency_read_time = nanoseconds(250.0);
  return device;
}

// Wan et al., Nature 2022, one second after programming, 40 microsiemens full scale.
hardware::Device rram_wan() {
  hardware::Device device;
  device.type = hardware::DeviceType::Rram;
  device.g_max = device.g_reference = microsiemens(40.0);
  device.programming_sd_us = {0.348, 16.030, -43.853, 45.393, -16.815};
  return device;
}

struct Statistics {
  double mean = 0.0;
  double sd = 0.0;
};

Statistics drawn(const hardware::Device& device, double target_us, double since_s,
                 std::size_t draws) {
  const std::vector<Conductance> targets = {microsiemens(target_us)};
  const CellNoise cells(device, targets, seconds(since_s));
  std::vector<float> conductance(draws);
  cells.draw(std::vector<std::uint8_t>(draws, 0), Stream(7, purpose::test, 1), conductance);
  Statistics result;
  for (const float g : conductance) result.mean += double{g};
  result.mean /= static_cast<double>(draws);
  for (const float g : conductance)
    result.sd += (double{g} - result.mean) * (double{g} - result.mean);
  result.sd = std::sqrt(result.sd / static_cast<double>(draws - 1));
  return result;
}

struct Row {
  std::string model;
  double target_us = 0, time_s = 0, mean_us = 0, sd_us = 0, draws = 0;
};

std::vector<Row> reference_rows(const std::string& path) {
  std::ifstream file(path);
  std::vector<Row> rows;
  std::string line;
  std::getline(file, line);
  while (std::getline(file, line)) {
    std::istringstream cells(line);
    std::vector<std::string> values;
    for (std::string value; std::getline(cells, value, ',');) values.push_back(value);
    rows.push_back({values.at(0), std::stod(values.at(1)), std::stod(values.at(2)),
                    std::stod(values.at(3)), std::stod(values.at(4)), std::stod(values.at(7))});
  }
  return rows;
}

void check_row(const Row& row, const hardware::Device& device) {
  CAPTURE(row.model);
  CAPTURE(row.target_us);
  CAPTURE(row.time_s);
  constexpr std::size_t draws = 200000;
  // The Wan polynomial stands for one second already: no time passes in the device.
  const Statistics ours =
      drawn(device, row.target_us, row.model == "ReRamWan" ? 0.0 : row.time_s, draws);
  const double error =
      std::sqrt(ours.sd * ours.sd / static_cast<double>(draws) + row.sd_us * row.sd_us / row.draws);
  // Half a unit of the table's last digit on top.
  CHECK(std::abs(ours.mean - row.mean_us) < 4.0 * error + 5e-6);
  CHECK(std::abs(ours.sd / row.sd_us - 1.0) < 0.02);
}

}  // namespace

TEST_CASE("programmed conductances have the mean of the target and the sd of the polynomial") {
  for (const double target : {20.0, 30.0, 40.0}) {
    const double x = target / 40.0;
    const double sd = 0.348 + x * (16.030 + x * (-43.853 + x * (45.393 + x * -16.815)));
    CHECK(programming_sd(rram_wan(), microsiemens(target)) / microsiemens(1.0) ==
          doctest::Approx(sd));
    const Statistics statistics = drawn(rram_wan(), target, 0.0, 100000);
    CHECK(std::abs(statistics.mean - target) < 4.0 * sd / std::sqrt(1e5));
    CHECK(std::abs(statistics.sd / sd - 1.0) < 4.0 / std::sqrt(2e5));
  }
}

TEST_CASE("a target of zero clips half of the draws: mean sd / sqrt(2 pi)") {
  const Statistics statistics = drawn(rram_wan(), 0.0, 0.0, 100000);
  const double half_normal_mean = 0.348 / std::sqrt(2.0 * 3.14159265358979);
  CHECK(std::abs(statistics.mean - half_normal_mean) < 4.0 * 0.2032 / std::sqrt(1e5));
}

TEST_CASE("a polynomial below zero means no error") {
  hardware::Device device = rram_wan();
  device.programming_sd_us = {-1.0};
  CHECK(programming_sd(device, microsiemens(10.0)) / microsiemens(1.0) == 0.0);
}

TEST_CASE("drift without spread is the power law of time") {
  hardware::Device device = pcm_nandakumar();
  device.programming_sd_us = {0.0};
  device.has_low_frequency_noise = false;
  const double law[] = {0.0, 0.05, 0.05, 0.05};
  const double none[] = {0.0, 0.0, 0.0, 0.0};
  std::copy(std::begin(law), std::end(law), device.drift_mean);
  std::copy(std::begin(none), std::end(none), device.drift_sd);
  const Statistics statistics = drawn(device, 10.0, 1980.0, 16);
  CHECK(statistics.mean == doctest::Approx(10.0 * std::pow(100.0, -0.05)).scale(0.0).epsilon(1e-6));
}

TEST_CASE("the same stream programs the same chip at every time") {
  hardware::Device device = pcm_nandakumar();
  device.has_drift = device.has_low_frequency_noise = false;
  const std::vector<Conductance> targets = {microsiemens(5.0), microsiemens(20.0)};
  const std::vector<std::uint8_t> levels = {0, 1, 1, 0, 1};
  std::vector<float> early(5), late(5);
  const Stream stream(1, purpose::test, 2);
  CellNoise(device, targets, seconds(0.0)).draw(levels, stream, early);
  CellNoise(device, targets, seconds(1e6)).draw(levels, stream, late);
  CHECK(early == late);
}

TEST_CASE("a stored 0 of an SRAM cell has no mismatch") {
  hardware::Device device;
  device.type = hardware::DeviceType::Sram;
  device.g_max = device.g_reference = microsiemens(1.0);
  device.programming_sd_us = {0.01};
  const std::vector<Conductance> targets = {microsiemens(0.0), microsiemens(1.0)};
  std::vector<float> conductance(2);
  CellNoise(device, targets, seconds(0.0))
      .draw(std::vector<std::uint8_t>{0, 1}, Stream(1, purpose::test, 3), conductance);
  CHECK(conductance[0] == 0.0F);
  CHECK(conductance[1] != 1.0F);
  CHECK(conductance[1] == doctest::Approx(1.0).epsilon(0.06));
}

TEST_CASE("cells agree with published statistics: mean in 4 standard errors, sd in 2 %") {
  const char* folder = std::getenv("KIRCHHOFF_REFERENCE");
  const std::string path = std::string(folder ? folder : "") + "/noise/device_statistics.csv";
  if (folder == nullptr || !std::ifstream(path)) {
    MESSAGE("SKIPPED: KIRCHHOFF_REFERENCE names no folder with noise/device_statistics.csv");
    return;
  }
  int compared = 0;
  for (const Row& row : reference_rows(path)) {
    if (row.model == "PCMLike") check_row(row, pcm_nandakumar()), ++compared;
    if (row.model == "ReRamWan" && row.time_s == 1.0) check_row(row, rram_wan()), ++compared;
  }
  CHECK(compared >= 50);
}
