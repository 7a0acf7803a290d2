// kirchhoff/tabular/problem.cpp - trials by lookup, and the front that no search can beat.
#include "kirchhoff/tabular/problem.hpp"

#include <fmt/core.h>

#include <algorithm>

#include "kirchhoff/base/text.hpp"

namespace kirchhoff::tabular {

objective::Trial evaluated(const Problem& problem, std::uint64_t number,
                           const space::Candidate& candidate) {
  objective::Trial trial;
  trial.number = number;
  trial.candidate = candidate;
  if (problem.complete) {
    problem.complete(trial);
    return trial;
  }
  trial.evaluated = true;
  trial.metrics = problem.metrics(candidate);
  trial.state = objective::TrialState::Complete;
  for (const objective::Constraint& constraint : problem.formulation.constraints) {
    const double excess = objective::violation(constraint, trial.metrics);
    if (!(excess > 0.0)) continue;
    trial.state = objective::TrialState::Infeasible;
    trial.violations[constraint.metric] = excess;
    trial.reasons.push_back(fmt::format("{} is {}, allowed {}", constraint.metric,
                                        exact_text(trial.metrics.at(constraint.metric)),
                                        constraint.text));
  }
  return trial;
}

Truth truth_of(const objective::Formulation& formulation,
               const std::vector<std::vector<double>>& losses) {
  std::vector<std::vector<double>> points;
  for (const std::vector<double>& loss : losses) {
    std::vector<double> point = objective::normalised(formulation, loss);
    const bool is_below =
        std::all_of(point.begin(), point.end(), [](double value) { return value < 1.0; });
    if (is_below) points.push_back(std::move(point));
  }
  Truth truth;
  for (const std::size_t index : objective::non_dominated(points)) {
    truth.front.push_back(points[index]);
  }
  truth.hypervolume =
      objective::hypervolume(truth.front, std::vector<double>(formulation.objectives.size(), 1.0));
  return truth;
}

}  // namespace kirchhoff::tabular
