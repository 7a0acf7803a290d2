// tests/base/stream_test.cpp - laws of the random streams: repeatable, independent, well shaped.
#include "kirchhoff/base/stream.hpp"

#include <doctest/doctest.h>

#include <array>
#include <bit>
#include <cmath>
#include <set>
#include <vector>

namespace kirchhoff {
namespace {

struct Moments {
  double mean = 0.0, sd = 0.0, skewness = 0.0, kurtosis = 0.0;
};

template <typename Number>
Moments moments(const std::vector<Number>& values) {
  const auto count = static_cast<double>(values.size());
  Moments result;
  for (const Number value : values) result.mean += static_cast<double>(value) / count;
  double second = 0.0, third = 0.0, fourth = 0.0;
  for (const Number value : values) {
    const double d = static_cast<double>(value) - result.mean;
    second += d * d / count;
    third += d * d * d / count;
    fourth += d * d * d * d / count;
  }
  result.sd = std::sqrt(second);
  result.skewness = third / std::pow(second, 1.5);
  result.kurtosis = fourth / (second * second);
  return result;
}

// Five standard errors of each moment of `count` normal numbers.
void check_standard_normal(const Moments& found, double count) {
  CHECK(std::abs(found.mean) < 5.0 * std::sqrt(1.0 / count));
  CHECK(std::abs(found.sd - 1.0) < 5.0 * std::sqrt(0.5 / count));
  CHECK(std::abs(found.skewness) < 5.0 * std::sqrt(6.0 / count));
  CHECK(std::abs(found.kurtosis - 3.0) < 5.0 * std::sqrt(24.0 / count));
}

}  // namespace

TEST_CASE("the bits of a stream never change: they decide every stored study") {
  Stream stream(1, purpose::test, 0);
  CHECK(stream.bits() == 0x495c401c4db1ed1U);
  CHECK(stream.bits() == 0xa9a98df4ad911dc9U);
  Stream part = stream.split(7);
  CHECK(part.bits() == 0x15df97b09377a95cU);
  std::vector<float> block(130);
  stream.fill_normal(block);
  CHECK(std::bit_cast<std::uint32_t>(block[0]) == 0x3d388bbcU);
  CHECK(std::bit_cast<std::uint32_t>(block[129]) == 0xbfabf798U);
}

TEST_CASE("streams that differ in one word share no draw") {
  std::set<std::uint64_t> seen;
  std::size_t drawn = 0;
  for (std::uint64_t seed = 0; seed < 10; ++seed) {
    for (std::uint64_t use = 0; use < 10; ++use) {
      for (std::uint64_t index = 0; index < 10; ++index) {
        Stream stream(seed, use, index);
        for (int i = 0; i < 50; ++i, ++drawn) seen.insert(stream.bits());
      }
    }
  }
  CHECK(seen.size() == drawn);
}

TEST_CASE("one changed bit of the index changes half of the drawn bits") {
  double changed = 0.0;
  for (unsigned bit = 0; bit < 64; ++bit) {
    Stream a(5, purpose::test, 12345);
    Stream b(5, purpose::test, 12345 ^ (std::uint64_t{1} << bit));
    for (int i = 0; i < 100; ++i) changed += std::popcount(a.bits() ^ b.bits());
  }
  CHECK(changed / 6400.0 == doctest::Approx(32.0).epsilon(0.01));
}

TEST_CASE("a split does not depend on what was drawn before") {
  Stream stream(1, purpose::test, 2);
  const std::uint64_t early = stream.split(3).bits();
  (void)stream.normal();
  CHECK(stream.split(3).bits() == early);
  CHECK(stream.split(4).bits() != early);
}

TEST_CASE("uniform numbers fill [0, 1) evenly") {
  Stream stream(3, purpose::test, 0);
  std::array<int, 16> counts{};
  constexpr int draws = 160000;
  for (int i = 0; i < draws; ++i) {
    const double value = stream.uniform();
    REQUIRE(value >= 0.0);
    REQUIRE(value < 1.0);
    ++counts[static_cast<std::size_t>(value * 16.0)];
  }
  double chi_squared = 0.0;
  for (const int count : counts) chi_squared += (count - 10000.0) * (count - 10000.0) / 10000.0;
  CHECK(chi_squared < 45.0);  // 15 degrees of freedom: p = 8e-5
}

TEST_CASE("below reaches every value and favours none") {
  Stream stream(4, purpose::test, 0);
  std::array<int, 7> counts{};
  for (int i = 0; i < 70000; ++i) ++counts[stream.below(7)];
  for (const int count : counts) CHECK(std::abs(count - 10000) < 500);
  CHECK(stream.below(1) == 0);
  const std::uint64_t large = (std::uint64_t{1} << 63U) + 1;
  for (int i = 0; i < 1000; ++i) REQUIRE(stream.below(large) < large);
}

TEST_CASE("normal() has the moments of the standard normal distribution") {
  Stream stream(5, purpose::test, 0);
  std::vector<double> values(400000);
  for (double& value : values) value = stream.normal();
  check_standard_normal(moments(values), static_cast<double>(values.size()));
}

TEST_CASE("fill_normal has the moments and the tails of the standard normal distribution") {
  Stream stream(6, purpose::test, 0);
  std::vector<float> values(2000000);
  stream.fill_normal(values);
  const auto count = static_cast<double>(values.size());
  check_standard_normal(moments(values), count);
  // Shares beyond 1, 2, 3 and 4 standard deviations.
  for (const double limit : {1.0, 2.0, 3.0, 4.0}) {
    CAPTURE(limit);
    double beyond = 0.0;
    for (const float value : values) beyond += std::abs(static_cast<double>(value)) > limit ? 1 : 0;
    const double expected = std::erfc(limit / std::sqrt(2.0)) * count;
    CHECK(std::abs(beyond - expected) < 5.0 * std::sqrt(expected));
  }
}

TEST_CASE("neighbours in a normal fill are not correlated") {
  Stream stream(7, purpose::test, 0);
  std::vector<float> values(1000000);
  stream.fill_normal(values);
  for (const std::size_t lag :
       {std::size_t{1}, std::size_t{2}, std::size_t{64}, std::size_t{128}}) {
    CAPTURE(lag);
    double sum = 0.0;
    double squares = 0.0;
    const std::size_t count = values.size() - lag;
    for (std::size_t i = 0; i < count; ++i) {
      const auto a = static_cast<double>(values[i]);
      const auto b = static_cast<double>(values[i + lag]);
      sum += a * b;
      squares += (a * a - 1.0) * (b * b - 1.0);
    }
    CHECK(std::abs(sum) < 5.0 * std::sqrt(static_cast<double>(count)));
    CHECK(std::abs(squares) < 5.0 * 2.0 * std::sqrt(static_cast<double>(count)));
  }
}

TEST_CASE("a short fill is the start of a long one") {
  std::vector<float> whole(512);
  Stream(8, purpose::test, 0).fill_normal(whole);
  for (const std::size_t size : {std::size_t{1}, std::size_t{127}, std::size_t{300}}) {
    std::vector<float> part(size);
    Stream(8, purpose::test, 0).fill_normal(part);
    for (std::size_t i = 0; i < size; ++i) REQUIRE(part[i] == whole[i]);
  }
}

TEST_CASE("two fills in a row share no number") {
  Stream stream(9, purpose::test, 0);
  std::vector<float> first(128), second(128);
  stream.fill_normal(first);
  stream.fill_normal(second);
  for (std::size_t i = 0; i < first.size(); ++i) CHECK(first[i] != second[i]);
}

}  // namespace kirchhoff
