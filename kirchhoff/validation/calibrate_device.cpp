// kirchhoff/validation/calibrate_device.cpp - statistics by target, then a line or a polynomial.
#include "kirchhoff/validation/calibrate_device.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <set>

#include "kirchhoff/base/error.hpp"
#include "kirchhoff/formats/csv.hpp"
#include "kirchhoff/predict/least_squares.hpp"
#include "kirchhoff/spec/reader.hpp"

namespace kirchhoff::validation {
namespace {

constexpr std::int64_t fewest_cells = 5;  // of a target: below, an sd is a guess
constexpr std::size_t highest_degree = 4;

struct Moments {
  double mean = 0.0, sd = 0.0;
  std::int64_t count = 0;
  [[nodiscard]] double error_of_mean() const { return sd / std::sqrt(static_cast<double>(count)); }
};

Moments moments_of(const std::vector<double>& values) {
  Moments result{.mean = 0.0, .sd = 0.0, .count = static_cast<std::int64_t>(values.size())};
  const auto count = static_cast<double>(values.size());
  for (const double value : values) result.mean += value / count;
  double squares = 0.0;
  for (const double value : values) squares += (value - result.mean) * (value - result.mean);
  if (values.size() > 1) result.sd = std::sqrt(squares / (count - 1.0));
  return result;
}

double polynomial(const std::vector<double>& coefficients, double x) {
  double value = 0.0;
  for (auto c = coefficients.rbegin(); c != coefficients.rend(); ++c) value = value * x + *c;
  return value;
}

double r_squared(const std::vector<double>& measured, const std::vector<double>& fitted) {
  const double mean = moments_of(measured).mean;
  double rest = 0.0, total = 0.0;
  for (std::size_t i = 0; i < measured.size(); ++i) {
    rest += (measured[i] - fitted[i]) * (measured[i] - fitted[i]);
    total += (measured[i] - mean) * (measured[i] - mean);
  }
  return total > 0.0 ? 1.0 - rest / total : 1.0;
}

// Least squares of y over powers of x, each point with its weight.
std::vector<double> weighted_fit(const std::vector<double>& xs, const std::vector<double>& ys,
                                 const std::vector<double>& weights, std::size_t degree) {
  std::vector<double> features, targets;
  for (std::size_t i = 0; i < xs.size(); ++i) {
    const double root = std::sqrt(weights[i]);
    double power = root;
    for (std::size_t k = 0; k <= degree; ++k, power *= xs[i]) features.push_back(power);
    targets.push_back(root * ys[i]);
  }
  return predict::least_squares(features, degree + 1, targets);
}

bool is_positive_between(const std::vector<double>& coefficients, double low, double high) {
  constexpr int places = 200;
  for (int i = 0; i <= places; ++i) {
    if (polynomial(coefficients, low + (high - low) * i / places) < 0.0) return false;
  }
  return true;
}

// Akaike's criterion, corrected for few points; infinite where they do not suffice.
double criterion(double rest, std::size_t points, std::size_t parameters) {
  const auto n = static_cast<double>(points), k = static_cast<double>(parameters);
  if (n <= k + 1.0) return std::numeric_limits<double>::infinity();
  return n * std::log(std::max(rest, 1e-30) / n) + 2.0 * k + 2.0 * k * (k + 1.0) / (n - k - 1.0);
}

// An sd of n values is known to 1 / sqrt(2 (n - 1)) of itself.
void fit_programming(DeviceFit& fit) {
  const double reference = fit.targets.back().target_us;
  const double lowest = fit.targets.front().target_us / reference;
  std::vector<double> xs, ys, weights;
  double largest = 0.0;
  for (const TargetFit& target : fit.targets) largest = std::max(largest, target.sd_us);
  for (const TargetFit& target : fit.targets) {
    xs.push_back(target.target_us / reference);
    ys.push_back(target.sd_us);
    const double error = std::max(target.sd_us, 0.01 * largest);
    weights.push_back(error > 0.0 ? static_cast<double>(target.cells - 1) / (error * error) : 1.0);
  }
  double best = std::numeric_limits<double>::infinity();
  for (std::size_t degree = 0; degree <= std::min(highest_degree, xs.size() - 1); ++degree) {
    const std::vector<double> candidate = weighted_fit(xs, ys, weights, degree);
    double rest = 0.0;
    for (std::size_t i = 0; i < xs.size(); ++i)
      rest += weights[i] * std::pow(ys[i] - polynomial(candidate, xs[i]), 2.0);
    if (!is_positive_between(candidate, lowest, 1.0)) continue;
    const double judged = criterion(rest, xs.size(), degree + 1);
    if (degree > 0 && judged >= best) continue;  // with few points the constant stays
    best = judged;
    fit.device.programming_sd_us = candidate;
  }
  std::vector<double> fitted;
  for (std::size_t i = 0; i < xs.size(); ++i) {
    fit.targets[i].fitted_sd_us = polynomial(fit.device.programming_sd_us, xs[i]);
    fitted.push_back(fit.targets[i].fitted_sd_us);
  }
  fit.programming_r2 = r_squared(ys, fitted);
}

// -d ln G / d ln t over the readings of one cell; nullopt with fewer than two times or a
// conductance that has no logarithm.
std::optional<double> exponent_of(const std::vector<std::pair<double, double>>& readings) {
  double mean_x = 0.0, mean_y = 0.0, covariance = 0.0, variance = 0.0;
  for (const auto& [time, conductance] : readings) {
    if (!(conductance > 0.0)) return std::nullopt;
    mean_x += std::log(time) / static_cast<double>(readings.size());
    mean_y += std::log(conductance) / static_cast<double>(readings.size());
  }
  for (const auto& [time, conductance] : readings) {
    const double x = std::log(time) - mean_x;
    covariance += x * (std::log(conductance) - mean_y);
    variance += x * x;
  }
  if (!(variance > 0.0)) return std::nullopt;
  return -covariance / variance;
}

// The exponents of a target's cells: their mean, what it is known to, and their sd.
struct Exponents {
  double mean = 0.0, error = 0.0, sd = 0.0, count = 0.0;
};

using Series = std::vector<std::pair<double, double>>;  // times and conductances

std::optional<Exponents> exponents_of_cells(const std::map<std::string, Series>& cells) {
  std::vector<double> exponents;
  for (const auto& [cell, series] : cells) {
    if (const auto exponent = exponent_of(series)) exponents.push_back(*exponent);
  }
  if (exponents.empty()) return std::nullopt;
  const Moments moments = moments_of(exponents);
  return Exponents{.mean = moments.mean,
                   .error = moments.error_of_mean(),
                   .sd = moments.sd,
                   .count = static_cast<double>(moments.count)};
}

// Of cells without names the means decay; their errors at the first and the last time are that of
// the exponent.
std::optional<Exponents> exponent_of_means(const std::map<double, std::vector<double>>& times) {
  Series means;
  for (const auto& [time, values] : times) means.emplace_back(time, moments_of(values).mean);
  const auto exponent = exponent_of(means);
  if (!exponent) return std::nullopt;
  const Moments first = moments_of(times.begin()->second);
  const Moments last = moments_of(times.rbegin()->second);
  const double error =
      std::hypot(first.error_of_mean() / first.mean, last.error_of_mean() / last.mean);
  return Exponents{.mean = *exponent,
                   .error = error / std::log(means.back().first / means.front().first),
                   .count = static_cast<double>(first.count)};
}

std::optional<Exponents> exponents_of(std::span<const CellReading> readings, double target_us,
                                      bool has_cells) {
  std::map<std::string, Series> by_cell;
  std::map<double, std::vector<double>> by_time;
  for (const CellReading& reading : readings) {
    if (reading.target_us != target_us || !(reading.time_s > 0.0)) continue;
    by_cell[reading.cell].emplace_back(reading.time_s, reading.conductance_us);
    by_time[reading.time_s].push_back(reading.conductance_us);
  }
  return has_cells ? exponents_of_cells(by_cell) : exponent_of_means(by_time);
}

// [slope, intercept, low, high] of a line in ln x, clipped to what was seen.
void fit_line(const std::vector<double>& logarithms, const std::vector<double>& values,
              const std::vector<double>& weights, double (&line)[4]) {
  const std::size_t degree = logarithms.size() > 1 ? 1 : 0;
  const std::vector<double> fitted = weighted_fit(logarithms, values, weights, degree);
  line[0] = degree == 1 ? fitted[1] : 0.0;
  line[1] = fitted[0];
  const auto [low, high] = std::minmax_element(values.begin(), values.end());
  line[2] = std::max(0.0, *low);
  line[3] = std::max(line[2], *high);
}

double on_line(const double (&line)[4], double logarithm) {
  return std::clamp(line[0] * logarithm + line[1], line[2], line[3]);
}

void fit_drift(DeviceFit& fit, std::span<const CellReading> readings) {
  const bool has_cells = std::ranges::none_of(
      readings, [](const CellReading& reading) { return reading.cell.empty(); });
  std::vector<double> logarithms, means, sds, weights;
  std::size_t drifting = 0, growing = 0;  // targets, by more than three standard errors
  for (TargetFit& target : fit.targets) {
    if (!(target.target_us > 0.0)) continue;  // a reset cell has no exponent
    const auto exponents = exponents_of(readings, target.target_us, has_cells);
    if (!exponents) continue;
    target.drift_mean = exponents->mean;
    target.drift_sd = exponents->sd;
    if (exponents->mean > 3.0 * exponents->error) ++drifting;
    if (exponents->mean < -3.0 * exponents->error) ++growing;
    logarithms.push_back(std::log(target.target_us / fit.targets.back().target_us));
    means.push_back(exponents->mean);
    sds.push_back(exponents->sd);
    weights.push_back(exponents->count);
  }
  if (means.empty()) {
    fit.notices.emplace_back(
        "there are several times, but no cell with a conductance above 0 at two times above 0: "
        "nothing is known of drift");
    return;
  }
  if (growing > 0) {
    fit.notices.emplace_back(
        "conductances grow with time at some target; a drift exponent is at least 0, so that "
        "growth is left out");
  }
  if (2 * drifting < means.size()) {
    fit.notices.emplace_back(
        "less than half of the targets decay by more than three standard errors: no drift");
    return;
  }
  if (!has_cells) {
    fit.notices.emplace_back(
        "without the column cell the exponents of single cells are not known: their spread is 0");
  }
  hardware::Device& device = fit.device;
  device.has_drift = true;
  device.drift_t0 = seconds(*std::ranges::find_if(fit.times_s, [](double t) { return t > 0.0; }));
  fit_line(logarithms, means, weights, device.drift_mean);
  fit_line(logarithms, sds, weights, device.drift_sd);
  std::vector<double> fitted;
  for (TargetFit& target : fit.targets) {
    if (!target.drift_mean) continue;
    const double logarithm = std::log(target.target_us / fit.targets.back().target_us);
    target.fitted_drift_mean = on_line(device.drift_mean, logarithm);
    target.fitted_drift_sd = on_line(device.drift_sd, logarithm);
    fitted.push_back(target.fitted_drift_mean);
  }
  fit.drift_r2 = r_squared(means, fitted);
}

// The first reading of every cell of a target; of cells without names, all readings at the target's
// first time.
std::vector<double> first_readings(std::span<const CellReading> readings, double target_us) {
  std::map<std::string, const CellReading*> first;
  double first_time = std::numeric_limits<double>::infinity();
  for (const CellReading& reading : readings) {
    if (reading.target_us != target_us) continue;
    first_time = std::min(first_time, reading.time_s);
    const CellReading*& earliest = first[reading.cell];
    if (earliest == nullptr || reading.time_s < earliest->time_s) earliest = &reading;
  }
  std::vector<double> values;
  for (const auto& [cell, reading] : first) {
    if (!cell.empty()) values.push_back(reading->conductance_us);
  }
  for (const CellReading& reading : readings) {
    if (reading.target_us == target_us && reading.cell.empty() && reading.time_s == first_time)
      values.push_back(reading.conductance_us);
  }
  return values;
}

std::vector<TargetFit> statistics_of(std::span<const CellReading> readings) {
  std::set<double> targets_us;
  for (const CellReading& reading : readings) targets_us.insert(reading.target_us);
  require(targets_us.size() >= 2,
          "all cells have the target {} uS; cells of two targets or more are needed",
          *targets_us.begin());
  std::vector<TargetFit> targets;
  for (const double target : targets_us) {
    const Moments moments = moments_of(first_readings(readings, target));
    require(moments.count >= fewest_cells,
            "target {} uS has {} cells; at least {} are needed for an sd", target, moments.count,
            fewest_cells);
    targets.push_back({.target_us = target,
                       .cells = moments.count,
                       .mean_us = moments.mean,
                       .sd_us = moments.sd,
                       .drift_mean = {},
                       .drift_sd = {}});
  }
  return targets;
}

// A device file says that the mean is the target.
void tell_shifts(DeviceFit& fit) {
  std::string shifted;
  for (const TargetFit& target : fit.targets) {
    const double error = target.sd_us / std::sqrt(static_cast<double>(target.cells));
    const double shift = target.mean_us - target.target_us;
    if (std::abs(shift) <= 4.0 * error || std::abs(shift) < 0.25 * target.sd_us) continue;
    shifted +=
        fmt::format("{}{:.4g} uS ({:+.3g})", shifted.empty() ? "" : ", ", target.target_us, shift);
  }
  if (shifted.empty()) return;
  fit.notices.push_back("means differ from their targets, which a device file cannot say: " +
                        shifted);
}

}  // namespace

std::vector<CellReading> load_cell_readings(const std::string& path) {
  const formats::CsvTable table = formats::CsvTable::load(path);
  const std::vector<std::string> columns = {"target_us", "conductance_us"};
  table.require_columns(columns);
  const bool has_times = table.has("time_s");
  spec::Problems problems;
  std::vector<CellReading> readings;
  for (std::size_t row = 0; row < table.row_count(); ++row) {
    try {
      CellReading reading{.target_us = table.required_number(row, "target_us"),
                          .time_s = has_times ? table.required_number(row, "time_s") : 0.0,
                          .conductance_us = table.required_number(row, "conductance_us"),
                          .cell = table.text(row, "cell")};
      require(reading.target_us >= 0.0, "{}: target_us is {}; allowed: at least 0",
              table.place(row), reading.target_us);
      require(reading.time_s >= 0.0, "{}: time_s is {}; allowed: at least 0, since programming",
              table.place(row), reading.time_s);
      readings.push_back(std::move(reading));
    } catch (const Error& error) {
      problems.add_told(error.what());
    }
  }
  problems.raise_if_any();
  require(!readings.empty(), "{}: holds no reading; write one line a reading", path);
  return readings;
}

DeviceFit calibrate_device(const hardware::Device& like, std::span<const CellReading> readings) {
  require(like.type != hardware::DeviceType::Sram,
          "{} is an SRAM, whose cells are capacitors and have no conductances to fit; take an RRAM "
          "or PCM device for the other figures",
          like.name);
  DeviceFit fit{.device = like, .targets = {}, .times_s = {}, .drift_r2 = {}, .notices = {}};
  for (const CellReading& reading : readings) fit.times_s.push_back(reading.time_s);
  std::sort(fit.times_s.begin(), fit.times_s.end());
  fit.times_s.erase(std::unique(fit.times_s.begin(), fit.times_s.end()), fit.times_s.end());
  require(!fit.times_s.empty(), "there are no readings to fit a device to");
  fit.targets = statistics_of(readings);
  hardware::Device& device = fit.device;
  device.g_min = microsiemens(fit.targets.front().target_us);
  device.g_max = device.g_reference = microsiemens(fit.targets.back().target_us);
  // Laws of the other device are not those of these cells.
  device.programming_over_time.clear();
  device.relaxation = {};
  device.variation = {};
  device.stuck = {};
  device.thermal = {};
  device.curve = {};
  device.has_low_frequency_noise = device.has_drift = false;
  device.drift_mean_above = device.drift_sd_above = {};
  fit_programming(fit);
  tell_shifts(fit);
  if (fit.times_s.size() > 1) fit_drift(fit, readings);
  return fit;
}

}  // namespace kirchhoff::validation
