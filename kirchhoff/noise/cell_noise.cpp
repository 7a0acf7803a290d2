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
constexpr double reference_temperature_k = 300.0;
constexpr double boltzmann_ev = 8.617333262e-5;  // per kelvin

double microsiemens_of(Conductance g) { return g.si() * 1e6; }

double polynomial(const std::vector<double>& coefficients, double x) {
  double value = 0.0;
  for (auto c = coefficients.rbegin(); c != coefficients.rend(); ++c) value = value * x + *c;
  return value;
}

double law_at(const double (&line)[4], const hardware::UpperLaw& above, double x) {
  const double ratio = std::max(x, smallest_ratio);
  if (ratio >= above.from) return std::max(polynomial(above.polynomial, ratio), 0.0);
  return std::clamp(line[0] * std::log(ratio) + line[1], line[2], line[3]);  // eq. 5
}

double sd_us_at(const hardware::Device& device, const hardware::ProgrammingAt& at,
                Conductance target) {
  if (at.saturating_amplitude_us > 0.0)
    return at.saturating_amplitude_us *
           (1.0 - std::exp(-microsiemens_of(target) / at.saturating_scale_us));  // eq. 12
  return std::max(polynomial(at.sd_us, target / device.g_reference), 0.0);
}

}  // namespace

Conductance programming_sd(const hardware::Device& device, Conductance target) {
  const double sd =
      std::max(polynomial(device.programming_sd_us, target / device.g_reference), 0.0);  // eq. 3
  // An SRAM cell's capacitor is off by a share of the full one.
  return device.type == hardware::DeviceType::Sram ? sd * device.g_max : microsiemens(sd);
}

Conductance programming_sd(const hardware::Device& device, Conductance target, Time since) {
  const auto& times = device.programming_over_time;
  if (times.empty()) return programming_sd(device, target);
  const auto after =
      std::find_if(times.begin(), times.end(), [&](const auto& at) { return at.time >= since; });
  if (after == times.begin() || after == times.end())
    return microsiemens(
        sd_us_at(device, after == times.end() ? times.back() : times.front(), target));
  const auto before = after - 1;
  const double start = std::log1p(before->time.si());
  const double share =
      (std::log1p(since.si()) - start) / (std::log1p(after->time.si()) - start);  // eq. 13
  return microsiemens(sd_us_at(device, *before, target) * (1.0 - share) +
                      sd_us_at(device, *after, target) * share);
}

bool changes_with_time(const hardware::Device& device) {
  return device.has_drift || device.has_low_frequency_noise || device.relaxation.is_on ||
         device.programming_over_time.size() > 1;
}

CellNoise::CellNoise(const hardware::Device& device, std::span<const Conductance> targets,
                     Time since, double temperature_k)
    : device_(device),
      reference_us_(microsiemens_of(device.g_reference)),
      since_s_(since.si()),
      low_us_(microsiemens_of(device.g_min)),
      high_us_(microsiemens_of(device.g_max)) {
  require(since_s_ >= 0.0, "the time since programming ({} s) must be at least 0", since_s_);
  for (const Conductance target : targets) {
    Level level{.target_us = microsiemens_of(target)};
    level.programming_sd_us = microsiemens_of(programming_sd(device, target, since));
    if (device.has_drift) {
      const double x = target / device.g_reference;
      level.drift_mean = law_at(device.drift_mean, device.drift_mean_above, x);
      level.drift_sd = law_at(device.drift_sd, device.drift_sd_above, x);
    }
    levels_.push_back(level);
  }
  // A stored 0 leaves the capacitor of an SRAM cell uncharged, whatever its size.
  if (device.type == hardware::DeviceType::Sram && !levels_.empty() &&
      targets.front() == device.g_min)
    levels_.front().programming_sd_us = 0.0;
  set_temperature(temperature_k);
  if (since_s_ == 0.0) return;
  const double t = since_s_ + (device.has_drift ? device.drift_t0.si() : 0.0);
  if (device.has_drift) log_time_ratio_ = thermal_drift_ * std::log(t / device.drift_t0.si());
  if (device.has_low_frequency_noise) {
    const double read = device.low_frequency_read_time.si();
    low_frequency_time_ = std::sqrt(std::max(std::log((t + read) / (2.0 * read)), 0.0));  // eq. 6
  }
  if (device.relaxation.is_on) {
    const double log_time = std::log(std::max(since_s_, 1.0));
    relaxes_ = true;
    relaxed_mean_us_ = device.relaxation.mean_us[0] + device.relaxation.mean_us[1] * log_time;
    relaxed_sd_us_ = device.relaxation.sd_us[0] + device.relaxation.sd_us[1] * log_time;  // eq. 14
  }
}

void CellNoise::set_temperature(double temperature_k) {
  require(std::isfinite(temperature_k) && temperature_k >= 200.0 && temperature_k <= 500.0,
          "the temperature ({} K) must be 200 to 500 K", temperature_k);
  if (temperature_k == reference_temperature_k) return;
  const double inverse = 1.0 / temperature_k - 1.0 / reference_temperature_k;
  thermal_factor_ =
      std::exp(-device_.thermal.activation_energy_ev / boltzmann_ev * inverse);  // eq. 15
  thermal_drift_ =
      1.0 + device_.thermal.drift_per_kelvin * (temperature_k - reference_temperature_k);
  require(
      thermal_drift_ >= 0.0,
      "the drift exponent of device {} would turn negative at {} K; check drift_per_kelvin ({})",
      device_.name, temperature_k, device_.thermal.drift_per_kelvin);
}

