// tests/validation/calibrate_device_test.cpp - laws are found again in cells that were drawn by
// them, and what a device file cannot say is told.
#include "kirchhoff/validation/calibrate_device.hpp"

#include <doctest/doctest.h>
#include <unistd.h>

#include <cmath>
#include <filesystem>
#include <fstream>

#include "kirchhoff/base/error.hpp"
#include "kirchhoff/base/stream.hpp"
#include "kirchhoff/formats/device_writer.hpp"
#include "kirchhoff/formats/files.hpp"
#include "kirchhoff/noise/cell_noise.hpp"

namespace kirchhoff::validation {
namespace {

struct Law {
  double constant = 0.3, slope = 1.2, curvature = -0.8;  // sd over x, microsiemens
  double drift_slope = -0.015, drift_intercept = 0.03, drift_sd = 0.01;
  double shift_us = 0.0;
};

constexpr double top_us = 20.0;

std::vector<CellReading> drawn(const Law& law, int cells, const std::vector<double>& times) {
  std::vector<CellReading> readings;
  Stream stream(3, purpose::test, 4);
  for (const double target : {1.0, 3.0, 6.0, 9.0, 12.0, 16.0, top_us}) {
    const double x = target / top_us;
    const double sd = law.constant + law.slope * x + law.curvature * x * x;
    std::vector<float> normal(static_cast<std::size_t>(2 * cells));
    stream.fill_normal(normal);
    for (int cell = 0; cell < cells; ++cell) {
      const auto i = static_cast<std::size_t>(cell);
      const double first = std::max(0.01, target + law.shift_us + sd * double{normal[2 * i]});
      const double exponent = law.drift_intercept + law.drift_slope * std::log(x) +
                              law.drift_sd * double{normal[2 * i + 1]};
      for (const double time : times) {
        const double conductance = time > times.front() && times.front() > 0.0
                                       ? first * std::pow(time / times.front(), -exponent)
                                       : first;
        readings.push_back({target, time, conductance, std::to_string(target * 1e6 + cell)});
      }
    }
  }
  return readings;
}

hardware::Device like() { return formats::load_device("pcm-nandakumar"); }

}  // namespace

TEST_CASE("the laws that drew the cells are found again") {
  const Law law;
  const DeviceFit fit = calibrate_device(like(), drawn(law, 3000, {20.0, 1e3, 1e5}));
  CHECK(fit.notices.empty());
  CHECK(fit.programming_r2 > 0.98);
  REQUIRE(fit.drift_r2.has_value());
  CHECK(*fit.drift_r2 > 0.98);
  for (const TargetFit& target : fit.targets) {
    CAPTURE(target.target_us);
    const double x = target.target_us / top_us;
    const double sd = law.constant + law.slope * x + law.curvature * x * x;
    CHECK(target.fitted_sd_us == doctest::Approx(sd).scale(0.0).epsilon(0.03));
    const double exponent = law.drift_intercept + law.drift_slope * std::log(x);
    CHECK(target.fitted_drift_mean == doctest::Approx(exponent).scale(0.0).epsilon(0.05));
    CHECK(target.fitted_drift_sd == doctest::Approx(law.drift_sd).scale(0.0).epsilon(0.1));
  }
  CHECK(fit.device.drift_t0.si() == 20.0);
  CHECK(fit.device.g_max.si() == doctest::Approx(top_us * 1e-6).scale(0.0));
  CHECK_FALSE(fit.device.has_low_frequency_noise);
}

TEST_CASE("a target of few cells that scatter does not bend the law of the others") {
  const Law law;
  std::vector<CellReading> readings = drawn(law, 2000, {1.0});
  for (int cell = 0; cell < 6; ++cell)
    readings.push_back({14.0, 1.0, cell % 2 == 0 ? 8.0 : 20.0, "wild" + std::to_string(cell)});
  for (const TargetFit& target : calibrate_device(like(), readings).targets) {
    CAPTURE(target.target_us);
    const double x = target.target_us / top_us;
    const double sd = law.constant + law.slope * x + law.curvature * x * x;
    CHECK(target.fitted_sd_us == doctest::Approx(sd).scale(0.0).epsilon(0.05));
  }
}

TEST_CASE("the fitted device is a device: its file reads back, its cells have the fitted spread") {
  hardware::Device device = calibrate_device(like(), drawn({}, 500, {20.0, 1e3})).device;
  device.name = "mine";
  const auto file = std::filesystem::temp_directory_path() / fmt::format("mine-{}.toml", getpid());
  std::ofstream(file) << formats::device_file_text(device);
  const hardware::Device read = formats::load_device(file.string());
  std::filesystem::remove(file);
  CHECK(read.programming_sd_us == device.programming_sd_us);
  CHECK(read.drift_mean[0] == device.drift_mean[0]);
  CHECK(noise::programming_sd(read, microsiemens(9.0)).si() ==
        noise::programming_sd(device, microsiemens(9.0)).si());
}

TEST_CASE("one time tells nothing of drift, and cells that do not drift have none") {
  const DeviceFit once = calibrate_device(like(), drawn({}, 100, {1.0}));
  CHECK_FALSE(once.device.has_drift);
  CHECK_FALSE(once.drift_r2.has_value());
  Law still;
  still.drift_intercept = still.drift_slope = 0.0;  // the exponents still differ by 0.01
  const DeviceFit twice = calibrate_device(like(), drawn(still, 100, {1.0, 1e4}));
  CHECK_FALSE(twice.device.has_drift);
  REQUIRE(twice.notices.size() == 1);
  CHECK(twice.notices[0].find("no drift") != std::string::npos);
}

TEST_CASE("growth is told and is no drift, a time alone above 0 tells nothing") {
  Law growing;
  growing.drift_intercept = -0.03;
  growing.drift_slope = 0.0;
  const DeviceFit fit = calibrate_device(like(), drawn(growing, 100, {1.0, 1e4}));
  CHECK_FALSE(fit.device.has_drift);
  REQUIRE(fit.notices.size() == 2);
  CHECK(fit.notices[0].find("grow with time") != std::string::npos);
  const DeviceFit half = calibrate_device(like(), drawn({}, 100, {0.0, 1e4}));
  CHECK_FALSE(half.device.has_drift);
  REQUIRE(half.notices.size() == 1);
  CHECK(half.notices[0].find("nothing is known of drift") != std::string::npos);
}

TEST_CASE("cells without names that only scatter do not drift") {
  Law still;
  still.drift_intercept = still.drift_slope = still.drift_sd = 0.0;
  std::vector<CellReading> readings = drawn(still, 100, {20.0, 1e4});
  Stream stream(5, purpose::test, 6);
  std::vector<float> normal(readings.size());
  stream.fill_normal(normal);
  for (std::size_t i = 0; i < readings.size(); ++i) {
    readings[i].cell.clear();
    readings[i].conductance_us *= 1.0 + 0.02 * double{normal[i]};  // each reading by itself
  }
  CHECK_FALSE(calibrate_device(like(), readings).device.has_drift);
}

TEST_CASE("times need not be the same for all cells") {
  std::vector<CellReading> readings = drawn({}, 400, {20.0, 1e4});
  const DeviceFit even = calibrate_device(like(), readings);
  for (std::size_t i = 0; i < readings.size(); ++i)
    readings[i].time_s *= 1.0 + 1e-4 * static_cast<double>(i % 7);
  const DeviceFit jittered = calibrate_device(like(), readings);
  REQUIRE(jittered.targets.size() == even.targets.size());
  for (std::size_t i = 0; i < even.targets.size(); ++i) {
    CHECK(jittered.targets[i].cells == 400);
    CHECK(jittered.targets[i].sd_us == even.targets[i].sd_us);
  }
}

TEST_CASE("what a device file cannot say is told") {
  Law shifted;
  shifted.shift_us = 2.0;
  const DeviceFit fit = calibrate_device(like(), drawn(shifted, 200, {1.0}));
  REQUIRE(fit.notices.size() == 1);
  CHECK(fit.notices[0].find("means differ from their targets") != std::string::npos);
  std::vector<CellReading> nameless = drawn({}, 200, {20.0, 1e3});
  for (CellReading& reading : nameless) reading.cell.clear();
  const DeviceFit group = calibrate_device(like(), nameless);
  REQUIRE(group.drift_r2.has_value());
  CHECK(group.targets[0].drift_sd == 0.0);
  CHECK(group.notices.at(0).find("without the column cell") != std::string::npos);
}

TEST_CASE("too few targets or cells are refused") {
  std::vector<CellReading> readings = drawn({}, 4, {1.0});
  CHECK_THROWS_WITH_AS(calibrate_device(like(), readings), doctest::Contains("at least 5"), Error);
  readings.resize(4);
  CHECK_THROWS_WITH_AS(calibrate_device(like(), readings), doctest::Contains("two targets"), Error);
  CHECK_THROWS_WITH_AS(calibrate_device(formats::load_device("sram-charge"), drawn({}, 10, {1.0})),
                       doctest::Contains("is an SRAM"), Error);
}

}  // namespace kirchhoff::validation
