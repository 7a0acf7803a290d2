// tests/train/conversion_test.cpp - sums on the converter's grid, clipped at its range, added up.
#include "kirchhoff/train/detail/conversion.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include "kirchhoff/base/stream.hpp"

namespace kirchhoff::train::detail {
namespace {

constexpr std::int64_t rows = 500;
constexpr int outputs = 12;

std::vector<float> normals(int parts) {
  std::vector<float> values(static_cast<std::size_t>(rows * parts * outputs));
  Stream(1, purpose::test, static_cast<std::uint64_t>(parts)).fill_normal(values);
  for (float& value : values) value *= 5.0F;
  return values;
}

double root_mean_square(const std::vector<float>& values) {
  double sum = 0.0;
  for (const float value : values) sum += double{value} * double{value};
  return std::sqrt(sum / static_cast<double>(values.size()));
}

}  // namespace

TEST_CASE("sums become whole steps of a range of 3.29 root mean squares, and none lies beyond it") {
  const std::vector<float> sums = normals(1);
  Conversion conversion(7.0, 1, outputs);
  std::vector<float> product(sums.size());
  conversion.convert(sums.data(), rows, product.data());
  const double step = 3.29 * root_mean_square(sums) / 7.0;
  double largest = 0.0, worst = 0.0;
  for (std::size_t i = 0; i < sums.size(); ++i) {
    const double code = double{product[i]} / step;
    CHECK(std::abs(code - std::nearbyint(code)) < 1e-4);
    largest = std::max(largest, std::abs(code));
    if (std::abs(double{sums[i]}) < 7.0 * step)
      worst = std::max(worst, std::abs(double{product[i] - sums[i]}) / step);
  }
  CHECK(largest == doctest::Approx(7.0).epsilon(1e-5));
  CHECK(worst < 0.5001);
  CHECK(worst > 0.49);
}

TEST_CASE("parts are converted apart and added, in place or not") {
  const std::vector<float> sums = normals(3);
  Conversion conversion(3.0, 3, outputs);
  std::vector<float> product(rows * outputs, 1e9F);  // what was there does not matter
  conversion.convert(sums.data(), rows, product.data());
  const double step = 3.29 * root_mean_square(sums) / 3.0;
  for (std::int64_t row = 0; row < rows; ++row) {
    for (int output = 0; output < outputs; ++output) {
      double expected = 0.0;
      for (int part = 0; part < 3; ++part) {
        const double sum = sums[static_cast<std::size_t>((row * 3 + part) * outputs + output)];
        expected += step * std::clamp(std::nearbyint(sum / step), -3.0, 3.0);
      }
      CHECK(double{product[static_cast<std::size_t>(row * outputs + output)]} ==
            doctest::Approx(expected).epsilon(1e-4));
    }
  }
  std::vector<float> place = normals(1);
  std::vector<float> beside(place.size());
  Conversion(7.0, 1, outputs).convert(place.data(), rows, beside.data());
  Conversion(7.0, 1, outputs).convert(place.data(), rows, place.data());
  CHECK(place == beside);
}

TEST_CASE("the range follows the sums slowly, and sums of nothing but 0 do no harm") {
  std::vector<float> sums = normals(1);
  std::vector<float> product(sums.size());
  Conversion conversion(7.0, 1, outputs);
  conversion.convert(sums.data(), rows, product.data());
  const float before = conversion.step();
  for (float& sum : sums) sum *= 2.0F;
  conversion.convert(sums.data(), rows, product.data());
  // A tenth of the new mean square, which is four times the old.
  CHECK(conversion.step() == doctest::Approx(before * std::sqrt(1.3F)).epsilon(1e-5));
  std::fill(sums.begin(), sums.end(), 0.0F);
  Conversion silent(7.0, 1, outputs);
  silent.convert(sums.data(), rows, product.data());
  silent.convert(sums.data(), rows, product.data());
  CHECK(std::all_of(product.begin(), product.end(), [](float value) { return value == 0.0F; }));
}

TEST_CASE("a step learns from rounding errors and from what is clipped, by hand") {
  // Root mean square 2; five codes to 3.29 x 2 make a step of 1.316.
  const std::vector<float> sums = {2.0F, -2.0F, 2.0F, -2.0F};
  Conversion conversion(5.0, 1, 2);
  std::vector<float> product(4);
  conversion.convert(sums.data(), 2, product.data());
  // 2 / 1.316 = 1.52 becomes 2: errors of +0.48, -0.48, +0.48, -0.48 meet these gradients.
  const std::vector<float> falling = {1.0F, -1.0F, 1.0F, -1.0F};
  conversion.learn(sums.data(), 2, falling.data(), 0.5);  // positive: the reach shrinks
  CHECK(conversion.reach() == doctest::Approx(3.29 * std::exp(-0.01)));
  const std::vector<float> balanced = {1.0F, 1.0F, -1.0F, -1.0F};
  Conversion still(5.0, 1, 2);
  still.convert(sums.data(), 2, product.data());
  still.learn(sums.data(), 2, balanced.data(), 0.5);
  CHECK(still.reach() == 3.29);
}

TEST_CASE("each row's sums meet their own gradient, however many rows there are") {
  const std::vector<float> sums = normals(1);
  Conversion conversion(3.0, 1, outputs);
  std::vector<float> product(sums.size());
  conversion.convert(sums.data(), rows, product.data());
  std::vector<float> gradient(sums.size());  // of the last rows alone: their own rounding error
  for (std::size_t i = sums.size() - 20 * outputs; i < sums.size(); ++i)
    gradient[i] = product[i] - sums[i];
  conversion.learn(sums.data(), rows, gradient.data(), 0.5);
  CHECK(conversion.reach() == doctest::Approx(3.29 * std::exp(-0.01)));  // most are not clipped
}

TEST_CASE("a reach that learns from the error of the sums ends near the least error") {
  for (const int parts : {1, 3}) {
    const std::vector<float> sums = normals(parts);
    Conversion conversion(3.0, parts, outputs);
    std::vector<float> product(rows * outputs), gradient(rows * outputs);
    double error = 0.0;
    for (int step = 0; step < 2'000; ++step) {
      conversion.convert(sums.data(), rows, product.data());
      error = 0.0;
      for (std::int64_t row = 0; row < rows; ++row) {
        for (int output = 0; output < outputs; ++output) {
          const std::int64_t place = row * outputs + output;
          float missed = product[static_cast<std::size_t>(place)];
          for (int part = 0; part < parts; ++part)
            missed -= sums[static_cast<std::size_t>((row * parts + part) * outputs + output)];
          gradient[static_cast<std::size_t>(place)] = missed;
          error += double{missed} * double{missed};
        }
      }
      conversion.learn(sums.data(), rows, gradient.data(), 0.2 * (1.0 - step / 2'000.0));
    }
    // Seven levels in steps of 0.65 sd, a reach of 1.95, have the least error of a normal sum:
    // 0.0468 of its variance (uniform quantiser of seven levels; Max, 1960).
    const double variance = std::pow(root_mean_square(sums), 2) * parts;
    CHECK(error / (rows * outputs) / variance < 0.049);
    CHECK(conversion.reach() > 1.6);
    CHECK(conversion.reach() < 2.3);
  }
}

}  // namespace kirchhoff::train::detail
