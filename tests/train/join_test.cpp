// tests/train/join_test.cpp - one pass gives what plain loops give, and gradients are slopes.
#include "kirchhoff/train/detail/join.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>

#include "kirchhoff/base/stream.hpp"

namespace kirchhoff::train::detail {
namespace {

std::vector<float> random_values(std::size_t count, std::uint64_t index) {
  std::vector<float> values(count);
  Stream(1, purpose::test, index).fill_normal(values);
  return values;
}

// Two terms, one with a transform, over `rows` x `channels`.
struct Example {
  Example(std::int64_t rows, int channels) {
    const auto count = static_cast<std::size_t>(rows * channels);
    first = random_values(count, 1);
    second = random_values(count, 2);
    gain = random_values(static_cast<std::size_t>(channels), 3);
    shift = random_values(static_cast<std::size_t>(channels), 4);
    centre = random_values(static_cast<std::size_t>(channels), 5);
    join.terms = {{.values = first.data(), .gain = gain, .shift = shift, .centre = centre},
                  {.values = second.data()}};
    join.relu = true;
    join.rows = rows;
    join.channels = channels;
    join.scale = join.unit = 0.3F;
    join.top = 7.0F;
  }
  [[nodiscard]] float plain_sum(std::size_t i) const {
    const std::size_t c = i % gain.size();
    return first[i] * gain[c] + shift[c] + second[i];
  }
  std::vector<float> first, second, gain, shift, centre;
  Join join;
};

}  // namespace

TEST_CASE("a join equals the plain loop for any number of channels") {
  for (const int channels : {1, 3, 10, 16, 96, 511, 1500}) {
    CAPTURE(channels);
    const Example example(37, channels);
    std::vector<float> value(example.first.size());
    std::vector<float> quantised(value.size());
    join_forward(example.join, value.data(), quantised.data());
    std::vector<float> alone(value.size());
    join_forward(example.join, nullptr, alone.data());
    CHECK(alone == quantised);
    int wrong = 0;
    for (std::size_t i = 0; i < value.size(); ++i) {
      const float expected = std::max(example.plain_sum(i), 0.0F);
      const float level = std::min(std::nearbyint(expected / 0.3F), 7.0F);
      wrong += value[i] == expected && quantised[i] == level * 0.3F ? 0 : 1;
    }
    CHECK(wrong == 0);
  }
}

TEST_CASE("ties round to even levels") {
  const std::vector<float> values = {0.5F, 1.5F, 2.5F, 3.5F, -0.5F, 99.0F};
  Join join{.terms = {{.values = values.data()}}, .rows = 6, .channels = 1, .top = 15.0F};
  std::vector<float> out(6);
  join_forward(join, nullptr, out.data());
  CHECK(out == std::vector<float>{0.0F, 2.0F, 2.0F, 4.0F, 0.0F, 15.0F});
}

TEST_CASE("gradients pass straight through rounding, and stop at ReLU and beyond the top") {
  const std::vector<float> values = {-1.0F, 0.1F, 1.0F, 2.0F, 2.5F};
  const std::vector<float> value_gradient = {1.0F, 1.0F, 1.0F, 1.0F, 1.0F};
  const std::vector<float> quantised_gradient = {10.0F, 10.0F, 10.0F, 10.0F, 10.0F};
  Join join{.terms = {{.values = values.data()}},
            .relu = true,
            .rows = 5,
            .channels = 1,
            .scale = 0.3F,
            .top = 7.0F};  // clips above 2.1
  std::vector<float> out(5);
  const JoinGradient gradient =
      join_backward(join, value_gradient.data(), quantised_gradient.data(), out.data());
  CHECK(out == std::vector<float>{0.0F, 11.0F, 11.0F, 11.0F, 1.0F});
  CHECK(gradient.sum[0] == doctest::Approx(34.0));
  // round(x) - x inside, 7 beyond the top: -1/3, -1/3, 1/3 and 7, times 10.
  CHECK(gradient.scale == doctest::Approx(10.0 * (-1.0 / 3.0 - 1.0 / 3.0 + 1.0 / 3.0 + 7.0)));
}

TEST_CASE("sums of the gradient are those of the plain loop") {
  for (const int channels : {1, 10, 16, 700}) {
    CAPTURE(channels);
    const Example example(50, channels);
    const std::vector<float> value_gradient = random_values(example.first.size(), 6);
    std::vector<float> out(value_gradient.size());
    const JoinGradient gradient =
        join_backward(example.join, value_gradient.data(), nullptr, out.data());
    std::vector<double> sum(static_cast<std::size_t>(channels), 0.0);
    std::vector<double> centred(sum.size(), 0.0);
    for (std::size_t i = 0; i < out.size(); ++i) {
      const std::size_t c = i % sum.size();
      const float expected = example.plain_sum(i) > 0.0F ? value_gradient[i] : 0.0F;
      REQUIRE(out[i] == expected);
      sum[c] += double{expected};
      centred[c] += double{expected} * double{example.first[i] - example.centre[c]};
    }
    for (std::size_t c = 0; c < sum.size(); ++c) {
      REQUIRE(gradient.sum[c] == doctest::Approx(sum[c]).epsilon(1e-4));
      REQUIRE(gradient.centred[0][c] == doctest::Approx(centred[c]).epsilon(1e-3));
    }
    CHECK(gradient.centred[1].empty());
  }
}

TEST_CASE("the gradient may be written over its source") {
  const Example example(40, 16);
  const std::vector<float> source = random_values(example.first.size(), 7);
  std::vector<float> apart(source.size());
  (void)join_backward(example.join, nullptr, source.data(), apart.data());
  std::vector<float> over = source;
  (void)join_backward(example.join, nullptr, over.data(), over.data());
  CHECK(over == apart);
}

TEST_CASE("moments are mean and variance of each channel") {
  const std::vector<float> values = {1.0F, 10.0F, 3.0F, 10.0F, 5.0F, 16.0F};
  const Moments result = moments(values.data(), 3, 2);
  CHECK(result.mean[0] == doctest::Approx(3.0));
  CHECK(result.variance[0] == doctest::Approx(8.0 / 3.0));
  CHECK(result.mean[1] == doctest::Approx(12.0));
  CHECK(result.variance[1] == doctest::Approx(8.0));
  const std::vector<float> infinite = {1.0F, INFINITY};
  CHECK_FALSE(std::isfinite(moments(infinite.data(), 2, 1).variance[0]));
}

TEST_CASE("combine is a g + b z + c, also in place") {
  const std::vector<float> a = {2.0F, 3.0F};
  const std::vector<float> b = {10.0F, 20.0F};
  const std::vector<float> c = {0.5F, 0.25F};
  std::vector<float> gradient = {1.0F, 2.0F, 3.0F, 4.0F};
  const std::vector<float> values = {1.0F, 1.0F, 2.0F, 2.0F};
  combine(gradient.data(), values.data(), a, b, c, 2, gradient.data());
  CHECK(gradient == std::vector<float>{12.5F, 26.25F, 26.5F, 52.25F});
}

}  // namespace kirchhoff::train::detail
