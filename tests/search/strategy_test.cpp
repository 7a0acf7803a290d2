// tests/search/strategy_test.cpp - every listed strategy can be made; a wrong name is told.
#include "kirchhoff/search/strategy.hpp"

#include <doctest/doctest.h>

#include "kirchhoff/base/error.hpp"
#include "tests/search/synthetic_problem.hpp"

namespace kirchhoff::search {

TEST_CASE("every strategy of the table can be made and proposes an allowed candidate") {
  const space::SearchSpace space = grid_space(3, 4);
  const objective::Formulation formulation = two_objectives();
  for (const StrategyDescription& strategy : strategy_table()) {
    CAPTURE(strategy.name);
    CHECK_FALSE(strategy.description.empty());
    const auto made = make_strategy(strategy.name, space, formulation, {});
    CHECK_FALSE(space.broken_rule(made->propose(0)).has_value());
  }
}

TEST_CASE("an unknown strategy is an input error that names the nearest") {
  const space::SearchSpace space = grid_space(3, 4);
  const objective::Formulation formulation = two_objectives();
  CHECK_THROWS_WITH_AS((void)make_strategy("nsga", space, formulation, {}),
                       doctest::Contains("did you mean \"nsga2\""), Error);
}

TEST_CASE("a study that names an unknown strategy is told where") {
  spec::SearchSpec search;
  CHECK_NOTHROW(check_strategy(search));
  search.strategy = "randon";
  search.strategy_location = {.file = "study.toml", .line = 7, .column = 1};
  CHECK_THROWS_WITH_AS(check_strategy(search),
                       "study.toml:7: there is no strategy \"randon\"; did you mean \"random\"?",
                       Error);
}

}  // namespace kirchhoff::search
