// kirchhoff/cost/signals.cpp - expectations of inputs and cell levels.
#include "kirchhoff/cost/signals.hpp"

#include <algorithm>
#include <bit>
#include <cstddef>

namespace kirchhoff::cost {
namespace {

// Sum of the levels of all slices of one magnitude.
int level_sum(unsigned magnitude, int cell_bits) {
  if (cell_bits == 1) return std::popcount(magnitude);
  const unsigned top = (1U << cell_bits) - 1U;
  int sum = 0;
  for (; magnitude != 0; magnitude >>= cell_bits) sum += static_cast<int>(magnitude & top);
  return sum;
}

// Ones in the two's complement of +magnitude and -magnitude, each sign as likely.
double mean_ones(unsigned magnitude, int weight_bits) {
  const unsigned negative = (1U << weight_bits) - magnitude;
  const int ones_negative = magnitude == 0 ? 0 : std::popcount(negative);
  return 0.5 * (std::popcount(magnitude) + ones_negative);
}

}  // namespace

InputSignal input_signal(const network::LayerActivity& activity, int dac_bits) {
  InputSignal signal;
  const auto bits = static_cast<std::size_t>(dac_bits);
  const double full_scale = static_cast<double>((1U << bits) - 1U);
  const std::vector<double>& ones = activity.ones_share;
  for (std::size_t first = 0; first < ones.size(); first += bits) {
    double idle = 1.0, mean = 0.0, variance = 0.0, weight = 1.0;
    for (std::size_t plane = first; plane < std::min(first + bits, ones.size()); ++plane) {
      const double share = ones[plane];
      idle *= 1.0 - share;
      mean += weight * share;
      variance += weight * weight * share * (1.0 - share);
      weight *= 2.0;
    }
    signal.active_steps += 1.0 - idle;                                           // eq. 3
    signal.mean_square += (variance + mean * mean) / (full_scale * full_scale);  // eq. 2
  }
  return signal;
}

double mean_level_sum(const network::LayerActivity& activity, int weight_bits,
                      const hardware::Hardware& hardware) {
  const bool pair = hardware.device.encoding == hardware::Encoding::DifferentialPair;
  const double top = static_cast<double>((1U << hardware.cell_bits) - 1U);
  double sum = 0.0;
  for (std::size_t level = 0; level < activity.level_share.size(); ++level) {
    const auto magnitude = static_cast<unsigned>(level);
    const double levels =
        pair ? level_sum(magnitude, hardware.cell_bits) / top : mean_ones(magnitude, weight_bits);
    sum += activity.level_share[level] * levels;
  }
  return sum;
}

}  // namespace kirchhoff::cost
