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
#include "kirchhoff/study/study_input.hpp"

namespace kirchhoff::study {

namespace {

// Evaluators for any thread that asks: each is used by one at a time.
class Evaluators {
 public:
  explicit Evaluators(StudyInput input) : input_(std::move(input)), space_(input_.spec.space) {}
  void complete(objective::Trial& trial) {
    trial.fields = space_.fields(trial.candidate);
    std::unique_ptr<evaluate::Evaluator> evaluator = take();
    evaluator->screen(trial);
    trial.evaluated = trial.state == objective::TrialState::Waiting;
    if (trial.evaluated) evaluator->complete_at_once(trial, false);
    const std::lock_guard lock(mutex_);
    idle_.push_back(std::move(evaluator));
  }

 private:
  std::unique_ptr<evaluate::Evaluator> take() {
    const std::lock_guard lock(mutex_);
    if (idle_.empty()) {
      return std::make_unique<evaluate::Evaluator>(
          input_.spec, objective::parse_formulation(input_.spec), lookup_of(input_.table));
    }
    std::unique_ptr<evaluate::Evaluator> evaluator = std::move(idle_.back());
    idle_.pop_back();
    return evaluator;
  }

  StudyInput input_;
  space::SearchSpace space_;
  std::mutex mutex_;
  std::vector<std::unique_ptr<evaluate::Evaluator>> idle_;
};

// From the best value on the front to a tenth of its extent beyond the worst.
objective::Axis axis_of(const std::vector<TruePoint>& front, std::size_t objective, bool maximise,
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
  const double beyond = worst + margin * (extent > 0.0 ? extent : 1.0);
  const double sign = maximise ? -1.0 : 1.0;  // losses are minimised, an axis is the metric's own
  return {.ideal = sign * best, .reference = sign * beyond, .logarithmic = false};
}

// The study's own formulation on axes that the true front spans.
objective::Formulation spanned(const spec::Spec& spec, const std::vector<TruePoint>& front) {
  objective::Formulation formulation = objective::parse_formulation(spec);
  for (std::size_t i = 0; i < formulation.objectives.size(); ++i) {
    objective::Objective& objective = formulation.objectives[i];
    const bool logarithmic =
        !spec.table && !objective.maximise && objective::find_metric(objective.metric)->logarithmic;
    objective.axis = axis_of(front, i, objective.maximise, logarithmic);
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
  const StudyInput input = read_study_input(spec_file);
  const spec::Spec& spec = input.spec;
  const std::optional<Enumeration> truth = load_truth(folder, spec);
  require(truth && truth->is_complete() && !truth->front.empty(),
          "{}: holds no complete truth.json of {}; run `kirchhoff enumerate {}` first",
          folder.string(), spec.name, spec_file.string());
  objective::Formulation formulation = spanned(spec, truth->front);
  require(formulation.objectives.size() > 1,
          "{}: one objective has an optimum, not a front; give the study two or more",
          spec_file.string());
  auto evaluators = std::make_shared<Evaluators>(input);
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
