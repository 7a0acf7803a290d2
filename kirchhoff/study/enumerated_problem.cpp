// kirchhoff/study/enumerated_problem.cpp - a study as a problem whose answer is known.
#include <algorithm>
#include <cmath>
#include <limits>
#include <memory>
#include <mutex>
#include <utility>

#include "kirchhoff/base/error.hpp"
#include "kirchhoff/evaluate/evaluator.hpp"
#include "kirchhoff/study/enumeration.hpp"

namespace kirchhoff::study {

namespace {

// Evaluators for any thread that asks: each is used by one at a time.
class Evaluators {
 public:
  explicit Evaluators(spec::Spec spec) : spec_(std::move(spec)), space_(spec_.space) {}
  void complete(objective::Trial& trial) {
    trial.fields = space_.fields(trial.candidate);
    std::unique_ptr<evaluate::Evaluator> evaluator = take();
    evaluator->screen(trial);
    trial.evaluated = trial.state == objective::TrialState::Waiting;
    if (trial.evaluated) evaluator->complete_by_cost(trial, false);
    const std::lock_guard lock(mutex_);
    idle_.push_back(std::move(evaluator));
  }

 private:
  std::unique_ptr<evaluate::Evaluator> take() {
    const std::lock_guard lock(mutex_);
    if (idle_.empty()) {
      return std::make_unique<evaluate::Evaluator>(spec_, objective::parse_formulation(spec_));
    }
    std::unique_ptr<evaluate::Evaluator> evaluator = std::move(idle_.back());
    idle_.pop_back();
    return evaluator;
  }

  spec::Spec spec_;
  space::SearchSpace space_;
  std::mutex mutex_;
  std::vector<std::unique_ptr<evaluate::Evaluator>> idle_;
};

// From the best loss on the front to a tenth of its extent beyond the worst.
objective::Axis axis_of(const std::vector<TruePoint>& front, std::size_t objective,
                        bool logarithmic) {
  double best = std::numeric_limits<double>::infinity(), worst = -best;
  for (const TruePoint& point : front) {
    best = std::min(best, point.losses[objective]);
    worst = std::max(worst, point.losses[objective]);
  }
  constexpr double margin = 0.1, least_extent = 1e-3;
  if (logarithmic) {
    const double extent = std::max(std::log(worst / best), least_extent);
    return {.ideal = best, .reference = worst * std::exp(margin * extent), .logarithmic = true};
  }
  const double extent = std::max(worst - best, least_extent * std::abs(best));
  return {.ideal = best, .reference = worst + margin * extent, .logarithmic = false};
}

// The study's own formulation on axes that the true front spans.
objective::Formulation spanned(const spec::Spec& spec, const std::vector<TruePoint>& front) {
  objective::Formulation formulation = objective::parse_formulation(spec);
  for (std::size_t i = 0; i < formulation.objectives.size(); ++i) {
    const bool logarithmic = objective::find_metric(formulation.objectives[i].metric)->logarithmic;
    formulation.objectives[i].axis = axis_of(front, i, logarithmic);
  }
  return formulation;
}

tabular::Truth spanned_truth(const objective::Formulation& formulation,
                             const std::vector<TruePoint>& front) {
  std::vector<std::vector<double>> losses;
  for (const TruePoint& point : front) losses.push_back(point.losses);
  return tabular::truth_of(formulation, losses);
}

}  // namespace

std::optional<double> truth_share(const std::filesystem::path& folder, const spec::Spec& spec,
                                  const std::vector<objective::Trial>& trials) {
  const std::optional<Enumeration> truth = load_truth(folder, spec);
  if (!truth || !truth->is_complete() || truth->front.empty()) return std::nullopt;
  const objective::Formulation formulation = spanned(spec, truth->front);
  std::vector<std::vector<double>> found;
  for (const objective::Trial& trial : trials) {
    const auto losses = objective::losses(formulation, trial.metrics);
    if (trial.is_feasible() && losses) found.push_back(*losses);
  }
  return objective::normalised_hypervolume(formulation, found) /
         spanned_truth(formulation, truth->front).hypervolume;
}

tabular::Problem enumerated_problem(const std::filesystem::path& spec_file,
                                    const std::filesystem::path& folder) {
  const spec::Spec spec = spec::load_spec(spec_file);
  const std::optional<Enumeration> truth = load_truth(folder, spec);
  require(truth && truth->is_complete() && !truth->front.empty(),
          "{}: holds no complete truth.json of {}; run `kirchhoff enumerate {}` first",
          folder.string(), spec.name, spec_file.string());
  objective::Formulation formulation = spanned(spec, truth->front);
  require(formulation.objectives.size() > 1,
          "{}: one objective has an optimum, not a front; give the study two or more",
          spec_file.string());
  auto evaluators = std::make_shared<Evaluators>(spec);
  tabular::Problem problem{
      .name = spec.name,
      .space = space::SearchSpace(spec.space),
      .formulation = std::move(formulation),
      .reported = "",
      .metrics = {},
      .complete = [evaluators](objective::Trial& trial) { evaluators->complete(trial); },
  };
  problem.truth = spanned_truth(problem.formulation, truth->front);
  return problem;
}

}  // namespace kirchhoff::study
