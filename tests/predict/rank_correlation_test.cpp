// tests/predict/rank_correlation_test.cpp - hand-computed ranks and correlations, and their laws.
#include "kirchhoff/predict/rank_correlation.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <cstddef>
#include <vector>

#include "kirchhoff/base/error.hpp"
#include "kirchhoff/base/stream.hpp"

namespace kirchhoff::predict {
namespace {

// Tau-b by its definition: every pair.
double tau_of_all_pairs(const std::vector<double>& a, const std::vector<double>& b) {
  double score = 0.0, untied_a = 0.0, untied_b = 0.0;
  const auto sign = [](double value) { return value > 0.0 ? 1.0 : value < 0.0 ? -1.0 : 0.0; };
  for (std::size_t i = 0; i < a.size(); ++i) {
    for (std::size_t j = 0; j < i; ++j) {
      const double da = sign(a[i] - a[j]), db = sign(b[i] - b[j]);
      score += da * db;
      untied_a += std::abs(da);
      untied_b += std::abs(db);
    }
  }
  return score / std::sqrt(untied_a * untied_b);
}

TEST_CASE("equal values share the mean of their ranks") {
  CHECK(ranks(std::vector{3.0, 1.0, 3.0, 2.0}) == std::vector{3.5, 1.0, 3.5, 2.0});
}

TEST_CASE("a rising function of the values has correlation one, a falling one minus one") {
  const std::vector<double> a = {0.1, 5.0, 2.0, 3.0}, up = {1.0, 125.0, 8.0, 27.0};
  const std::vector<double> down = {9.0, 1.0, 8.0, 7.0};
  CHECK(kendall_tau(a, up).value() == doctest::Approx(1.0));
  CHECK(spearman_rho(a, up).value() == doctest::Approx(1.0));
  CHECK(kendall_tau(a, down).value() == doctest::Approx(-1.0));
  CHECK(spearman_rho(a, down).value() == doctest::Approx(-1.0));
}

TEST_CASE("Kendall and Spearman of four values by hand") {
  const std::vector<double> a = {1.0, 2.0, 3.0, 4.0}, b = {2.0, 1.0, 4.0, 3.0};
  CHECK(kendall_tau(a, b).value() == doctest::Approx(2.0 / 6.0));  // 4 agree, 2 do not
  CHECK(spearman_rho(a, b).value() == doctest::Approx(1.0 - 6.0 * 4.0 / 60.0));
}

TEST_CASE("the fast tau equals the tau of all pairs, ties included") {
  for (std::uint64_t index = 0; index < 50; ++index) {
    Stream stream(1, purpose::test, index);
    std::vector<double> a(40), b(40);
    for (double& value : a) value = static_cast<double>(stream.below(7));
    for (double& value : b) value = static_cast<double>(stream.below(9));
    CHECK(kendall_tau(a, b).value() == doctest::Approx(tau_of_all_pairs(a, b)));
    CHECK(kendall_tau(b, a).value() == doctest::Approx(kendall_tau(a, b).value()));
  }
}

TEST_CASE("a constant column, a single pair and unequal sizes have no correlation") {
  const std::vector<double> constant = {1.0, 1.0, 1.0}, rising = {1.0, 2.0, 3.0}, one = {1.0};
  CHECK_FALSE(kendall_tau(constant, rising).has_value());
  CHECK_FALSE(spearman_rho(rising, constant).has_value());
  CHECK_FALSE(kendall_tau(one, one).has_value());
  CHECK_FALSE(spearman_rho(one, one).has_value());
  CHECK_THROWS_AS((void)kendall_tau(one, rising), Error);
  const std::vector<double> bad = {1.0, std::nan(""), 3.0};
  CHECK_THROWS_AS((void)spearman_rho(bad, rising), Error);
}

}  // namespace
}  // namespace kirchhoff::predict
