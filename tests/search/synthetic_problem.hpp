// tests/search/synthetic_problem.hpp - a cheap bi-objective problem, and a loop with lookahead.
#pragma once

#include <fmt/format.h>

#include <cmath>
#include <deque>
#include <string>
#include <vector>

#include "kirchhoff/search/strategy.hpp"

namespace kirchhoff::search {

// ZDT1 (Zitzler, Deb, Thiele 2000) on a grid: x0 trades the objectives, x1 .. xn should be 0.
inline space::SearchSpace grid_space(int parameters, int levels) {
  spec::SpaceSpec spec;
  spec.name = "grid";
  for (int i = 0; i < parameters; ++i) {
    spec::ParameterSpec parameter;
    parameter.name = fmt::format("x{}", i);
    parameter.kind = "integer";
    parameter.high = levels - 1;
    spec.parameters.push_back(parameter);
  }
  return space::SearchSpace(spec);
}

inline objective::Formulation two_objectives() {
  return {{{"energy_j", false}, {"latency_s", false}}, {}};
}

struct Shares {
  double first = 0.0;
  double second = 0.0;
};

inline Shares zdt1(const space::SearchSpace& space, const space::Candidate& candidate) {
  const double top = space.parameters()[0].high;
  const auto share = [&](std::size_t i) {
    return static_cast<double>(std::get<std::int64_t>(*candidate.values[i])) / top;
  };
  double sum = 0.0;
  for (std::size_t i = 1; i < candidate.values.size(); ++i) sum += share(i);
  const double g = 1.0 + 9.0 * sum / static_cast<double>(candidate.values.size() - 1);
  return {share(0), g * (1.0 - std::sqrt(share(0) / g)) / 10.0};
}

// The normalised objectives are the shares: axes of energy and latency are logarithmic.
inline objective::Trial evaluate(const space::SearchSpace& space, std::uint64_t number,
                                 const space::Candidate& candidate) {
  objective::Trial trial;
  trial.number = number;
  trial.candidate = candidate;
  trial.evaluated = true;
  trial.state = objective::TrialState::Complete;
  const Shares shares = zdt1(space, candidate);
  trial.metrics["energy_j"] = 1e-9 * std::pow(10.0, 6.0 * shares.first);
  trial.metrics["latency_s"] = 1e-7 * std::pow(10.0, 5.0 * shares.second);
  return trial;
}

// Runs `budget` evaluations; a proposal knows all but the last `lookahead` - 1 results.
template <typename Evaluate>
std::vector<objective::Trial> search_with(Strategy& strategy, std::uint64_t budget,
                                          std::size_t lookahead, const Evaluate& evaluate_one) {
  std::vector<objective::Trial> trials;
  std::deque<objective::Trial> waiting;
  for (std::uint64_t number = 0; number < budget; ++number) {
    while (waiting.size() >= lookahead) {
      strategy.tell(std::span(&waiting.front(), 1));
      waiting.pop_front();
    }
    waiting.push_back(evaluate_one(number, strategy.propose(number)));
    trials.push_back(waiting.back());
  }
  return trials;
}

inline double hypervolume_of(const std::vector<objective::Trial>& trials) {
  const objective::Formulation formulation = two_objectives();
  std::vector<std::vector<double>> points;
  for (const objective::Trial& trial : trials) {
    if (trial.is_feasible()) points.push_back(*objective::losses(formulation, trial.metrics));
  }
  return objective::normalised_hypervolume(formulation, points);
}

}  // namespace kirchhoff::search
