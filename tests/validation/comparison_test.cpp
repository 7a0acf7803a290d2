// tests/validation/comparison_test.cpp - a chip counts once, whatever its number of rows.
#include "kirchhoff/validation/comparison.hpp"

#include <doctest/doctest.h>

#include <cmath>

#include "kirchhoff/base/error.hpp"

namespace kirchhoff::validation {
namespace {

TEST_CASE("a chip's error is the median over its rows, and each chip counts once") {
  // Chip 7: errors 0, 1 and 9, median 1. Chip 3: error 0.5.
  const Compared figures[] = {{1, 1, {}, {}}, {1, 2, {}, {}}, {1, 10, {}, {}}, {2, 1, {}, {}}};
  const int chips[] = {7, 7, 7, 3};
  const Agreement result = agreement(figures, chips);
  CHECK(result.chips == 2);
  CHECK(result.median_error == doctest::Approx(0.75));
  CHECK(result.median_log_error == doctest::Approx(std::log(2.0)));
  CHECK(result.within_2x == 1.0);
  CHECK_FALSE(result.spearman.has_value());
  CHECK_FALSE(result.coverage.has_value());
}

TEST_CASE("within 3 x holds for a factor and for its inverse") {
  const Compared figures[] = {
      {1, 2.9, {}, {}}, {2.9, 1, {}, {}}, {1, 3.1, {}, {}}, {3.1, 1, {}, {}}};
  const int chips[] = {0, 1, 2, 3};
  const Agreement result = agreement(figures, chips);
  CHECK(result.within_3x == 0.5);
  CHECK(result.within_2x == 0.0);
  CHECK(result.spearman.has_value());
}

TEST_CASE("coverage is the mean over chips of the share of rows inside") {
  const Compared figures[] = {{1, 1, 0.5, 2}, {1, 1, 2, 3}, {1, 1, 0.5, 2}};
  const int chips[] = {0, 0, 1};
  CHECK(agreement(figures, chips).coverage == doctest::Approx(0.75));
}

TEST_CASE("figures that cannot be compared are refused") {
  const Compared zero[] = {{0, 1, {}, {}}};
  const int chip[] = {0};
  CHECK_THROWS_AS((void)agreement(zero, chip), Error);
  CHECK_THROWS_AS((void)agreement({}, {}), Error);
  CHECK_THROWS_AS((void)median({}), Error);
}

}  // namespace
}  // namespace kirchhoff::validation
