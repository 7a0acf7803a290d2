// kirchhoff/cost/toggle_rate.cpp - toggles of sums from the moments of two successive steps.
#include "kirchhoff/cost/toggle_rate.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <numbers>
#include <numeric>

#include "kirchhoff/base/error.hpp"

namespace kirchhoff::cost {
namespace {

// A sum before and after a step in which it may change.
struct SumMoments {
  double changes = 0.0;  // P(some row of the sum toggles)
  double mean = 0.0;     // given that: of the sum, its sd, and its correlation with the next
  double sd = 0.0;
  double correlation = 0.0;
};

// activity.md eq. 6: exact means over rows of random weights, given that at least one row toggles.
SumMoments sum_moments(const AdderTreeActivity& activity, double rows) {
  SumMoments moments;
  const double toggles = activity.input_toggles;
  moments.changes = 1.0 - std::pow(1.0 - toggles, rows);
  if (moments.changes <= 0.0) return moments;
  const double toggling_rows = rows * toggles / moments.changes;
  const double still_ones =
      toggles < 1.0 ? (activity.input_ones - 0.5 * toggles) / (1.0 - toggles) : 0.0;
  const double common = std::max(0.0, rows - toggling_rows) * std::max(0.0, still_ones);
  const double ones = 0.5 * toggling_rows + common;
  const double square_of_mean = activity.weight_mean * activity.weight_mean * ones * ones / rows;
  const double variance = activity.weight_mean_square * ones - square_of_mean;
  moments.mean = activity.weight_mean * ones;
  if (variance <= 0.0) return moments;
  moments.sd = std::sqrt(variance);
  moments.correlation =
      std::clamp((activity.weight_mean_square * common - square_of_mean) / variance, -1.0, 1.0);
  return moments;
}

double normal_share_below(double x) { return 0.5 * std::erfc(-x / std::numbers::sqrt2); }

// P(floor(x / half) is odd) for x normal: bit k of x when half = 2^k.
double odd_share(double mean, double sd, double half) {
  const double period = 2.0 * half;
  if (sd > 0.3 * period) {  // Fourier series of the square wave; two terms are left
    double share = 0.5;
    for (int harmonic = 1; harmonic <= 3; harmonic += 2) {
      const double angle = 2.0 * std::numbers::pi * harmonic / period;
      share -= 2.0 / (std::numbers::pi * harmonic) * std::sin(angle * mean) *
               std::exp(-0.5 * angle * angle * sd * sd);
    }
    return share;
  }
  // Few intervals hold all of it: [half, 2 half) + multiples of the period.
  const double first = std::floor((mean - 5.0 * sd) / period);
  double share = 0.0;
  for (double start = first * period + half; start <= mean + 5.0 * sd; start += period) {
    if (sd <= 0.0) {
      share += mean >= start && mean < start + half ? 1.0 : 0.0;
    } else {
      share +=
          normal_share_below((start + half - mean) / sd) - normal_share_below((start - mean) / sd);
    }
  }
  return share;
}

// activity.md eq. 7: P(bit differs) of two normal numbers. The first is summed over: one period
// when it is spread over several, else all of it.
double bit_toggles(const SumMoments& moments, double half) {
  constexpr int points = 96;
  const double period = 2.0 * half;
  const double rest = std::sqrt(1.0 - moments.correlation * moments.correlation) * moments.sd;
  const bool is_spread = moments.sd > 0.6 * period;
  // An integer fills the unit around it.
  const double mean = moments.mean + 0.5;
  const double low = is_spread ? mean - half : mean - 5.0 * moments.sd;
  const double step = (is_spread ? period : 10.0 * moments.sd) / points;
  double toggles = 0.0, weights = 0.0;
  for (int i = 0; i < points; ++i) {
    const double before = low + (i + 0.5) * step;
    const double distance = (before - mean) / moments.sd;
    const double weight = is_spread ? 1.0 : std::exp(-0.5 * distance * distance);
    const double odd = odd_share(mean + moments.correlation * (before - mean), rest, half);
    const bool was_odd = std::fmod(std::floor(before / half), 2.0) != 0.0;
    toggles += weight * (was_odd ? 1.0 - odd : odd);
    weights += weight;
  }
  return toggles / weights;
}

// Toggles of one word of `bits` bits that adds up `rows` rows.
double word_toggles(const AdderTreeActivity& activity, double rows, int bits) {
  const SumMoments moments = sum_moments(activity, rows);
  if (moments.sd <= 0.0) return 0.0;
  double toggles = 0.0;
  for (int bit = 0; bit < bits; ++bit) toggles += bit_toggles(moments, std::exp2(bit));
  return moments.changes * toggles;
}

void check(const AdderTreeActivity& activity) {
  require(activity.rows >= 2, "adder tree: {} rows; at least 2 are added", activity.rows);
  require(activity.input_ones >= 0.0 && activity.input_ones <= 1.0,
          "adder tree: input_ones ({}) is outside 0 to 1", activity.input_ones);
  const double most = 2.0 * std::min(activity.input_ones, 1.0 - activity.input_ones);
  require(activity.input_toggles >= 0.0 && activity.input_toggles <= most + 1e-9,
          "adder tree: input_toggles ({}) is outside 0 to {}, twice the rarer of ones and zeros",
          activity.input_toggles, most);
  require(activity.weight_ones.size() == static_cast<std::size_t>(activity.weight_bits),
          "adder tree: weight_ones has {} entries for {} weight bits", activity.weight_ones.size(),
          activity.weight_bits);
}

// Expected toggles of all words that enter a level, and their bits.
struct LevelToggles {
  double toggles = 0.0, bits = 0.0;
};

LevelToggles level_toggles(const AdderTreeActivity& activity, int level) {
  const double rows = std::exp2(level);  // added up in each word
  const double words = 2.0 * std::floor(activity.rows / rows / 2.0);
  const int bits = activity.weight_bits + level;
  if (level == 0) {  // activity.md eq. 5: a bit toggles where the input does and the weight is one
    const double ones =
        std::accumulate(activity.weight_ones.begin(), activity.weight_ones.end(), 0.0);
    return {words * activity.input_toggles * ones, words * bits};
  }
  return {words * word_toggles(activity, rows, bits), words * bits};
}

int level_count(int rows) {
  return static_cast<int>(std::bit_width(static_cast<unsigned>(rows))) - 1;
}

// P(bit differs from that of the next plane), summed over the planes of one vector.
double plane_toggles(const network::LayerActivity& activity) {
  const std::vector<double>& ones = activity.ones_share;
  const auto independent = [](double p, double q) { return p * (1.0 - q) + q * (1.0 - p); };
  double toggles = independent(ones.back(), ones.front());  // from one vector to the next
  if (activity.value_counts.empty()) {
    for (std::size_t i = 0; i + 1 < ones.size(); ++i) toggles += independent(ones[i], ones[i + 1]);
    return toggles;
  }
  const std::size_t pairs = (std::size_t{1} << (ones.size() - 1)) - 1;
  double total = 0.0, changes = 0.0;
  for (std::size_t value = 0; value < activity.value_counts.size(); ++value) {
    const auto count = static_cast<double>(activity.value_counts[value]);
    total += count;
    changes += count * std::popcount((value ^ value >> 1U) & pairs);
  }
  return toggles + changes / total;
}

// Ones per plane of the complement when both signs of a magnitude are as likely.
std::vector<double> symmetric_ones(const std::vector<double>& level_share, int weight_bits) {
  std::vector<double> ones(static_cast<std::size_t>(weight_bits), 0.0);
  for (std::size_t level = 0; level < level_share.size(); ++level) {
    const std::size_t negative = (std::size_t{1} << ones.size()) - level;
    for (std::size_t bit = 0; bit < ones.size(); ++bit)
      ones[bit] += 0.5 * level_share[level] *
                   static_cast<double>((level >> bit & 1U) + (negative >> bit & 1U));
  }
  return ones;
}

}  // namespace

AdderTreeActivity adder_tree_activity(const network::LayerActivity& activity, int rows,
                                      int weight_bits) {
  AdderTreeActivity tree{.rows = rows, .weight_bits = weight_bits, .weight_ones = {}};
  const std::vector<double>& ones = activity.ones_share;
  const auto planes = static_cast<double>(ones.size());
  tree.input_ones = std::accumulate(ones.begin(), ones.end(), 0.0) / planes;
  tree.input_toggles = std::min(plane_toggles(activity) / planes,
                                2.0 * std::min(tree.input_ones, 1.0 - tree.input_ones));
  tree.weight_ones = activity.complement_ones.empty()
                         ? symmetric_ones(activity.level_share, weight_bits)
                         : activity.complement_ones;
  for (std::size_t bit = 0; bit < tree.weight_ones.size(); ++bit) {
    const double worth = std::exp2(static_cast<double>(bit));
    const bool is_sign = bit + 1 == tree.weight_ones.size();
    tree.weight_mean += (is_sign ? -worth : worth) * tree.weight_ones[bit];
  }
  for (std::size_t level = 0; level < activity.level_share.size(); ++level)
    tree.weight_mean_square += activity.level_share[level] * static_cast<double>(level * level);
  return tree;
}

double toggle_rate(const AdderTreeActivity& activity, int level) {
  check(activity);
  require(level >= 0 && level < level_count(activity.rows),
          "adder tree: level {} of {} rows; 0 to {} have adders", level, activity.rows,
          level_count(activity.rows) - 1);
  const LevelToggles toggles = level_toggles(activity, level);
  return toggles.toggles / toggles.bits;
}

double toggle_rate(const AdderTreeActivity& activity) {
  check(activity);
  LevelToggles sum;
  for (int level = 0; level < level_count(activity.rows); ++level) {
    const LevelToggles toggles = level_toggles(activity, level);
    sum.toggles += toggles.toggles;
    sum.bits += toggles.bits;
  }
  return sum.toggles / sum.bits;
}

}  // namespace kirchhoff::cost
