// tests/train/weight_quantiser_test.cpp - weights on their grid, noise of the promised size, SGD.
#include "kirchhoff/train/detail/weight_quantiser.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>

#include "kirchhoff/base/stream.hpp"

namespace kirchhoff::train::detail {
namespace {

std::vector<float> normal_weights(std::size_t count) {
  std::vector<float> weights(count);
  Stream(1, purpose::test, 0).fill_normal(weights);
  return weights;
}

double squared_error(const std::vector<float>& weights, float scale, int bits) {
  const std::vector<float> scales = {scale};
  std::vector<float> out(weights.size());
  quantise_weights(weights, scales, bits, out);
  double sum = 0.0;
  for (std::size_t i = 0; i < weights.size(); ++i) {
    sum += double{weights[i] - out[i]} * double{weights[i] - out[i]};
  }
  return sum;
}

}  // namespace

TEST_CASE("quantised weights are whole levels of their channel's scale and within range") {
  const std::vector<float> weights = normal_weights(600);
  for (int bits = 2; bits <= 8; ++bits) {
    CAPTURE(bits);
    const std::vector<float> scales = weight_scales(weights, 4, bits);
    std::vector<float> out(600);
    quantise_weights(weights, scales, bits, out);
    const auto top = static_cast<float>((1 << (bits - 1)) - 1);
    for (std::size_t i = 0; i < out.size(); ++i) {
      const float level = std::nearbyint(out[i] / scales[i / 150]);
      REQUIRE(std::abs(level) <= top);
      REQUIRE(out[i] == level * scales[i / 150]);
    }
  }
}

TEST_CASE("for normal weights no other scale is much better") {
  const std::vector<float> weights = normal_weights(20000);
  for (int bits = 2; bits <= 6; ++bits) {
    CAPTURE(bits);
    const float chosen = weight_scales(weights, 1, bits)[0];
    double best = squared_error(weights, chosen, bits);
    for (float factor = 0.5F; factor < 2.0F; factor += 0.05F) {
      best = std::min(best, squared_error(weights, chosen * factor, bits));
    }
    CHECK(squared_error(weights, chosen, bits) < 1.02 * best);
  }
}

TEST_CASE("at 8 bits the largest weight is the top level") {
  const std::vector<float> weights = {0.5F, -2.0F, 1.0F, 0.1F};
  CHECK(weight_scales(weights, 1, 8)[0] == 2.0F / 127.0F);
}

TEST_CASE("a channel of zeros has a scale above 0, one of infinities none that is finite") {
  const std::vector<float> zeros(4, 0.0F);
  CHECK(weight_scales(zeros, 1, 4)[0] > 0.0F);
  const std::vector<float> infinite = {1.0F, INFINITY};
  CHECK_FALSE(std::isfinite(weight_scales(infinite, 1, 4)[0]));
  const std::vector<float> wrong = {1.0F, NAN};
  CHECK_FALSE(std::isfinite(weight_scales(wrong, 1, 4)[0]));
}

TEST_CASE("training noise is relative to the channel's top level") {
  const std::vector<float> noise = normal_weights(20000);
  const std::vector<float> scales = {0.1F, 0.2F};
  std::vector<float> weights(20000, 0.0F);
  add_weight_noise(noise, scales, 4, 0.05, weights);
  for (std::size_t channel = 0; channel < 2; ++channel) {
    double squares = 0.0;
    for (std::size_t i = 0; i < 10000; ++i) {
      squares += std::pow(double{weights[channel * 10000 + i]}, 2.0);
    }
    const double expected = 0.05 * 7.0 * double{scales[channel]};
    CHECK(std::sqrt(squares / 10000.0) == doctest::Approx(expected).epsilon(0.03));
  }
}

TEST_CASE("errors of cells are those of the weight's own level, in steps of its channel") {
  const std::vector<float> scales = {0.1F, 0.5F};
  std::vector<float> sd(8, 0.0F);  // three bits: -4 .. 3
  sd[4 + 2] = 0.25F;
  sd[4 - 3] = 2.0F;
  std::vector<float> weights = {0.2F, -0.3F, 0.1F, 1.0F, -1.5F, 0.0F};
  const std::vector<float> noise = {1.0F, 1.0F, 9.0F, -1.0F, 0.5F, 9.0F};
  add_cell_noise(noise, scales, sd, weights);
  const std::vector<float> expected = {0.225F, -0.1F, 0.1F, 0.875F, -1.0F, 0.0F};
  for (std::size_t i = 0; i < weights.size(); ++i)
    CHECK(weights[i] == doctest::Approx(expected[i]));
}

TEST_CASE("a step of SGD follows Nesterov's momentum, by hand") {
  std::vector<float> values = {1.0F};
  std::vector<float> velocity = {0.5F};
  const std::vector<float> gradient = {2.0F};
  update({.learning_rate = 0.1F, .momentum = 0.5F, .decay = 0.25F}, gradient, velocity, values);
  CHECK(velocity[0] == 2.5F);  // 0.5 x 0.5 + 2 + 0.25
  CHECK(values[0] == doctest::Approx(1.0 - 0.1 * (2.25 + 0.5 * 2.5)));
}

}  // namespace kirchhoff::train::detail
