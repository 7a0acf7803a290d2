// kirchhoff/predict/rank_correlation.cpp - Spearman's rho, and Kendall's tau by merge sort.
#include "kirchhoff/predict/rank_correlation.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <numeric>
#include <tuple>

#include "kirchhoff/base/error.hpp"

namespace kirchhoff::predict {
namespace {

void check(std::span<const double> a, std::span<const double> b) {
  require(a.size() == b.size(), "rank correlation: {} values against {}; give pairs", a.size(),
          b.size());
  const auto finite = [](double value) { return std::isfinite(value); };
  require(std::all_of(a.begin(), a.end(), finite) && std::all_of(b.begin(), b.end(), finite),
          "rank correlation: a value is not finite");
}

std::int64_t pairs_of(std::int64_t count) { return count * (count - 1) / 2; }

// Pairs with equal keys in a range that is sorted by that key.
template <typename Equal>
std::int64_t tied_pairs(const std::vector<std::size_t>& order, Equal equal) {
  std::int64_t pairs = 0;
  for (std::size_t first = 0; first < order.size();) {
    std::size_t last = first;
    while (last < order.size() && equal(order[first], order[last])) ++last;
    pairs += pairs_of(static_cast<std::int64_t>(last - first));
    first = last;
  }
  return pairs;
}

// Sorts `values` and returns how many pairs were in falling order.
std::int64_t sort_and_count(std::span<double> values, std::span<double> buffer) {
  if (values.size() < 2) return 0;
  const std::size_t half = values.size() / 2;
  std::int64_t swaps = sort_and_count(values.first(half), buffer.first(half)) +
                       sort_and_count(values.subspan(half), buffer.subspan(half));
  std::size_t left = 0, right = half;
  for (double& out : buffer.first(values.size())) {
    if (right == values.size() || (left < half && values[left] <= values[right])) {
      out = values[left++];
    } else {
      swaps += static_cast<std::int64_t>(half - left);
      out = values[right++];
    }
  }
  std::copy_n(buffer.begin(), values.size(), values.begin());
  return swaps;
}

}  // namespace

std::vector<double> ranks(std::span<const double> values) {
  std::vector<std::size_t> order(values.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::sort(order.begin(), order.end(),
            [&](std::size_t a, std::size_t b) { return values[a] < values[b]; });
  std::vector<double> result(values.size());
  for (std::size_t first = 0; first < order.size();) {
    std::size_t last = first;
    while (last < order.size() && values[order[last]] == values[order[first]]) ++last;
    const double mean = 0.5 * static_cast<double>(first + 1 + last);
    for (std::size_t i = first; i < last; ++i) result[order[i]] = mean;
    first = last;
  }
  return result;
}

std::optional<double> kendall_tau(std::span<const double> a, std::span<const double> b) {
  check(a, b);
  std::vector<std::size_t> order(a.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::sort(order.begin(), order.end(), [&](std::size_t i, std::size_t j) {
    return std::tie(a[i], b[i]) < std::tie(a[j], b[j]);
  });
  const std::int64_t all = pairs_of(static_cast<std::int64_t>(a.size()));
  const std::int64_t tied_a =
      tied_pairs(order, [&](std::size_t i, std::size_t j) { return a[i] == a[j]; });
  const std::int64_t tied_both =
      tied_pairs(order, [&](std::size_t i, std::size_t j) { return a[i] == a[j] && b[i] == b[j]; });
  std::vector<double> sorted(a.size()), buffer(a.size());
  for (std::size_t i = 0; i < order.size(); ++i) sorted[i] = b[order[i]];
  const std::int64_t discordant = sort_and_count(sorted, buffer);
  std::iota(order.begin(), order.end(), std::size_t{0});
  const std::int64_t tied_b =
      tied_pairs(order, [&](std::size_t i, std::size_t j) { return sorted[i] == sorted[j]; });
  if (all == tied_a || all == tied_b) return std::nullopt;
  const std::int64_t difference = all - tied_a - tied_b + tied_both - 2 * discordant;
  return static_cast<double>(difference) / (std::sqrt(static_cast<double>(all - tied_a)) *
                                            std::sqrt(static_cast<double>(all - tied_b)));
}

std::optional<double> spearman_rho(std::span<const double> a, std::span<const double> b) {
  check(a, b);
  if (a.size() < 2) return std::nullopt;
  const std::vector<double> x = ranks(a), y = ranks(b);
  const double mean = 0.5 * static_cast<double>(a.size() + 1);
  double xy = 0.0, xx = 0.0, yy = 0.0;
  for (std::size_t i = 0; i < x.size(); ++i) {
    xy += (x[i] - mean) * (y[i] - mean);
    xx += (x[i] - mean) * (x[i] - mean);
    yy += (y[i] - mean) * (y[i] - mean);
  }
  if (xx == 0.0 || yy == 0.0) return std::nullopt;
  return xy / std::sqrt(xx * yy);
}

}  // namespace kirchhoff::predict
