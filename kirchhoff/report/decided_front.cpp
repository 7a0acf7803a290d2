// kirchhoff/report/decided_front.cpp - which trials form the front, and how it grew.
#include "kirchhoff/report/detail/decided_front.hpp"

#include <algorithm>

#include "kirchhoff/objective/growing_front.hpp"
#include "kirchhoff/objective/preference.hpp"
#include "kirchhoff/report/detail/figures.hpp"

namespace kirchhoff::report::detail {
namespace {

using Point = std::vector<double>;

struct Candidates {
  std::vector<std::size_t> indices;  // into the study's trials
  std::vector<Point> losses;
};

Candidates complete_trials(const StudyView& study, objective::TrialRole role) {
  Candidates candidates;
  for (std::size_t i = 0; i < study.trials.size(); ++i) {
    const objective::Trial& trial = study.trials[i];
    if (trial.role != role || !trial.is_feasible() || trial.repeats) continue;
    if (auto losses = objective::losses(study.formulation, trial.metrics)) {
      candidates.indices.push_back(i);
      candidates.losses.push_back(std::move(*losses));
    }
  }
  return candidates;
}

}  // namespace

void decide_front(StudyView& study) {
  Candidates candidates = complete_trials(study, objective::TrialRole::Final);
  if (candidates.indices.empty()) {
    candidates = complete_trials(study, objective::TrialRole::Search);
  }
  std::vector<std::size_t> chosen =
      objective::preferred_front(study.formulation, candidates.losses);
  const bool trains = study.spec.trains();
  const auto accuracy = [&](std::size_t i) {
    if (!trains) return 0.0;
    return shown_accuracy(study.trials[candidates.indices[i]]).value_or(0.0);
  };
  // Without training there is no accuracy: then the first objective orders them.
  std::stable_sort(chosen.begin(), chosen.end(), [&](std::size_t a, std::size_t b) {
    if (accuracy(a) != accuracy(b)) return accuracy(a) > accuracy(b);
    return !trains && candidates.losses[a] < candidates.losses[b];
  });
  study.front.clear();
  std::vector<Point> losses;
  for (const std::size_t i : chosen) {
    study.front.push_back(candidates.indices[i]);
    losses.push_back(candidates.losses[i]);
  }
  study.knee = losses.empty() ? 0 : objective::preferred_design(study.formulation, losses);
}

void follow_hypervolume(StudyView& study) {
  study.hypervolume.clear();
  objective::GrowingFront front(study.formulation.objectives.size());
  double volume = 0.0;
  for (const objective::Trial& trial : study.trials) {
    if (trial.role != objective::TrialRole::Search || !trial.evaluated) continue;
    const auto losses = objective::losses(study.formulation, trial.metrics);
    if (trial.is_feasible() && losses) {
      volume = front.add(objective::normalised(study.formulation, *losses));
    }
    study.hypervolume.emplace_back(trial.number, volume);
  }
}

}  // namespace kirchhoff::report::detail
