// tests/predict/least_squares_test.cpp - exact fits, residuals and refusals of the regression.
#include "kirchhoff/predict/least_squares.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <cstddef>
#include <limits>
#include <vector>

#include "kirchhoff/base/error.hpp"
#include "kirchhoff/base/stream.hpp"

namespace kirchhoff::predict {
namespace {

TEST_CASE("a line through exact points is found again") {
  const std::vector<double> features = {1.0, 0.0, 1.0, 1.0, 1.0, 2.0, 1.0, 5.0};
  const std::vector<double> targets = {3.0, 1.0, -1.0, -7.0};
  const std::vector<double> line = least_squares(features, 2, targets);
  CHECK(line[0] == doctest::Approx(3.0));
  CHECK(line[1] == doctest::Approx(-2.0));
}

TEST_CASE("the residual is orthogonal to every feature") {
  Stream stream(2, purpose::test, 0);
  const std::size_t rows = 60, columns = 5;
  std::vector<double> features(rows * columns), targets(rows);
  for (double& value : features) value = stream.normal();
  for (double& value : targets) value = stream.normal();
  const std::vector<double> weights = least_squares(features, columns, targets);
  for (std::size_t column = 0; column < columns; ++column) {
    double product = 0.0;
    for (std::size_t row = 0; row < rows; ++row) {
      double residual = targets[row];
      for (std::size_t c = 0; c < columns; ++c)
        residual -= features[row * columns + c] * weights[c];
      product += residual * features[row * columns + column];
    }
    CHECK(std::abs(product) < 1e-10);
  }
}

TEST_CASE("a ridge shrinks one coefficient as its formula says") {
  const std::vector<double> features = {1.0, 2.0}, targets = {1.0, 2.0};
  CHECK(least_squares(features, 1, targets, 5.0).at(0) == doctest::Approx(5.0 / (5.0 + 5.0)));
}

TEST_CASE("what does not determine the coefficients is refused") {
  const std::vector<double> dependent = {1.0, 2.0, 2.0, 4.0, 3.0, 6.0}, targets = {1.0, 2.0, 3.0};
  CHECK_THROWS_AS((void)least_squares(dependent, 2, targets), Error);
  CHECK_NOTHROW((void)least_squares(dependent, 2, targets, 0.1));
  CHECK_THROWS_AS((void)least_squares(dependent, 6, std::vector{1.0}), Error);
  CHECK_THROWS_AS((void)least_squares(dependent, 4, targets), Error);
  CHECK_THROWS_AS((void)least_squares(dependent, 2, targets, -1.0), Error);
  const double infinity = std::numeric_limits<double>::infinity();
  CHECK_THROWS_AS((void)least_squares(dependent, 2, std::vector{1.0, infinity, 3.0}), Error);
}

}  // namespace
}  // namespace kirchhoff::predict
