// tests/formats/device_models_test.cpp - shipped devices against published statistics and formulas.
#include <doctest/doctest.h>

#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "kirchhoff/formats/csv.hpp"
#include "kirchhoff/formats/files.hpp"
#include "kirchhoff/noise/cell_noise.hpp"
#include "kirchhoff/noise/cell_statistics.hpp"

namespace kirchhoff::formats {
namespace {

using noise::cell_statistics;
using noise::CellStatistics;

constexpr double reference_draws = 200'000.0;

void check_row(const CsvTable& table, std::size_t row, const std::string& name) {
  const double target = table.required_number(row, "target_uS");
  const double time = table.required_number(row, "time_s");
  const double mean = table.required_number(row, "mean_uS");
  const double sd = table.required_number(row, "sd_uS");
  CAPTURE(name);
  CAPTURE(target);
  CAPTURE(time);
  const CellStatistics ours = cell_statistics(
      load_device(name), {.target = microsiemens(target), .since_programming = seconds(time)});
  const double our_sd = ours.sd.si() * 1e6;
  const double error = std::sqrt((our_sd * our_sd + sd * sd) / reference_draws);
  // Half a unit of the table's last digit on top.
  CHECK(std::abs(ours.mean.si() * 1e6 - mean) < 4.0 * error + 5e-6);
  CHECK(std::abs(our_sd - sd) < 0.02 * sd + 5e-6);
  const std::optional<double> drift = table.number(row, "drift_mean");
  CHECK(drift.has_value() == ours.drift_mean.has_value());
  if (!drift || !ours.drift_mean) return;
  const double drift_sd = table.required_number(row, "drift_sd");
  CHECK(std::abs(*ours.drift_mean - *drift) <
        4.0 * drift_sd * std::sqrt(2.0 / reference_draws) + 5e-6);
  CHECK(std::abs(*ours.drift_sd - drift_sd) < 0.02 * drift_sd + 5e-6);
}

double sd_us(const std::string& name, double target_us, double since_s) {
  return noise::programming_sd(load_device(name), microsiemens(target_us), seconds(since_s)).si() *
         1e6;
}

}  // namespace

TEST_CASE("shipped devices agree with all published draws: mean, sd and drift exponent") {
  const char* folder = std::getenv("KIRCHHOFF_REFERENCE");
  const std::string path = std::string(folder ? folder : "") + "/noise/device_statistics.csv";
  if (folder == nullptr || !std::filesystem::exists(path)) {
    MESSAGE("SKIPPED: KIRCHHOFF_REFERENCE names no folder with noise/device_statistics.csv");
    return;
  }
  const std::map<std::string, std::string> names = {{"PCMLike", "pcm-nandakumar"},
                                                    {"Hermes1", "pcm-hermes-one"},
                                                    {"Hermes2", "pcm-hermes-two"},
                                                    {"ReRamWan", "rram-wan-relaxing"},
                                                    {"ReRamCMO", "rram-cmo"}};
  const CsvTable table = CsvTable::load(path);
  CHECK(table.row_count() == 150);
  for (std::size_t row = 0; row < table.row_count(); ++row)
    check_row(table, row, names.at(table.text(row, "model")));
}

TEST_CASE("SONOS cells spread by A (1 - exp(-I / B)), A and B growing over five days") {
  // 1600 nA over 0.1 V are 16 microsiemens; the sd of day 0 is 19.88665 (1 - exp(-1600/176.3115)).
  const double day_0 = 19.88665 * (1.0 - std::exp(-1600.0 / 176.3115));
  const double day_3 = 31.04318 * (1.0 - std::exp(-1600.0 / 198.90332));
  CHECK(sd_us("sonos-iedm2022", 16.0, 0.0) ==
        doctest::Approx(day_0 / 100.0).scale(0.0).epsilon(1e-6));
  CHECK(sd_us("sonos-iedm2022", 16.0, 3 * 86400.0) ==
        doctest::Approx(day_3 / 100.0).scale(0.0).epsilon(1e-6));
  CHECK(sd_us("sonos-iedm2022", 16.0, 1e9) == sd_us("sonos-iedm2022", 16.0, 5 * 86400.0));
  double before = 0.0;
  for (double day = 0.0; day <= 5.0; day += 0.25) {
    const double now = sd_us("sonos-iedm2022", 5.0, day * 86400.0);
    CHECK(now >= before);
    before = now;
  }
}

TEST_CASE("formulas of devices without published draws, computed by hand") {
  const auto near = [](double value) { return doctest::Approx(value).scale(0.0).epsilon(1e-9); };
  CHECK(sd_us("rram-milo", 100.0, 60.0) == near(4.782321 - 0.9107));
  CHECK(sd_us("rram-wan-1s-cubic", 0.0, 1.0) == near(1.053));
  CHECK(sd_us("rram-wan-1s-cubic", 10.0, 1.0) == near(0.1536 - 1.167 + 2.374 + 1.053));
  CHECK(sd_us("rram-wan-1s", 0.0, 1.0) == near(0.348));
  CHECK(sd_us("rram-cmo-2pc", 50.0, 0.0) == near(0.01129027418 * 50.0 + 0.0112185391));
  CHECK(sd_us("pcm-joshi", 10.0, 0.0) == near(0.28638599 + 0.7585724 - 0.178767));
}

TEST_CASE("the relaxing RRAM is the one-day RRAM after a day, and lies between in between") {
  for (const double target : {1.0, 10.0, 30.0, 40.0}) {
    CHECK(sd_us("rram-wan-relaxing", target, 86400.0) ==
          doctest::Approx(sd_us("rram-wan", target, 0.0)).scale(0.0).epsilon(1e-12));
    CHECK(sd_us("rram-wan-relaxing", target, 1.0) == sd_us("rram-wan-1s", target, 0.0));
    const double hour = sd_us("rram-wan-relaxing", target, 3600.0);
    CHECK(hour > sd_us("rram-wan-1s", target, 0.0));
    CHECK(hour < sd_us("rram-wan", target, 0.0));
  }
}

}  // namespace kirchhoff::formats
