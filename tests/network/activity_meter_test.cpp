// tests/network/activity_meter_test.cpp - counts of a layer's vectors against counting by hand.
#include "kirchhoff/network/activity_meter.hpp"

#include <doctest/doctest.h>

#include <cstddef>
#include <cstdlib>
#include <vector>

#include "kirchhoff/base/stream.hpp"

namespace kirchhoff::network {
namespace {

// Equal up to the six decimals that are kept.
bool near(double a, double b) { return std::abs(a - b) <= 0.6e-6; }

}  // namespace

TEST_CASE("two rows and two vectors, by hand") {
  // One output: weights 3 = 0011 and -1 = 1111 in 4 bits.
  const std::vector<std::int8_t> weights = {3, -1};
  ActivityMeter meter(weights, 1, 1, 2, 4, 3);
  meter.count(0, std::vector<std::uint8_t>{5, 4});
  meter.count(1, std::vector<std::uint8_t>{0, 1});
  const LayerActivity activity = meter.activity("x");
  CHECK(activity.name == "x");
  CHECK(activity.value_counts == std::vector<std::int64_t>{1, 1, 0, 0, 1, 1, 0, 0});
  CHECK(activity.ones_share == std::vector<double>{0.5, 0.0, 0.5});
  CHECK(activity.value_mean == doctest::Approx(2.5 / 7.0));
  CHECK(activity.level_share[3] == 0.5);
  CHECK(activity.level_share[1] == 0.5);
  CHECK(activity.complement_ones == std::vector<double>{1.0, 1.0, 0.5, 0.5});
  // Bit 0 differs in both rows, the others in none.
  CHECK(activity.toggle_share == std::vector<double>{1.0, 0.0, 0.0});
  // Plane 0 was one in each row once, plane 2 in row 0 alone; plane 1 meets the mean.
  CHECK(activity.met_complement[0] == std::vector<double>{1.0, 1.0, 0.5, 0.5});
  CHECK(activity.met_complement[1] == std::vector<double>{1.0, 1.0, 0.5, 0.5});
  CHECK(activity.met_complement[2] == std::vector<double>{1.0, 1.0, 0.0, 0.0});
  CHECK(activity.met_magnitude[2] == std::vector<double>{1.0, 1.0, 0.0});
}

TEST_CASE("long rows are counted as one by one, whatever their length") {
  Stream stream(3, purpose::test, 0);
  for (const std::size_t length : {1U, 7U, 8U, 9U, 64U, 101U}) {
    CAPTURE(length);
    std::vector<std::uint8_t> values;
    for (std::size_t i = 0; i < length; ++i)
      values.push_back(static_cast<std::uint8_t>(stream.below(256)));
    ActivityMeter meter(std::vector<std::int8_t>{1}, 1, 1, 1, 8, 8);
    meter.count(0, values);
    const LayerActivity activity = meter.activity("x");
    for (std::size_t bit = 0; bit < 8; ++bit) {
      double ones = 0.0, toggles = 0.0;
      for (std::size_t i = 0; i < length; ++i) {
        ones += values[i] >> bit & 1;
        if (i > 0) toggles += (values[i] ^ values[i - 1]) >> bit & 1;
      }
      CHECK(near(activity.ones_share[bit], ones / static_cast<double>(length)));
      if (length > 1)
        CHECK(near(activity.toggle_share[bit], toggles / static_cast<double>(length - 1)));
    }
    CHECK(activity.toggle_share.empty() == (length == 1));
  }
}

TEST_CASE("rows of a group meet the weights of their own group") {
  // Group 0 holds 7, group 1 holds 0; only row 1, of group 1, is ever one.
  const std::vector<std::int8_t> weights = {7, 0};
  ActivityMeter meter(weights, 2, 1, 1, 4, 2);
  meter.count(0, std::vector<std::uint8_t>{0, 0});
  meter.count(1, std::vector<std::uint8_t>{3, 3});
  const LayerActivity activity = meter.activity("x");
  CHECK(activity.met_magnitude[0] == std::vector<double>{0.0, 0.0, 0.0});
}

TEST_CASE("without vectors the weights are known and the inputs are not") {
  const LayerActivity activity =
      ActivityMeter(std::vector<std::int8_t>{-3, 2}, 1, 1, 2, 3, 4).activity("x");
  CHECK(activity.value_counts.empty());
  CHECK(activity.met_magnitude.empty());
  CHECK(activity.ones_share == std::vector<double>(4, 0.0));
  CHECK(activity.complement_ones == std::vector<double>{0.5, 0.5, 0.5});
}

}  // namespace kirchhoff::network
