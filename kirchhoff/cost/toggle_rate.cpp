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

// A sum before and after a step, as two normal numbers.
struct SumPair {
  double mean_before = 0.0, variance_before = 0.0;
  double mean_after = 0.0, variance_after = 0.0;
  double covariance = 0.0;
};

// How many rows of a sum are one in both steps, before alone, after alone.
struct RowCounts {
  double both = 0.0, before = 0.0, after = 0.0;
};

// P(a row does one of these).
RowCounts row_shares(const AdderTreeActivity& activity) {
  const double half = 0.5 * activity.input_toggles;
  return {.both = std::max(0.0, activity.input_ones - half), .before = half, .after = half};
}

// activity.md eq. 6: moments of the sums when the number of rows of each kind is known.
SumPair sum_pair(const AdderTreeActivity& activity, const RowCounts& rows) {
  const double mean = activity.weight_mean;
  const double variance = std::max(0.0, activity.weight_mean_square - mean * mean);
  return {.mean_before = mean * (rows.both + rows.before),
          .variance_before = variance * (rows.both + rows.before),
          .mean_after = mean * (rows.both + rows.after),
          .variance_after = variance * (rows.both + rows.after),
          .covariance = variance * rows.both};
}

// The same when each of `rows` rows is of one kind by chance: large sums.
SumPair random_sum_pair(const AdderTreeActivity& activity, double rows) {
  const RowCounts shares = row_shares(activity);
  const double ones = shares.both + shares.before;
  const double mean = activity.weight_mean * ones;
  const double variance = activity.weight_mean_square * ones - mean * mean;
  const double covariance = activity.weight_mean_square * shares.both - mean * mean;
  return {.mean_before = rows * mean,
          .variance_before = rows * variance,
          .mean_after = rows * mean,
          .variance_after = rows * variance,
          .covariance = rows * covariance};
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
double bit_toggles(const SumPair& pair, double half) {
  // An integer fills the unit around it.
  const double before_mean = pair.mean_before + 0.5, after_mean = pair.mean_after + 0.5;
  const double sd = std::sqrt(pair.variance_before);
  if (sd <= 0.0) {  // the sum was 0
    return odd_share(after_mean, std::sqrt(pair.variance_after), half);
  }
  const double slope = pair.covariance / pair.variance_before;
  const double rest = std::sqrt(std::max(0.0, pair.variance_after - slope * pair.covariance));
  const bool is_spread = sd > 1.2 * half;
  const int points = is_spread ? 24 : 48;
  const double low = is_spread ? before_mean - half : before_mean - 4.0 * sd;
  const double step = (is_spread ? 2.0 * half : 8.0 * sd) / points;
  double toggles = 0.0, weights = 0.0;
  for (int i = 0; i < points; ++i) {
    const double before = low + (i + 0.5) * step;
    const double distance = (before - before_mean) / sd;
    const double weight = is_spread ? 1.0 : std::exp(-0.5 * distance * distance);
    const double odd = odd_share(after_mean + slope * (before - before_mean), rest, half);
    const bool was_odd = std::fmod(std::floor(before / half), 2.0) != 0.0;
    toggles += weight * (was_odd ? 1.0 - odd : odd);
    weights += weight;
  }
  return toggles / weights;
}

double pair_toggles(const SumPair& pair, int bits) {
  double toggles = 0.0;
  for (int bit = 0; bit < bits; ++bit) toggles += bit_toggles(pair, std::exp2(bit));
  return toggles;
}

double factorial(int number) { return std::tgamma(number + 1.0); }

// P(of `rows` rows so many are of each kind): a multinomial number.
double probability(const RowCounts& shares, int rows, int both, int before, int after) {
  const int neither = rows - both - before - after;
  const double zeros = std::max(0.0, 1.0 - shares.both - shares.before - shares.after);
  return factorial(rows) /
         (factorial(both) * factorial(before) * factorial(after) * factorial(neither)) *
         std::pow(shares.both, both) * std::pow(shares.before, before) *
         std::pow(shares.after, after) * std::pow(zeros, neither);
}

// Toggles given how many rows are of each kind. A single word that appears, or one that vanishes,
// toggles where it has ones; the sign fills the bits above.
double counted_toggles(const AdderTreeActivity& activity, int both, int before, int after,
                       int bits) {
  if (both == 0 && before + after == 1) {
    const double ones =
        std::accumulate(activity.weight_ones.begin(), activity.weight_ones.end(), 0.0);
    return ones + (bits - activity.weight_bits) * activity.weight_ones.back();
  }
  // Time may run backwards: a sum of no words is best taken as the first.
  const double first = std::min(before, after), second = std::max(before, after);
  return pair_toggles(
      sum_pair(activity, {.both = static_cast<double>(both), .before = first, .after = second}),
      bits);
}

// A sum of few words is far from normal: rows of each kind are counted out, what is rarer than one
// in a thousand left away.
double small_sum_toggles(const AdderTreeActivity& activity, int rows, int bits) {
  const RowCounts shares = row_shares(activity);
  double toggles = 0.0, covered = 0.0;
  for (int both = 0; both <= rows; ++both) {
    for (int before = 0; before + both <= rows; ++before) {
      for (int after = 0; after + before + both <= rows; ++after) {
        const double share = probability(shares, rows, both, before, after);
        if (share < 1e-3) continue;
        covered += share;
        if (before + after > 0)
          toggles += share * counted_toggles(activity, both, before, after, bits);
      }
    }
  }
  return covered > 0.0 ? toggles / covered : 0.0;
}

constexpr double most_counted_rows = 16.0;

// Toggles of one word of `bits` bits that adds up `rows` rows.
double word_toggles(const AdderTreeActivity& activity, double rows, int bits) {
  if (activity.input_toggles <= 0.0) return 0.0;
  if (rows <= most_counted_rows) return small_sum_toggles(activity, static_cast<int>(rows), bits);
  const SumPair pair = random_sum_pair(activity, rows);
  return pair.variance_before > 0.0 ? pair_toggles(pair, bits) : 0.0;
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
