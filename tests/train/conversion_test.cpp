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

}  // namespace kirchhoff::train::detail
