// tests/search/nsga2_test.cpp - NSGA-II beats dice, respects constraints and repeats nothing.
#include "kirchhoff/search/nsga2.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <chrono>
#include <set>

#include "tests/search/synthetic_problem.hpp"

namespace kirchhoff::search {
namespace {

std::vector<objective::Trial> run(const std::string& name, const space::SearchSpace& space,
                                  std::uint64_t seed, std::uint64_t budget) {
  const objective::Formulation formulation = two_objectives();
  const auto strategy = make_strategy(name, space, formulation, {.seed = seed, .population = 20});
  return search_with(*strategy, budget, 8, [&](std::uint64_t number, const auto& candidate) {
    return evaluate(space, number, candidate);
  });
}

std::string keys(const space::SearchSpace& space, const std::vector<objective::Trial>& trials) {
  std::string text;
  for (const objective::Trial& trial : trials) text += space.key(trial.candidate) + "\n";
  return text;
}

// Only a hundredth of the space is allowed; the refused ones say how far outside they are.
objective::Trial constrained(const space::SearchSpace& space, std::uint64_t number,
                             const space::Candidate& candidate, double bound) {
  objective::Trial trial = evaluate(space, number, candidate);
  const double excess = zdt1(space, candidate).second - bound;
  if (excess <= 0.0) return trial;
  trial.state = objective::TrialState::Infeasible;
  trial.evaluated = false;
  trial.violations["second"] = excess / bound;
  return trial;
}

}  // namespace

TEST_CASE("NSGA-II finds more hypervolume than random search with the same budget") {
  const space::SearchSpace space = grid_space(12, 21);
  double random = 0.0;
  double guided = 0.0;
  for (std::uint64_t seed = 1; seed <= 8; ++seed) {
    random += hypervolume_of(run("random", space, seed, 200)) / 8.0;
    guided += hypervolume_of(run("nsga2", space, seed, 200)) / 8.0;
  }
  CAPTURE(random);
  CAPTURE(guided);
  CHECK(guided > random + 0.05);
}

TEST_CASE(
    "designs that others proposed, and that are refused, do not end the random first points") {
  const space::SearchSpace space = grid_space(8, 11);
  const objective::Formulation formulation = two_objectives();
  const StrategyOptions options{.seed = 3, .population = 20};
  const auto cold = make_strategy("nsga2", space, formulation, options);
  const auto hot = make_strategy("nsga2", space, formulation, options);
  // Three designs of another study, of which the first is refused.
  Stream stream(1, purpose::test, 1);
  for (std::uint64_t number = 0; number < 3; ++number) {
    objective::Trial trial = evaluate(space, number, space.sample(stream));
    if (number == 0) trial = constrained(space, number, trial.candidate, -1e9);
    hot->tell({&trial, 1});
  }
  for (std::uint64_t number = 3; number < 13; ++number)
    CHECK(space.key(hot->propose(number)) == space.key(cold->propose(number)));
}

TEST_CASE("the same seed gives the same candidates, another seed other ones") {
  const space::SearchSpace space = grid_space(8, 11);
  const std::string first = keys(space, run("nsga2", space, 3, 120));
  CHECK(keys(space, run("nsga2", space, 3, 120)) == first);
  CHECK(keys(space, run("nsga2", space, 4, 120)) != first);
}

TEST_CASE("no candidate is proposed twice, not even when the space is nearly used up") {
  const space::SearchSpace space = grid_space(4, 5);  // 625 points
  for (const char* name : {"nsga2", "random"}) {
    std::set<std::string> seen;
    for (const objective::Trial& trial : run(name, space, 1, 400)) {
      CHECK(seen.insert(space.key(trial.candidate)).second);
    }
  }
}

TEST_CASE("where dice find few allowed designs, violations lead NSGA-II to many") {
  const space::SearchSpace space = grid_space(12, 21);
  const objective::Formulation formulation = two_objectives();
  const double bound = 0.22;
  for (const char* name : {"nsga2", "random"}) {
    CAPTURE(name);
    const auto strategy = make_strategy(name, space, formulation, {.seed = 1, .population = 20});
    const auto trials =
        search_with(*strategy, 600, 8, [&](std::uint64_t number, const auto& candidate) {
          return constrained(space, number, candidate, bound);
        });
    const auto feasible = std::count_if(trials.begin(), trials.end(),
                                        [](const auto& trial) { return trial.is_feasible(); });
    CAPTURE(feasible);
    CHECK((std::string(name) == "random" ? feasible < 100 : feasible > 200));
  }
}

TEST_CASE("failed trials and trials without a value do not stop the search") {
  const space::SearchSpace space = grid_space(5, 9);
  const objective::Formulation formulation = two_objectives();
  const auto strategy = make_strategy("nsga2", space, formulation, {.seed = 1, .population = 10});
  const auto trials =
      search_with(*strategy, 100, 4, [&](std::uint64_t number, const auto& candidate) {
        objective::Trial trial = evaluate(space, number, candidate);
        if (number % 3 == 0) trial.state = objective::TrialState::Fail;
        if (number % 3 == 1) trial.metrics.clear();
        return trial;
      });
  CHECK(trials.size() == 100);
}

TEST_CASE("a proposal after 10,000 trials costs no more than 1 ms") {
  const space::SearchSpace space = grid_space(35, 21);
  const objective::Formulation formulation = two_objectives();
  const auto strategy = make_strategy("nsga2", space, formulation, {.seed = 1, .population = 20});
  (void)search_with(*strategy, 10000, 8, [&](std::uint64_t number, const auto& candidate) {
    return evaluate(space, number, candidate);
  });
  const auto start = std::chrono::steady_clock::now();
  for (std::uint64_t number = 10000; number < 10050; ++number) (void)strategy->propose(number);
  const std::chrono::duration<double> time = std::chrono::steady_clock::now() - start;
  CHECK(time.count() / 50.0 < 1e-3);
}

}  // namespace kirchhoff::search
