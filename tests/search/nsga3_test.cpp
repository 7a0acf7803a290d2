// tests/search/nsga3_test.cpp - directions, niches, intercepts and who leaves.
#include "kirchhoff/search/nsga3.hpp"

#include <doctest/doctest.h>

#include <cmath>

#include "kirchhoff/search/directions.hpp"
#include "tests/search/synthetic_problem.hpp"

namespace kirchhoff::search {

TEST_CASE("Das-Dennis: 4 divisions of 3 objectives are 15 weights that sum to 1") {
  const auto directions = even_directions(3, 20);
  CHECK(directions.size() == 15);
  for (const auto& direction : directions) {
    CHECK(direction[0] + direction[1] + direction[2] == doctest::Approx(1.0));
  }
  CHECK(even_directions(2, 20).size() == 20);
  CHECK(even_directions(5, 1).size() == 5);
  CHECK(even_directions(1, 7).size() == 1);
}

TEST_CASE("a point belongs to the nearest ray, at its perpendicular distance") {
  const std::vector<std::vector<double>> rays = {{1.0, 0.0}, {0.5, 0.5}, {0.0, 1.0}};
  const Niche niche = nearest_niche({0.4, 0.6}, rays);
  CHECK(niche.direction == 1);
  CHECK(niche.distance == doctest::Approx(0.1 * std::sqrt(2.0)).scale(0.0));
  CHECK(nearest_niche({5.0, 0.1}, rays).direction == 0);
}

TEST_CASE("the plane through the extreme points cuts each axis at 1") {
  // On x/2 + y/4 = 1, moved by (3, 7).
  const auto points = hyperplane_normalised({{5.0, 7.0}, {3.0, 11.0}, {4.0, 9.0}});
  CHECK(points[0][0] == doctest::Approx(1.0));
  CHECK(points[1][1] == doctest::Approx(1.0));
  CHECK(points[2][0] + points[2][1] == doctest::Approx(1.0));
}

TEST_CASE("of a crowded niche the farthest leaves, and lonely niches stay") {
  const space::SearchSpace space = grid_space(2, 11);
  const objective::Formulation formulation{
      {{"a", false, objective::Axis{}}, {"b", false, objective::Axis{}}}, {}};
  Nsga3 strategy(space, formulation, {.seed = 1, .population = 3});
  Stream stream(1, purpose::test, 0);
  const std::vector<std::pair<double, double>> points = {
      {0.0, 1.0}, {1.0, 0.0}, {0.5, 0.5}, {0.42, 0.58}};
  for (std::size_t i = 0; i < points.size(); ++i) {
    objective::Trial trial{.number = i, .candidate = space.sample(stream), .evaluated = true};
    trial.state = objective::TrialState::Complete;
    trial.metrics = {{"a", points[i].first}, {"b", points[i].second}};
    strategy.tell(std::span(&trial, 1));
  }
  REQUIRE(strategy.population().size() == 3);
  CHECK(strategy.population()[2].losses[0] == 0.5);  // (0.42, 0.58) left
}

}  // namespace kirchhoff::search
