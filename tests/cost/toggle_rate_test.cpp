// tests/cost/toggle_rate_test.cpp - expected toggles of an adder tree beside its exact simulation.
#include "kirchhoff/cost/toggle_rate.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include "kirchhoff/base/error.hpp"
#include "kirchhoff/base/stream.hpp"
#include "kirchhoff/cost/exact_adder_tree.hpp"

namespace kirchhoff::cost {
namespace {

// Weights of a trained kind: normal, with a mean and an sd as shares of the largest.
std::vector<std::int8_t> weights_of(int rows, double mean, double sd, Stream& stream) {
  std::vector<std::int8_t> weights;
  for (int row = 0; row < rows; ++row)
    weights.push_back(
        static_cast<std::int8_t>(std::clamp(127.0 * (mean + sd * stream.normal()), -127.0, 127.0)));
  return weights;
}

// Bits of rows that keep their value with the given correlation from step to step.
std::vector<std::uint8_t> bits_of(std::size_t rows, int steps, double ones, double correlation,
                                  Stream& stream) {
  std::vector<std::uint8_t> bits;
  for (int step = 0; step < steps; ++step) {
    for (std::size_t row = 0; row < rows; ++row) {
      const bool keeps = step > 0 && stream.uniform() < correlation;
      const bool drawn = stream.uniform() < ones;
      bits.push_back(keeps ? bits[bits.size() - rows] : static_cast<std::uint8_t>(drawn ? 1 : 0));
    }
  }
  return bits;
}

AdderTreeActivity activity_of(const std::vector<std::int8_t>& weights, double ones,
                              double correlation) {
  AdderTreeActivity activity{.rows = static_cast<int>(weights.size()),
                             .weight_bits = 8,
                             .input_ones = ones,
                             .input_toggles = 2.0 * ones * (1.0 - ones) * (1.0 - correlation),
                             .weight_ones = std::vector<double>(8, 0.0)};
  const auto rows = static_cast<double>(weights.size());
  for (const std::int8_t weight : weights) {
    activity.weight_mean += weight / rows;
    activity.weight_mean_square += weight * weight / rows;
    for (std::size_t bit = 0; bit < 8; ++bit)
      activity.weight_ones[bit] += static_cast<double>(weight >> bit & 1) / rows;
  }
  return activity;
}

}  // namespace

TEST_CASE("one adder, two steps, by hand") {
  // 3 + 0 then 3 - 1: words 0011 0000 -> 0011 1111, sum 00011 -> 00010.
  const std::vector<std::int8_t> weights = {3, -1};
  const std::vector<std::uint8_t> bits = {1, 0, 1, 1};
  const ExactAdderTree tree =
      exact_adder_tree({.weight_bits = 4, .weights = weights, .bits = bits});
  CHECK(tree.sums == std::vector<std::int64_t>{3, 2});
  REQUIRE(tree.levels.size() == 1);
  CHECK(tree.levels[0].input_bits == 8);
  CHECK(tree.levels[0].input_toggles == 4);
  // 0011 + 1111: carries into bits 1 to 4.
  CHECK(tree.levels[0].carry_toggles == 4);
  CHECK(tree.toggle_rate() == 0.5);
}

TEST_CASE("the root of the exact tree is the sum of the rows, odd numbers of rows too") {
  Stream stream(2, purpose::test, 0);
  for (const int rows : {2, 3, 7, 100}) {
    const auto weights = weights_of(rows, -0.1, 0.3, stream);
    const auto bits = bits_of(weights.size(), 5, 0.4, 0.0, stream);
    const ExactAdderTree tree = exact_adder_tree({.weights = weights, .bits = bits});
    for (std::size_t step = 0; step < 5; ++step) {
      std::int64_t sum = 0;
      for (std::size_t row = 0; row < weights.size(); ++row)
        sum += weights[row] * bits[step * weights.size() + row];
      CHECK(tree.sums[step] == sum);
    }
  }
}

TEST_CASE("the expected toggle rate is within 2 % of the exact one in the mean, 10 % at worst") {
  Stream stream(3, purpose::test, 0);
  double sum = 0.0, worst = 0.0;
  int cases = 0;
  const auto compare = [&](int rows, double mean, double sd, double ones, double correlation) {
    const auto weights = weights_of(rows, mean, sd, stream);
    const auto bits = bits_of(weights.size(), 40000 / rows, ones, correlation, stream);
    const double exact = exact_adder_tree({.weights = weights, .bits = bits}).toggle_rate();
    const double error =
        std::abs(toggle_rate(activity_of(weights, ones, correlation)) / exact - 1.0);
    sum += error;
    worst = std::max(worst, error);
    ++cases;
  };
  for (const int rows : {64, 256}) {
    for (const double mean : {0.0, -0.1, 0.4}) {
      for (const double ones : {0.1, 0.3, 0.5}) {
        for (const double correlation : {0.0, 0.6}) {
          compare(rows, mean, 0.05, ones, correlation);
          compare(rows, mean, 0.25, ones, correlation);
        }
      }
    }
  }
  CAPTURE(cases);
  CHECK(sum / cases < 0.02);
  CHECK(worst < 0.10);
}

TEST_CASE("inputs that stand still toggle nothing; rarer toggles never toggle more") {
  Stream stream(4, purpose::test, 0);
  AdderTreeActivity activity = activity_of(weights_of(64, 0.0, 0.2, stream), 0.4, 0.0);
  double before = 1.0;
  for (const double toggles : {0.48, 0.3, 0.1, 0.01, 0.0}) {
    activity.input_toggles = toggles;
    const double rate = toggle_rate(activity);
    CHECK(rate < before);
    CHECK(rate >= 0.0);
    before = rate;
  }
  CHECK(before == 0.0);
}

TEST_CASE("bit-serial inputs toggle from plane to plane as their histogram says") {
  network::LayerActivity activity;
  activity.name = "x";
  activity.ones_share = {0.5, 0.5, 0.25};
  activity.level_share = {0.0, 1.0, 0.0, 0.0};
  // 011 twice, 000, 100: one change 01|1, none, one.
  activity.value_counts = {1, 0, 0, 2, 1, 0, 0, 0};
  const AdderTreeActivity tree = adder_tree_activity(activity, 16, 3);
  CHECK(tree.input_ones == doctest::Approx(1.25 / 3.0));
  // Inside vectors 3 changes in 4; to the next one 0.25 x 0.5 + 0.5 x 0.75 of independent bits.
  CHECK(tree.input_toggles == doctest::Approx((0.75 + 0.5) / 3.0));
  CHECK(tree.weight_ones == std::vector<double>{1.0, 0.5, 0.5});  // 001 and 111
  CHECK(tree.weight_mean == 0.0);
  CHECK(tree.weight_mean_square == 1.0);
}

TEST_CASE("impossible toggles and levels are refused") {
  Stream stream(5, purpose::test, 0);
  AdderTreeActivity activity = activity_of(weights_of(16, 0.0, 0.2, stream), 0.1, 0.0);
  CHECK_THROWS_WITH_AS((void)toggle_rate(activity, 4), doctest::Contains("0 to 3"), Error);
  activity.input_toggles = 0.3;
  CHECK_THROWS_WITH_AS((void)toggle_rate(activity), doctest::Contains("0.2"), Error);
}

}  // namespace kirchhoff::cost
