// kirchhoff/noise/cell_statistics.cpp - mean, spread and drift of many cells with one target.
#include "kirchhoff/noise/cell_statistics.hpp"

#include <algorithm>
#include <cmath>
#include <span>
#include <vector>

#include "kirchhoff/base/error.hpp"
#include "kirchhoff/base/stream.hpp"
#include "kirchhoff/noise/cell_noise.hpp"

namespace kirchhoff::noise {
namespace {

constexpr std::int64_t draws_at_once = std::int64_t{1} << 18;

// Sums relative to a value near the mean, so that nothing cancels.
struct Moments {
  double origin = 0.0;
  double count = 0.0, sum = 0.0, squares = 0.0;

  void add(std::span<const float> values) {
    for (const float value : values) {
      const double difference = double{value} - origin;
      sum += difference;
      squares += difference * difference;
    }
    count += static_cast<double>(values.size());
  }
  [[nodiscard]] double mean() const { return origin + sum / count; }
  [[nodiscard]] double sd() const {
    return std::sqrt(std::max(squares - sum * sum / count, 0.0) / (count - 1.0));
  }
};

}  // namespace

CellStatistics cell_statistics(const hardware::Device& device,
                               const StatisticsConditions& conditions) {
  const double target_us = conditions.target.si() * 1e6;
  require(std::isfinite(target_us) && target_us >= 0.0,
          "the target conductance ({} S) must be 0 or more", conditions.target.si());
  require(std::isfinite(conditions.since_programming.si()),
          "the time since programming ({} s) must be a finite number of seconds",
          conditions.since_programming.si());
  require(conditions.draws >= 2 && conditions.draws <= 1'000'000'000,
          "the number of draws ({}) must be 2 to 10^9", conditions.draws);
  const std::vector<Conductance> targets = {conditions.target};
  const CellNoise cells(device, targets, conditions.since_programming, conditions.temperature_k);
  Moments conductance{.origin = target_us};
  Moments exponent;
  const auto most = static_cast<std::size_t>(std::min(conditions.draws, draws_at_once));
  const std::vector<std::uint8_t> levels(most, 0);
  std::vector<float> values(most);
  for (std::int64_t first = 0; first < conditions.draws; first += draws_at_once) {
    const auto count = static_cast<std::size_t>(std::min(conditions.draws - first, draws_at_once));
    const Stream stream(conditions.seed, purpose::cell_statistics,
                        static_cast<std::uint64_t>(first / draws_at_once));
    const std::span<float> part = std::span(values).first(count);
    cells.draw(std::span(levels).first(count), stream, part);
    conductance.add(part);
    if (!device.has_drift) continue;
    cells.draw_drift_exponents(std::span(levels).first(count), stream, part);
    exponent.add(part);
  }
  CellStatistics result{.mean = microsiemens(conductance.mean()),
                        .sd = microsiemens(conductance.sd()),
                        .drift_mean = std::nullopt,
                        .drift_sd = std::nullopt};
  if (device.has_drift) {
    result.drift_mean = exponent.mean();
    result.drift_sd = exponent.sd();
  }
  return result;
}

}  // namespace kirchhoff::noise
