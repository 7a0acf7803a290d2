// tests/objective/pareto_test.cpp - domination, ranks and crowding against hand-computed cases.
#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>

#include "kirchhoff/base/stream.hpp"
#include "kirchhoff/objective/formulation.hpp"

namespace kirchhoff::objective {
namespace {

using Points = std::vector<std::vector<double>>;

Points random_points(std::size_t count, std::size_t dimensions, std::uint64_t seed) {
  Stream stream(seed, purpose::test, 0);
  Points points(count, std::vector<double>(dimensions));
  for (auto& point : points) {
    // A coarse grid, so that equal coordinates and equal points occur.
    for (double& value : point) value = static_cast<double>(stream.below(12)) / 12.0;
  }
  return points;
}

}  // namespace

TEST_CASE("a point dominates when it is nowhere worse and somewhere better") {
  using Point = std::vector<double>;
  CHECK(dominates(Point{1, 2}, Point{1, 3}));
  CHECK_FALSE(dominates(Point{1, 2}, Point{1, 2}));
  CHECK_FALSE(dominates(Point{1, 3}, Point{2, 2}));
}

TEST_CASE("the front keeps the first of equal points and nothing that is dominated") {
  const Points points = {{2, 2}, {1, 3}, {2, 2}, {3, 1}, {3, 3}, {1, 4}};
  CHECK(non_dominated(points) == std::vector<std::size_t>{0, 1, 3});
  CHECK(non_dominated({}).empty());
}

TEST_CASE("the front and the ranks of random points are what the definition says") {
  for (std::uint64_t seed = 0; seed < 20; ++seed) {
    const Points points = random_points(60, 2 + seed % 3, seed);
    const std::vector<int> ranks = non_dominated_ranks(points);
    const std::vector<std::size_t> front = non_dominated(points);
    for (std::size_t i = 0; i < points.size(); ++i) {
      int best_above = -1;  // the deepest rank among those that dominate it
      bool first = true;
      for (std::size_t j = 0; j < points.size(); ++j) {
        if (dominates(points[j], points[i])) best_above = std::max(best_above, ranks[j]);
        first = first && !(j < i && points[j] == points[i]);
      }
      CHECK(ranks[i] == best_above + 1);
      const bool member = std::find(front.begin(), front.end(), i) != front.end();
      CHECK(member == (best_above == -1 && first));
    }
  }
}

TEST_CASE("crowding is the scaled distance between neighbours, infinite at the ends") {
  const std::vector<double> distances =
      crowding_distances({{0.0, 4.0}, {1.0, 2.0}, {3.0, 1.0}, {4.0, 0.0}});
  CHECK(std::isinf(distances[0]));
  CHECK(std::isinf(distances[3]));
  CHECK(distances[1] == doctest::Approx(3.0 / 4.0 + 3.0 / 4.0));
  CHECK(distances[2] == doctest::Approx(3.0 / 4.0 + 2.0 / 4.0));
  CHECK(crowding_distances({}).empty());
}

}  // namespace kirchhoff::objective