double CellNoise::low_frequency_sd(double programmed_us, double now_us) const {
  const hardware::Device& device = device_;
  if (device.low_frequency_form == hardware::LowFrequencyForm::Logarithm) {
    const double decades = std::max(std::log10(std::max(now_us, 1.0)), 0.0);
    return device.low_frequency_coefficient * decades * low_frequency_time_;  // eq. 16
  }
  const double x = std::max(programmed_us, 0.0) / reference_us_;
  if (device.low_frequency_form == hardware::LowFrequencyForm::Line)
    return now_us * law_at(device.low_frequency_line, device.low_frequency_above, x) *
           low_frequency_time_;
  const double power = std::pow(x, device.low_frequency_exponent);
  return now_us * (std::min(device.low_frequency_coefficient / std::max(power, 1e-3),
                            device.low_frequency_limit) *
                   low_frequency_time_);  // eq. 6
}

void CellNoise::draw_block(std::span<const std::uint8_t> levels, const Draws& draws,
                           std::span<float> conductance_us, CellSums& sums) const {
  for (std::size_t i = 0; i < levels.size(); ++i) {
    const Level& level = levels_[levels[i]];
    double programmed =
        std::max(level.target_us + level.programming_sd_us * double{draws.programming[i]}, 0.0);
    if (device_.variation.independent_sd > 0.0)
      programmed *= std::max(1.0 + device_.variation.independent_sd * double{draws.variation[i]},
                             0.0);  // eq. 17
    double now = programmed;
    if (log_time_ratio_ != 0.0) {
      const double exponent = std::abs(level.drift_mean + level.drift_sd * double{draws.drift[i]});
      now *= std::exp(-exponent * log_time_ratio_);  // eq. 4
    }
    if (relaxes_)
      now = std::max(now + relaxed_mean_us_ + relaxed_sd_us_ * double{draws.relaxation[i]}, 0.0);
    if (thermal_factor_ != 1.0) now *= thermal_factor_;
    sums.programmed += programmed;
    sums.drifted += now;
    if (low_frequency_time_ != 0.0)
      now = std::max(now + low_frequency_sd(programmed, now) * double{draws.low_frequency[i]}, 0.0);
    if (relaxes_ && device_.relaxation.stays_in_range) now = std::clamp(now, low_us_, high_us_);
    conductance_us[i] = static_cast<float>(now);
  }
}

// Cells that no pulse changes: decided by one uniform number each (eq. 18).
void CellNoise::stick(Stream stream, std::span<float> conductance_us) const {
  const double low = device_.stuck.low, high = low + device_.stuck.high;
  for (float& cell : conductance_us) {
    const double chance = stream.uniform();
    if (chance < low) {
      cell = static_cast<float>(low_us_);
    } else if (chance < high) {
      cell = static_cast<float>(high_us_);
    }
  }
}

CellSums CellNoise::draw(std::span<const std::uint8_t> levels, Stream stream,
                         std::span<float> conductance_us) const {
  KIRCHHOFF_ASSERT(levels.size() == conductance_us.size());
  Stream programming_stream = stream.split(0);
  Stream drift_stream = stream.split(1);
  Stream low_frequency_stream = stream.split(2).split(std::bit_cast<std::uint64_t>(since_s_));
  Stream variation_stream = stream.split(3);
  Stream relaxation_stream = stream.split(4);
  Draws draws;
  CellSums sums;
  for (std::size_t first = 0; first < levels.size(); first += cells_per_fill) {
    const std::size_t count = std::min(cells_per_fill, levels.size() - first);
    programming_stream.fill_normal(draws.programming);
    if (log_time_ratio_ != 0.0) drift_stream.fill_normal(draws.drift);
    if (low_frequency_time_ != 0.0) low_frequency_stream.fill_normal(draws.low_frequency);
    if (device_.variation.independent_sd > 0.0) variation_stream.fill_normal(draws.variation);
    if (relaxes_) relaxation_stream.fill_normal(draws.relaxation);
    draw_block(levels.subspan(first, count), draws, conductance_us.subspan(first, count), sums);
  }
  if (device_.stuck.is_on()) stick(stream.split(5), conductance_us);
  return sums;
}

void CellNoise::draw_drift_exponents(std::span<const std::uint8_t> levels, Stream stream,
                                     std::span<float> exponent) const {
  KIRCHHOFF_ASSERT(levels.size() == exponent.size());
  Stream drift_stream = stream.split(1);
  std::array<float, cells_per_fill> drift;
  for (std::size_t i = 0; i < levels.size(); ++i) {
    if (i % cells_per_fill == 0) drift_stream.fill_normal(drift);
    const Level& level = levels_[levels[i]];
    exponent[i] = static_cast<float>(
        std::abs(level.drift_mean + level.drift_sd * double{drift[i % cells_per_fill]}));
  }
}

}  // namespace kirchhoff::noise
