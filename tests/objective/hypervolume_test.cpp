// tests/objective/hypervolume_test.cpp - exact hypervolume by hand, by Monte Carlo and by laws.
#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <numeric>

#include "kirchhoff/base/stream.hpp"
#include "kirchhoff/objective/formulation.hpp"

namespace kirchhoff::objective {
namespace {

using Point = std::vector<double>;
using Points = std::vector<Point>;

Points random_points(std::size_t count, std::size_t dimensions, std::uint64_t seed) {
  Stream stream(seed, purpose::test, 0);
  Points points(count, Point(dimensions));
  for (Point& point : points) {
    for (double& value : point) value = stream.uniform();
  }
  return points;
}

// Share of the unit cube that some point covers.
double sampled(const Points& points, std::size_t dimensions, int samples) {
  Stream stream(7, purpose::test, 1);
  int covered = 0;
  Point probe(dimensions);
  for (int i = 0; i < samples; ++i) {
    for (double& value : probe) value = stream.uniform();
    covered += std::any_of(points.begin(), points.end(), [&](const Point& point) {
      return std::equal(point.begin(), point.end(), probe.begin(), std::less_equal<>());
    });
  }
  return static_cast<double>(covered) / samples;
}

}  // namespace

TEST_CASE("two dimensions: the staircase 3 x 1 + 2 x 1 + 1 x 1 covers 6") {
  CHECK(hypervolume({{1, 3}, {2, 2}, {3, 1}}, {4, 4}) == doctest::Approx(6.0));
}

TEST_CASE("one point covers its box in any dimension, one on the reference covers nothing") {
  CHECK(hypervolume({{0.5}}, {2.0}) == doctest::Approx(1.5));
  CHECK(hypervolume({{0.5, 0.5, 0.5, 0.5}}, {1, 1, 1, 1}) == doctest::Approx(0.0625));
  CHECK(hypervolume({{0.5, 1.0, 0.5}}, {1, 1, 1}) == 0.0);
  CHECK(hypervolume({{0.5, 3.0}}, {1, 1}) == 0.0);
  CHECK(hypervolume({}, {1, 1, 1}) == 0.0);
}

TEST_CASE("three dimensions: two boxes of 4 that share 2 cover 6") {
  // [0,2]x[0,2]x[1,2] and [0,2]x[1,2]x[0,2] seen from the reference (2, 2, 2).
  CHECK(hypervolume({{0, 0, 1}, {0, 1, 0}}, {2, 2, 2}) == doctest::Approx(6.0));
}

TEST_CASE("three to five dimensions agree with a Monte Carlo estimate") {
  constexpr int samples = 200000;
  for (std::size_t dimensions = 3; dimensions <= 5; ++dimensions) {
    CAPTURE(dimensions);
    const Points points = random_points(25, dimensions, dimensions);
    const double exact = hypervolume(points, Point(dimensions, 1.0));
    const double error = 4.0 * std::sqrt(exact * (1.0 - exact) / samples);
    CHECK(std::abs(exact - sampled(points, dimensions, samples)) < error);
  }
}

TEST_CASE("order, equal points and dominated points do not matter") {
  Points points = random_points(20, 4, 3);
  const Point reference(4, 1.0);
  const double expected = hypervolume(points, reference);
  points.push_back(points[3]);
  points.push_back(Point(4, 0.9999));
  std::reverse(points.begin(), points.end());
  CHECK(hypervolume(points, reference) == doctest::Approx(expected).epsilon(1e-12));
}

TEST_CASE("a contribution is the hypervolume that is lost without the point") {
  const Point reference(3, 1.0);
  const Points points = random_points(15, 3, 5);
  const double all = hypervolume(points, reference);
  const std::vector<double> contributions = hypervolume_contributions(points, reference);
  for (std::size_t i = 0; i < points.size(); ++i) {
    Points others = points;
    others.erase(others.begin() + static_cast<std::ptrdiff_t>(i));
    CHECK(contributions[i] == doctest::Approx(all - hypervolume(others, reference)).epsilon(1e-9));
  }
}

TEST_CASE("gains of points added one after the other sum to the hypervolume") {
  const Point reference(4, 1.0);
  Points known;
  double sum = 0.0;
  for (const Point& point : random_points(40, 4, 9)) {
    sum += hypervolume_gain(point, known, reference);
    known.push_back(point);
  }
  CHECK(sum == doctest::Approx(hypervolume(known, reference)).epsilon(1e-9));
}

TEST_CASE("the reference is 1 and the ideal 0, logarithmic for physical axes") {
  const Formulation formulation{{{"accuracy", true}, {"energy_j", false}}, {}};
  const Point worst = normalised(formulation, Point{-0.5, 1e-3});
  CHECK(worst[0] == doctest::Approx(1.0));
  CHECK(worst[1] == doctest::Approx(1.0));
  const Point middle = normalised(formulation, Point{-0.75, 1e-6});
  CHECK(middle[0] == doctest::Approx(0.5));
  CHECK(middle[1] == doctest::Approx(0.5));
  CHECK(normalised_hypervolume(formulation, {{-0.75, 1e-6}}) == doctest::Approx(0.25));
}

TEST_CASE("the knee is the bend of an L, and the only point of a front of one") {
  const Formulation formulation{{{"accuracy", true}, {"energy_j", false}}, {}};
  CHECK(knee(formulation, {{-0.92, 1e-4}, {-0.90, 1e-6}, {-0.60, 5e-7}}) == 1);
  CHECK(knee(formulation, {{-0.6, 1e-6}}) == 0);
}

}  // namespace kirchhoff::objective
