// kirchhoff/noise/cell_noise.cpp - the conductance of programmed cells: error, drift and 1/f noise.
//
// Model: docs/models/analog_layer.md
#include "kirchhoff/noise/cell_noise.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <cstddef>

#include "kirchhoff/base/error.hpp"

namespace kirchhoff::noise {
namespace {

constexpr double smallest_ratio = 1e-7;  // of a conductance to the reference, inside a logarithm
constexpr std::size_t cells_per_fill = 4096;

double microsiemens_of(Conductance g) { return g.si() * 1e6; }

double clipped_line(const double (&line)[4], double log_ratio) {
  return std::clamp(line[0] * log_ratio + line[1], line[2], line[3]);  // eq. 5
}

}  // namespace

Conductance programming_sd(const hardware::Device& device, Conductance target) {
  const double x = target / device.g_reference;
  double sd = 0.0;
  for (auto c = device.programming_sd_us.rbegin(); c != device.programming_sd_us.rend(); ++c)
    sd = sd * x + *c;  // eq. 3
  sd = std::max(sd, 0.0);
  // An SRAM cell's capacitor is off by a share of the full one.
  return device.type == hardware::DeviceType::Sram ? sd * device.g_max : microsiemens(sd);
}

CellNoise::CellNoise(const hardware::Device& device, std::span<const Conductance> targets,
                     Time since)
    : reference_us_(microsiemens_of(device.g_reference)),
      since_s_(since.si()),
      coefficient_(device.low_frequency_coefficient),
      exponent_(device.low_frequency_exponent),
      limit_(device.low_frequency_limit) {
  require(since_s_ >= 0.0, "the time since programming ({} s) must be at least 0", since_s_);
  for (const Conductance target : targets) {
    Level level{.target_us = microsiemens_of(target)};
    level.programming_sd_us = microsiemens_of(programming_sd(device, target));
    if (device.has_drift) {
      const double log_ratio = std::log(std::max(target / device.g_reference, smallest_ratio));
      level.drift_mean = clipped_line(device.drift_mean, log_ratio);
      level.drift_sd = clipped_line(device.drift_sd, log_ratio);
    }
    levels_.push_back(level);
  }
  // A stored 0 leaves the capacitor of an SRAM cell uncharged, whatever its size.
  if (device.type == hardware::DeviceType::Sram && !levels_.empty())
    levels_.front().programming_sd_us = 0.0;
  if (since_s_ == 0.0) return;
  const double t = since_s_ + (device.has_drift ? device.drift_t0.si() : 0.0);
  if (device.has_drift) log_time_ratio_ = std::log(t / device.drift_t0.si());
  if (device.has_low_frequency_noise) {
    const double read = device.low_frequency_read_time.si();
    low_frequency_time_ = std::sqrt(std::max(std::log((t + read) / (2.0 * read)), 0.0));  // eq. 6
  }
}

double CellNoise::low_frequency_sd(double programmed_us) const {
  const double power = std::pow(std::max(programmed_us, 0.0) / reference_us_, exponent_);
  return std::min(coefficient_ / std::max(power, 1e-3), limit_) * low_frequency_time_;  // eq. 6
}

void CellNoise::draw_block(std::span<const std::uint8_t> levels, std::span<const float> programming,
                           std::span<const float> drift, std::span<const float> low_frequency,
                           std::span<float> conductance_us, CellSums& sums) const {
  for (std::size_t i = 0; i < levels.size(); ++i) {
    const Level& level = levels_[levels[i]];
    const double programmed =
        std::max(level.target_us + level.programming_sd_us * double{programming[i]}, 0.0);
    double now = programmed;
    if (log_time_ratio_ != 0.0) {
      const double exponent = std::abs(level.drift_mean + level.drift_sd * double{drift[i]});
      now *= std::exp(-exponent * log_time_ratio_);  // eq. 4
    }
    sums.programmed += programmed;
    sums.drifted += now;
    if (low_frequency_time_ != 0.0)
      now = std::max(now + now * low_frequency_sd(programmed) * double{low_frequency[i]}, 0.0);
    conductance_us[i] = static_cast<float>(now);
  }
}

CellSums CellNoise::draw(std::span<const std::uint8_t> levels, Stream stream,
                         std::span<float> conductance_us) const {
  KIRCHHOFF_ASSERT(levels.size() == conductance_us.size());
  Stream programming_stream = stream.split(0);
  Stream drift_stream = stream.split(1);
  Stream low_frequency_stream = stream.split(2).split(std::bit_cast<std::uint64_t>(since_s_));
  std::array<float, cells_per_fill> programming;
  std::array<float, cells_per_fill> drift{};
  std::array<float, cells_per_fill> low_frequency{};
  CellSums sums;
  for (std::size_t first = 0; first < levels.size(); first += cells_per_fill) {
    const std::size_t count = std::min(cells_per_fill, levels.size() - first);
    programming_stream.fill_normal(programming);
    if (log_time_ratio_ != 0.0) drift_stream.fill_normal(drift);
    if (low_frequency_time_ != 0.0) low_frequency_stream.fill_normal(low_frequency);
    draw_block(levels.subspan(first, count), programming, drift, low_frequency,
               conductance_us.subspan(first, count), sums);
  }
  return sums;
}

}  // namespace kirchhoff::noise
