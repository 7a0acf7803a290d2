// kirchhoff/noise/converter_bank.cpp - converters that are not ideal, each with errors of its own.
//
// Model: docs/models/periphery.md
#include "kirchhoff/noise/converter_bank.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "kirchhoff/base/error.hpp"

namespace kirchhoff::noise {
namespace {

using hardware::ConverterModel;

// Levels of 0, 1, ... steps from what each bit weighs; the last level is where it should be, since
// gain is another error.
std::vector<double> bit_levels(std::size_t steps, const std::vector<double>& weights) {
  std::vector<double> levels(steps + 1, 0.0);
  for (std::size_t code = 1; code <= steps; ++code) {
    for (std::size_t bit = 0; bit < weights.size(); ++bit) {
      if ((code >> bit & 1U) != 0) levels[code] += weights[bit];
    }
  }
  const double scale = static_cast<double>(steps) / levels.back();
  for (double& level : levels) level *= scale;
  return levels;
}

// Bit i is 2^i unit capacitors, whose errors add up (eq. 21).
std::vector<double> capacitor_levels(std::size_t steps, double unit_sd, Stream& stream) {
  std::vector<double> weights;
  for (std::size_t units = 1; units <= steps; units *= 2) {
    const auto count = static_cast<double>(units);
    weights.push_back(count + std::sqrt(count) * unit_sd * stream.normal());
  }
  return bit_levels(steps, weights);
}

// A bit weighs as much more than the one decided after it as its stage amplifies what it leaves
// (eq. 26).
std::vector<double> pipeline_levels(std::size_t steps, double gain_sd, Stream& stream) {
  std::vector<double> weights = {1.0};
  for (std::size_t units = 2; units <= steps; units *= 2)
    weights.push_back(weights.back() * 2.0 * std::max(1.0 + gain_sd * stream.normal(), 0.0));
  return bit_levels(steps, weights);
}

// Where a search by bits, the largest first, ends at `code` or above: every bit that is set had to
// be passed; a level that lies above a later one hides codes (eq. 22).
std::vector<double> search_thresholds(const std::vector<double>& levels) {
  const std::size_t steps = levels.size() - 1;
  std::size_t top = 1;
  while (top * 2 <= steps) top *= 2;
  std::vector<double> thresholds;
  double before = -std::numeric_limits<double>::infinity();
  for (std::size_t code = 1; code <= steps; ++code) {
    double threshold = -std::numeric_limits<double>::infinity();
    std::size_t kept = 0;
    for (std::size_t bit = top; bit > 0; bit /= 2) {
      if ((code & bit) == 0) continue;
      kept += bit;
      threshold = std::max(threshold, levels[kept] - 0.5);
    }
    before = std::max(before, threshold);
    thresholds.push_back(before);
  }
  return thresholds;
}

// A staircase of unequal steps, brought to its full height (eq. 23).
std::vector<double> ramp_thresholds(std::size_t steps, double step_sd, Stream& stream) {
  std::vector<double> levels(steps + 1, 0.0);
  for (std::size_t i = 1; i <= steps; ++i)
    levels[i] = levels[i - 1] + std::max(1.0 + step_sd * stream.normal(), 0.0);
  const double scale = levels.back() > 0.0 ? static_cast<double>(steps) / levels.back() : 1.0;
  std::vector<double> thresholds;
  for (std::size_t i = 1; i <= steps; ++i) thresholds.push_back(levels[i] * scale - 0.5);
  return thresholds;
}

// Comparators with offsets; their ones are counted, so the order does not matter (eq. 24).
std::vector<double> flash_thresholds(std::size_t steps, double sd, Stream& stream) {
  std::vector<double> thresholds;
  for (std::size_t i = 1; i <= steps; ++i)
    thresholds.push_back(static_cast<double>(i) - 0.5 + sd * stream.normal());
  std::sort(thresholds.begin(), thresholds.end());
  return thresholds;
}

std::vector<double> drawn_thresholds(const hardware::Periphery& periphery, std::size_t steps,
                                     Stream& stream) {
  const bool is_ideal = periphery.mismatch_sd == 0.0;
  switch (is_ideal ? ConverterModel::Ideal : periphery.converter) {
    case ConverterModel::Sar:
      return search_thresholds(capacitor_levels(steps, periphery.mismatch_sd, stream));
    case ConverterModel::Pipeline:
      return search_thresholds(pipeline_levels(steps, periphery.mismatch_sd, stream));
    case ConverterModel::Ramp: return ramp_thresholds(steps, periphery.mismatch_sd, stream);
    case ConverterModel::Flash: return flash_thresholds(steps, periphery.mismatch_sd, stream);
    case ConverterModel::Ideal: break;
  }
  return flash_thresholds(steps, 0.0, stream);
}

}  // namespace

ConverterBank::ConverterBank(const hardware::Periphery& periphery, const CodeRange& codes,
                             std::size_t count, Stream stream)
    : low_(static_cast<float>(codes.low)),
      steps_(static_cast<std::size_t>(codes.high - codes.low)) {
  KIRCHHOFF_ASSERT(steps_ < 4096 && codes.high >= codes.low);
  for (std::size_t converter = 0; converter < count; ++converter) {
    Stream own = stream.split(converter);
    gains_.push_back(static_cast<float>(1.0 + periphery.gain_sd * own.normal()));
    offsets_.push_back(static_cast<float>(periphery.offset_sd_lsb * own.normal()));
    for (const double threshold : drawn_thresholds(periphery, steps_, own))
      thresholds_.push_back(static_cast<float>(threshold + codes.low));
  }
}

std::span<const float> ConverterBank::thresholds(std::size_t converter) const {
  return std::span(thresholds_).subspan(converter * steps_, steps_);
}

float ConverterBank::code(std::size_t converter, float sum) const {
  const float seen = sum * gains_[converter] + offsets_[converter];  // eq. 20
  const float* thresholds = thresholds_.data() + converter * steps_;
  // Thresholds are near where they should be: walk from there.
  const float guess = std::nearbyint(seen) - low_;
  std::size_t code = 0;
  if (guess > 0.0F)
    code = guess >= static_cast<float>(steps_) ? steps_ : static_cast<std::size_t>(guess);
  while (code > 0 && seen < thresholds[code - 1]) --code;
  while (code < steps_ && seen >= thresholds[code]) ++code;
  return low_ + static_cast<float>(code);
}

}  // namespace kirchhoff::noise
