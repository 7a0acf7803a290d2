// tests/train/loss_test.cpp - cross entropy and its slope.
#include "kirchhoff/train/detail/loss.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <vector>

namespace kirchhoff::train::detail {

TEST_CASE("equal scores cost the logarithm of the number of classes") {
  const std::vector<float> scores(10, 3.0F);
  std::vector<float> gradient(10);
  const std::vector<std::uint8_t> labels = {4};
  for (const double smoothing : {0.0, 0.1, 0.5}) {
    CHECK(cross_entropy(scores, labels, 10, smoothing, gradient) ==
          doctest::Approx(std::log(10.0)));
  }
}

TEST_CASE("the gradient is the slope of the loss and sums to 0 for each image") {
  std::vector<float> scores = {1.0F, -2.0F, 0.5F, 3.0F, 0.0F, -1.0F};
  const std::vector<std::uint8_t> labels = {2, 0};
  std::vector<float> gradient(6);
  std::vector<float> ignored(6);
  for (const double smoothing : {0.0, 0.2}) {
    (void)cross_entropy(scores, labels, 3, smoothing, gradient);
    CHECK(gradient[0] + gradient[1] + gradient[2] == doctest::Approx(0.0));
    for (std::size_t i = 0; i < scores.size(); ++i) {
      const float kept = scores[i];
      scores[i] = kept + 1e-2F;
      const double above = cross_entropy(scores, labels, 3, smoothing, ignored);
      scores[i] = kept - 1e-2F;
      const double below = cross_entropy(scores, labels, 3, smoothing, ignored);
      scores[i] = kept;
      CHECK(double{gradient[i]} == doctest::Approx((above - below) / 2e-2).epsilon(1e-3));
    }
  }
}

TEST_CASE("huge scores neither overflow nor hide, and what is not a number stays so") {
  std::vector<float> gradient(2);
  const std::vector<std::uint8_t> labels = {1};
  const std::vector<float> huge = {1e30F, 0.0F};
  CHECK(cross_entropy(huge, labels, 2, 0.0, gradient) == doctest::Approx(1e30));
  const std::vector<float> wrong = {NAN, 0.0F};
  CHECK_FALSE(std::isfinite(cross_entropy(wrong, labels, 2, 0.0, gradient)));
}

}  // namespace kirchhoff::train::detail
