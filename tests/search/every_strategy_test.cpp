// tests/search/every_strategy_test.cpp - what holds for each strategy of the list.
#include <doctest/doctest.h>

#include <algorithm>
#include <set>

#include "tests/search/synthetic_problem.hpp"

namespace kirchhoff::search {
namespace {

bool is_without_knowledge(const std::string& name) { return name == "random" || name == "grid"; }
// Tested against dice and rules in files of their own, on fewer trials.
bool models(const std::string& name) { return name == "auto" || name == "bayesian"; }

std::string keys(const space::SearchSpace& space, const std::vector<objective::Trial>& trials) {
  std::string text;
  for (const objective::Trial& trial : trials) text += space.key(trial.candidate) + "\n";
  return text;
}

std::vector<objective::Trial> run(const std::string& name, const space::SearchSpace& space,
                                  std::uint64_t seed, std::uint64_t budget,
                                  std::size_t lookahead = 3) {
  const objective::Formulation formulation = two_objectives();
  const auto strategy = make_strategy(name, space, formulation, {.seed = seed});
  return search_with(*strategy, budget, lookahead,
                     [&](std::uint64_t number, const auto& candidate) {
                       return evaluate(space, number, candidate);
                     });
}

// Reals, conditions and a rule: what the tables do not have.
space::SearchSpace mixed_space() {
  spec::SpaceSpec spec;
  spec.name = "mixed";
  spec::ParameterSpec kind, rows, share;
  kind.name = "kind";
  kind.kind = "nominal";
  kind.values = {std::string("a"), std::string("b"), std::string("c")};
  rows.name = "rows";
  rows.kind = "integer";
  rows.low = 1;
  rows.high = 512;
  rows.logarithmic = true;
  share.name = "share";
  share.kind = "real";
  share.high = 1.0;
  share.when = spec::LocatedText{"kind == \"b\"", {}};
  spec.parameters = {kind, rows, share};
  spec.forbidden.push_back({{"kind == \"c\" and rows > 64", {}}, "too large"});
  return space::SearchSpace(spec);
}

}  // namespace

TEST_CASE("every strategy that learns beats dice at the same budget") {
  const space::SearchSpace space = grid_space(12, 21);
  const auto mean = [&](const std::string& name) {
    double sum = 0.0;
    for (std::uint64_t seed = 1; seed <= 6; ++seed) {
      sum += hypervolume_of(run(name, space, seed, 300)) / 6.0;
    }
    return sum;
  };
  const double random = mean("random");
  for (const StrategyDescription& strategy : strategy_table()) {
    if (is_without_knowledge(strategy.name) || models(strategy.name)) continue;
    CAPTURE(strategy.name);
    CHECK(mean(strategy.name) > random + 0.015);
  }
}

TEST_CASE("the same calls give the same candidates, another seed other ones, for every strategy") {
  const space::SearchSpace space = grid_space(8, 11);
  for (const StrategyDescription& strategy : strategy_table()) {
    CAPTURE(strategy.name);
    const std::string first = keys(space, run(strategy.name, space, 3, 120));
    CHECK(keys(space, run(strategy.name, space, 3, 120)) == first);
    CHECK(keys(space, run(strategy.name, space, 4, 120)) != first);
  }
}

TEST_CASE("no strategy proposes a candidate twice, not even when the space is nearly used up") {
  const space::SearchSpace space = grid_space(4, 5);  // 625 points
  for (const StrategyDescription& strategy : strategy_table()) {
    CAPTURE(strategy.name);
    std::set<std::string> seen;
    for (const objective::Trial& trial : run(strategy.name, space, 1, 400)) {
      seen.insert(space.key(trial.candidate));
    }
    CHECK(seen.size() == 400);
  }
}

TEST_CASE("the first points of a population can be a Latin hypercube: each level equally often") {
  const space::SearchSpace space = grid_space(6, 5);
  const objective::Formulation formulation = two_objectives();
  for (const char* name : {"genetic", "moead", "nsga2", "nsga3", "regularised-evolution"}) {
    CAPTURE(name);
    const auto made = make_strategy(name, space, formulation,
                                    {.seed = 3, .first_points = space::Sampling::LatinHypercube});
    std::vector<std::vector<int>> counts(6, std::vector<int>(5));
    for (std::uint64_t number = 0; number < 20; ++number) {
      const space::Candidate candidate = made->propose(number);
      for (std::size_t i = 0; i < 6; ++i) {
        ++counts[i][static_cast<std::size_t>(std::get<std::int64_t>(*candidate.values[i]))];
      }
    }
    for (const auto& parameter : counts) CHECK(parameter == std::vector<int>(5, 4));
  }
}

TEST_CASE("every strategy moves in spaces with conditions, rules and reals") {
  const space::SearchSpace space = mixed_space();
  const objective::Formulation formulation = two_objectives();
  for (const StrategyDescription& strategy : strategy_table()) {
    CAPTURE(strategy.name);
    const auto made = make_strategy(strategy.name, space, formulation, {.seed = 2});
    const auto trials =
        search_with(*made, 150, 8, [&](std::uint64_t number, const auto& candidate) {
          CHECK_FALSE(space.broken_rule(candidate).has_value());
          CHECK(space.canonical(candidate) == candidate);
          objective::Trial trial{.number = number, .candidate = candidate, .evaluated = true};
          const auto rows = static_cast<double>(std::get<std::int64_t>(*candidate.values[1]));
          trial.state =
              number % 7 == 0 ? objective::TrialState::Fail : objective::TrialState::Complete;
          if (number % 5 == 0) trial.state = objective::TrialState::Infeasible;
          if (number % 5 == 0) trial.violations["area_m2"] = rows / 512.0;
          trial.metrics = {{"energy_j", 1e-9 * rows}, {"latency_s", 1e-3 / rows}};
          return trial;
        });
    CHECK(trials.size() == 150);
  }
}

TEST_CASE("where dice find few allowed designs, violations lead every strategy to more") {
  const space::SearchSpace space = grid_space(12, 21);
  const objective::Formulation formulation = two_objectives();
  const double bound = 0.3;
  const auto feasible_count = [&](const std::string& name) {
    const auto made = make_strategy(name, space, formulation, {.seed = 1});
    const auto trials =
        search_with(*made, 400, 3, [&](std::uint64_t number, const auto& candidate) {
          objective::Trial trial = evaluate(space, number, candidate);
          const double excess = zdt1(space, candidate).second - bound;
          if (excess <= 0.0) return trial;
          trial.state = objective::TrialState::Infeasible;
          trial.violations["second"] = excess / bound;
          return trial;
        });
    return std::count_if(trials.begin(), trials.end(),
                         [](const auto& trial) { return trial.is_feasible(); });
  };
  const auto random = feasible_count("random");
  for (const StrategyDescription& strategy : strategy_table()) {
    if (is_without_knowledge(strategy.name) || models(strategy.name)) continue;
    CAPTURE(strategy.name);
    CHECK(feasible_count(strategy.name) > 2 * random);
  }
}

}  // namespace kirchhoff::search
