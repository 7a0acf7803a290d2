// tests/noise/converter_range_test.cpp - codes, percentile and step of converters by hand.
#include "kirchhoff/noise/converter_range.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <vector>

using namespace kirchhoff::noise;

TEST_CASE("a signed converter gives one code away so that its codes are symmetric") {
  CHECK(code_range(6, true).low == -31.0);
  CHECK(code_range(6, true).high == 31.0);
  CHECK(code_range(6, false).low == 0.0);
  CHECK(code_range(6, false).high == 63.0);
}

TEST_CASE("the percentile of 1 .. 2000 with any number of zeros is 1998") {
  ConverterRange range(5000);
  std::vector<float> sums(500, 0.0F);
  for (int i = 1; i <= 2000; ++i) sums.push_back(static_cast<float>(i % 2 == 0 ? i : -i));
  range.add(sums);
  CHECK(range.percentile() == 1998.0);
}

TEST_CASE("a learned range is so many root mean squares, or standard deviations above a mean") {
  ConverterRange range(100);
  range.add(std::vector<float>{0.0F, 0.0F, 30.0F, -40.0F, 50.0F, 0.0F});
  const double mean = 40.0, square = (900.0 + 1600.0 + 2500.0) / 3.0;
  CHECK(range.reaching(2.0, code_range(5, true)) == doctest::Approx(2.0 * std::sqrt(square)));
  CHECK(range.reaching(2.0, code_range(5, false)) ==
        doctest::Approx(mean + 2.0 * std::sqrt(square - mean * mean)));
  CHECK(ConverterRange(100).reaching(2.0, code_range(5, true)) == 0.0);
}

TEST_CASE("wide sums fall into wider bins whose upper edge covers them") {
  ConverterRange range(1'000'000);  // 2^16 bins of 16
  const std::vector<float> sums(10, 100'001.0F);
  range.add(sums);
  CHECK(range.percentile() == 100'016.0);
}

TEST_CASE("sums that are all zero need no range, and a step is never finer than an integer") {
  ConverterRange range(10);
  range.add(std::vector<float>(8, 0.0F));
  CHECK(range.percentile() == 0.0);
  CHECK(converter_step(0.0, code_range(8, true)) == 1.0);
  CHECK(converter_step(100.0, code_range(8, true)) == 1.0);
  CHECK(converter_step(254.0, code_range(8, true)) == 2.0);
  CHECK(converter_step(510.0, code_range(8, false)) == 2.0);
}

TEST_CASE("spare codes make the step a power of two below 1 that leaves twice the range") {
  const CodeRange codes = code_range(10, false);  // 1023 codes
  CHECK(converter_step(50.0, codes) == 0.125);    // 100 / 0.125 = 800 codes; 0.0625 would need 1600
  CHECK(converter_step(500.0, codes) == 1.0);
  CHECK(converter_step(0.0, codes) == 1.0);
  for (double range = 1.0; range < 500.0; range *= 1.3) {
    const double step = converter_step(range, codes);
    CHECK(2.0 * range / step <= 1023.0);
    CHECK(std::fmod(1.0, step) == 0.0);
  }
}
