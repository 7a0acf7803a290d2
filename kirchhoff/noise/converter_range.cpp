// kirchhoff/noise/converter_range.cpp - fixes a converter's step from the sums it will see.
#include "kirchhoff/noise/converter_range.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdlib>
#include <limits>
#include <numeric>

#include "kirchhoff/base/error.hpp"

namespace kirchhoff::noise {
namespace {

constexpr std::int64_t bin_limit = std::int64_t{1} << 16;
constexpr double share = 0.999;
constexpr int range_candidates = 256;
constexpr double candidates_per_octave = 32.0;

}  // namespace

CodeRange code_range(int bits, bool is_signed) {
  KIRCHHOFF_ASSERT(bits >= 1);
  if (!is_signed) return {.low = 0.0, .high = std::exp2(bits) - 1.0};
  const double high = std::exp2(bits - 1) - 1.0;
  return {.low = -high, .high = high};
}

ConverterRange::ConverterRange(std::int64_t largest) {
  while ((largest >> shift_) >= bin_limit) ++shift_;
  counts_.resize(static_cast<std::size_t>(largest >> shift_) + 2);
}

void ConverterRange::add(std::span<const float> sums) {
  // Bin k counts magnitudes in (2^shift (k-1), 2^shift k]; bin 0 counts zeros.
  const int round_up = (1 << shift_) - 1;
  for (const float sum : sums) {
    const int magnitude = std::abs(static_cast<int>(sum));
    ++counts_[static_cast<std::size_t>((magnitude + round_up) >> shift_)];
  }
}

double ConverterRange::percentile() const {
  const std::int64_t total = std::accumulate(counts_.begin() + 1, counts_.end(), std::int64_t{0});
  const auto wanted = static_cast<std::int64_t>(std::ceil(share * static_cast<double>(total)));
  std::int64_t seen = 0;
  for (std::size_t bin = 1; bin < counts_.size() && total > 0; ++bin) {
    seen += counts_[bin];
    if (seen >= wanted) return static_cast<double>(bin) * std::exp2(shift_);
  }
  return 0.0;
}

double ConverterRange::least_error(const CodeRange& codes) const {
  std::size_t top = counts_.size() - 1;
  while (top > 0 && counts_[top] == 0) --top;
  const double largest = static_cast<double>(top) * std::exp2(shift_);
  double best = 0.0, least = std::numeric_limits<double>::infinity();
  for (int i = 0; i < range_candidates && top > 0; ++i) {
    const double range = largest * std::exp2(-i / candidates_per_octave);
    const double step = converter_step(range, codes);
    double error = 0.0;
    for (std::size_t bin = 1; bin <= top; ++bin) {
      const double sum = static_cast<double>(bin) * std::exp2(shift_);
      const double code = std::min(std::nearbyint(sum / step), codes.high);
      const double missed = sum - code * step;
      error += static_cast<double>(counts_[bin]) * missed * missed;  // eq. 25
    }
    if (error < least) {
      least = error;
      best = range;
    }
  }
  return best;
}

double ConverterRange::reaching(double reach, const CodeRange& codes) const {
  double count = 0.0, sum = 0.0, squares = 0.0;
  for (std::size_t bin = 1; bin < counts_.size(); ++bin) {
    const auto share = static_cast<double>(counts_[bin]);
    const double value = static_cast<double>(bin) * std::exp2(shift_);
    count += share;
    sum += share * value;
    squares += share * value * value;
  }
  if (count == 0.0) return 0.0;
  const double mean = codes.low < 0.0 ? 0.0 : sum / count;  // of pairs, sums of both signs
  return mean + reach * std::sqrt(std::max(squares / count - mean * mean, 0.0));
}

double converter_step(double range, const CodeRange& codes) {
  const double high = std::max(codes.high, 1.0);
  const double coarse = range / high;
  if (coarse > 0.5 || range <= 0.0) return std::max(1.0, coarse);
  // Codes to spare: halve the step, and with it the noise in integers, as long as twice the range
  // fits. Powers of two keep every integer a whole number of steps.
  return std::min(1.0, std::exp2(std::ceil(std::log2(2.0 * coarse))));
}

}  // namespace kirchhoff::noise
