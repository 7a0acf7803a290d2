// tests/predict/recurrent_controller_test.cpp - the backward pass, and that it learns to choose.
#include "kirchhoff/predict/recurrent_controller.hpp"

#include <doctest/doctest.h>

#include <cmath>

#include "kirchhoff/base/error.hpp"

namespace kirchhoff::predict {

TEST_CASE("the backward pass agrees with finite differences in every parameter") {
  Stream stream(1, purpose::test, 0);
  RecurrentController controller({3, 1, 4, 2}, 5, stream);
  const std::vector<std::size_t> choices = {2, 0, 1, 1};
  std::vector<double> slopes;
  controller.add_gradient(choices, 0.7, 0.3, slopes);
  const std::vector<double> start = controller.parameters();
  const auto value_at = [&](std::size_t i, double step) {
    std::vector<double> moved = start;
    moved[i] += step;
    controller.set_parameters(moved);
    // Entropy along fixed choices: its slope through them is what the backward pass gives.
    return 0.7 * controller.log_probability(choices) + 0.3 * controller.entropy(choices);
  };
  for (std::size_t i = 0; i < start.size(); ++i) {
    CAPTURE(i);
    constexpr double step = 1e-6;
    const double numerical = (value_at(i, step) - value_at(i, -step)) / (2.0 * step);
    CHECK(std::abs(slopes[i] - numerical) < 1e-8);
  }
}

TEST_CASE("probabilities of all sequences sum to one, and draws follow them") {
  Stream stream(2, purpose::test, 0);
  const RecurrentController controller({2, 3}, 4, stream);
  double sum = 0.0;
  for (std::size_t a = 0; a < 2; ++a) {
    for (std::size_t b = 0; b < 3; ++b) {
      sum += std::exp(controller.log_probability(std::vector{a, b}));
    }
  }
  CHECK(sum == doctest::Approx(1.0));
  const std::vector<std::size_t> chosen = {1, 2};
  int count = 0;
  for (int i = 0; i < 4000; ++i) count += controller.sample(stream) == chosen ? 1 : 0;
  const double expected = std::exp(controller.log_probability(chosen));
  CHECK(std::abs(count / 4000.0 - expected) < 4.0 * std::sqrt(expected / 4000.0));
}

TEST_CASE("a reward for equal choices teaches the second to follow the first") {
  Stream stream(3, purpose::test, 0);
  RecurrentController controller({3, 3}, 8, stream);
  for (int step = 0; step < 800; ++step) {
    const std::vector<std::size_t> choices = controller.sample(stream);
    std::vector<double> slopes;
    controller.add_gradient(choices, choices[0] == choices[1] ? 0.6 : -0.4, 0.02, slopes);
    controller.climb(slopes, 0.02);
  }
  int equal = 0;
  for (int i = 0; i < 200; ++i) {
    const std::vector<std::size_t> choices = controller.sample(stream);
    equal += choices[0] == choices[1] ? 1 : 0;
  }
  CHECK(equal > 150);  // dice: 67
}

TEST_CASE("a controller without choices or of another size is refused") {
  Stream stream(4, purpose::test, 0);
  CHECK_THROWS_AS(RecurrentController({}, 4, stream), Error);
  CHECK_THROWS_AS(RecurrentController({2, 0}, 4, stream), Error);
  RecurrentController controller({2}, 4, stream);
  CHECK_THROWS_AS(controller.set_parameters({1.0}), Error);
}

}  // namespace kirchhoff::predict
