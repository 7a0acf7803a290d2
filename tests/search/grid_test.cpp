// tests/search/grid_test.cpp - every point once, and any part of the budget covers the space.
#include "kirchhoff/search/grid.hpp"

#include <doctest/doctest.h>

#include <array>
#include <set>

#include "tests/search/synthetic_problem.hpp"

namespace kirchhoff::search {

TEST_CASE("a grid of 3 by 4 by 5 is visited whole, each point once") {
  spec::SpaceSpec spec;
  spec.name = "box";
  for (int i = 0; i < 3; ++i) {
    spec::ParameterSpec parameter;
    parameter.name = fmt::format("x{}", i);
    parameter.kind = "integer";
    parameter.high = 2.0 + i;
    spec.parameters.push_back(parameter);
  }
  const space::SearchSpace space(spec);
  Grid strategy(space, {.seed = 5});
  CHECK(strategy.size() == 60);
  std::set<std::string> seen;
  for (std::uint64_t number = 0; number < 60; ++number) {
    CHECK(seen.insert(space.key(strategy.propose(number))).second);
  }
}

TEST_CASE("a tenth of the grid holds each level of each parameter about equally often") {
  const space::SearchSpace space = grid_space(3, 10);
  Grid strategy(space, {.seed = 1});
  std::array<std::array<int, 10>, 3> counts{};
  for (std::uint64_t number = 0; number < 100; ++number) {
    const space::Candidate candidate = strategy.propose(number);
    for (std::size_t i = 0; i < 3; ++i) {
      ++counts.at(i).at(static_cast<std::size_t>(std::get<std::int64_t>(*candidate.values[i])));
    }
  }
  for (const auto& parameter : counts) {
    for (const int count : parameter) {
      CHECK(count >= 5);
      CHECK(count <= 15);
    }
  }
}

TEST_CASE("a space too large to number has a coarser grid, within 2^62 points") {
  const space::SearchSpace space = grid_space(70, 21);
  Grid strategy(space, {.seed = 1});
  CHECK(strategy.size() <= (std::uint64_t{1} << 62U));
  CHECK(strategy.propose(0) != strategy.propose(1));
}

}  // namespace kirchhoff::search
