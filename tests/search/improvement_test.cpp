// tests/search/improvement_test.cpp - the exact expectation against sums over many draws.
#include "kirchhoff/search/improvement.hpp"

#include <doctest/doctest.h>

#include <cmath>

#include "kirchhoff/base/stream.hpp"
#include "kirchhoff/objective/formulation.hpp"

namespace kirchhoff::search {
namespace {

std::vector<std::vector<double>> random_points(std::size_t count, std::size_t losses) {
  Stream stream(3, purpose::test, losses);
  std::vector<std::vector<double>> points(count, std::vector<double>(losses));
  for (auto& point : points) {
    for (double& loss : point) loss = stream.uniform();
  }
  return points;
}

}  // namespace

TEST_CASE("one loss gives the expected improvement of the best value") {
  const Improvement improvement({{0.7}, {0.5}, {0.6}}, {1.0});
  // Mean at the best value: deviation / sqrt(2 pi).
  CHECK(improvement.expected(std::vector{0.5}, std::vector{0.2}) ==
        doctest::Approx(0.2 * 0.3989422804).epsilon(1e-9));
}

TEST_CASE("a certain value gains exactly its hypervolume, for two, three and four losses") {
  for (std::size_t losses = 2; losses <= 4; ++losses) {
    CAPTURE(losses);
    const auto points = random_points(14, losses);
    const std::vector<double> reference(losses, 0.9);
    const Improvement improvement(points, reference);
    for (const auto& point : random_points(40, losses)) {
      std::vector<double> moved = point;
      for (double& loss : moved) loss *= 0.6;
      const double gain = objective::hypervolume_gain(moved, points, reference);
      const std::vector<double> certain(losses, 0.0);
      CHECK(std::abs(improvement.expected(moved, certain) - gain) < 1e-12);
    }
  }
}

TEST_CASE("the expectation is the mean gain of normal draws") {
  for (std::size_t losses = 2; losses <= 3; ++losses) {
    CAPTURE(losses);
    const auto points = random_points(10, losses);
    const std::vector<double> reference(losses, 1.0), means(losses, 0.3), deviations(losses, 0.2);
    Stream stream(5, purpose::test, losses);
    double sum = 0.0;
    constexpr int draws = 40000;
    std::vector<double> drawn(losses);
    for (int draw = 0; draw < draws; ++draw) {
      for (std::size_t i = 0; i < losses; ++i)
        drawn[i] = means[i] + deviations[i] * stream.normal();
      sum += objective::hypervolume_gain(drawn, points, reference);
    }
    const Improvement improvement(points, reference);
    CHECK(improvement.expected(means, deviations) ==
          doctest::Approx(sum / draws).epsilon(0.03).scale(0.0));
  }
}

TEST_CASE("without points the gain is the box to the reference; beyond it there is none") {
  const Improvement improvement({}, {1.0, 1.0});
  CHECK(improvement.box_count() == 1);
  const std::vector<double> certain(2, 0.0);
  CHECK(improvement.expected(std::vector{0.5, 0.25}, certain) == doctest::Approx(0.375));
  CHECK(improvement.expected(std::vector{1.5, 0.25}, certain) == 0.0);
}

TEST_CASE("the probability to hold falls with the mean and is a step when certain") {
  CHECK(probability_below_zero(0.0, 1.0) == doctest::Approx(0.5));
  CHECK(probability_below_zero(-1.0, 1.0) == doctest::Approx(0.8413447461));
  CHECK(probability_below_zero(0.1, 0.0) == 0.0);
  CHECK(probability_below_zero(0.0, 0.0) == 1.0);
}

}  // namespace kirchhoff::search
