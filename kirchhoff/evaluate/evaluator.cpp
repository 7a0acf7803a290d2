// kirchhoff/evaluate/evaluator.cpp - screening, jobs and answers.
#include "kirchhoff/evaluate/evaluator.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <string_view>
#include <utility>

#include "kirchhoff/base/error.hpp"
#include "kirchhoff/cost/kind_search.hpp"
#include "kirchhoff/formats/files.hpp"
#include "kirchhoff/mapping/mapping.hpp"
#include "kirchhoff/objective/scalarisation.hpp"

namespace kirchhoff::evaluate {

namespace {

// Figures that grow with activity: before training only their lower bound is known.
constexpr std::array<std::string_view, 5> activity_metrics = {
    "energy_j", "power_w", "power_density_w_m2", "edp_j_s", "edap_j_s_m2"};

bool grows_with_activity(const std::string& metric) {
  return std::find(activity_metrics.begin(), activity_metrics.end(), metric) !=
         activity_metrics.end();
}

design::Task task_of(const train::DataSetSummary& data, const spec::Spec& spec) {
  return {.input = data.shape,
          .classes = data.classes,
          .trains = spec.trains(),
          .folder = spec.path.parent_path()};
}

Json accuracy_json(const accuracy::Accuracy& accuracy) {
  Json json = Json::object({{"digital", accuracy.digital},
                            {"ideal_analog", accuracy.ideal_analog},
                            {"images", accuracy.images},
                            {"draws", accuracy.draws}});
  Json times = Json::array();
  for (const accuracy::AccuracyAt& at : accuracy.at) {
    Json json_at = Json::object(
        {{"time_s", at.time_s}, {"mean", at.mean}, {"sd", at.sd}, {"worst", at.worst}});
    if (at.draws != accuracy.draws) {  // it was known before
      json_at.set("draws", at.draws);
      json_at.set("half_width", at.half_width);
    }
    times.push(std::move(json_at));
  }
  json.set("at", std::move(times));
  return json;
}

void refuse(objective::Trial& trial, const std::string& name, double violation,
            const std::string& reason) {
  trial.state = objective::TrialState::Infeasible;
  trial.reasons.push_back(reason);
  trial.violations[name] = violation;
}

// The first metric that is no finite number, which makes a trial worthless.
void refuse_if_not_finite(objective::Trial& trial) {
  for (const auto& [name, value] : trial.metrics) {
    if (!std::isfinite(value)) {
      refuse(trial, name, 1.0, fmt::format("{} is not a finite number", name));
      trial.metrics.clear();
      return;
    }
  }
}

bool asks_for(const objective::Formulation& formulation, const std::string& metric) {
  const auto named = [&](const auto& part) { return part.metric == metric; };
  return std::ranges::any_of(formulation.objectives, named) ||
         std::ranges::any_of(formulation.constraints, named) ||
         (formulation.scalarisation &&
          std::ranges::any_of(formulation.scalarisation->parts, named));
}

// What was measured on the way, and why a training that was stopped went no further.
void enter_checks(objective::Trial& trial, const worker::EvaluateAnswer& answer) {
  KIRCHHOFF_ASSERT(answer.check_accuracy.size() <= trial.checks.size());
  for (std::size_t i = 0; i < answer.check_accuracy.size(); ++i) {
    trial.checks[i].accuracy = answer.check_accuracy[i];
  }
  if (!answer.was_stopped) return;
  const objective::EarlyCheck& last = trial.checks.at(answer.check_accuracy.size() - 1);
  const std::string needed = last.least_accuracy > 1.0
                                 ? "none would be enough at its cost"
                                 : fmt::format("{:.3f} was needed", last.least_accuracy);
  trial.reasons.push_back(fmt::format("stopped after {:.0f} % of its training: accuracy {:.3f}, {}",
                                      100.0 * last.after, *last.accuracy, needed));
}

// Opens the data, and tells with a mistake in it where the study names it.
train::DataSetSummary summary_of(const spec::Spec& spec) try {
  if (spec.table) return {};
  if (spec.data.shape) {
    const spec::ImageShape& shape = *spec.data.shape;
    return {.shape = {static_cast<int>(shape.channels), static_cast<int>(shape.height),
                      static_cast<int>(shape.width)},
            .classes = static_cast<int>(shape.classes)};
  }
  return train::summarise_data_set(spec.data.set);
} catch (const Error& error) {
  const std::string& place = spec.data.set_location.file;
  throw error.during(fmt::format("opening the images of {}", place.empty()
                                                                 ? spec.path.string()
                                                                 : spec.data.set_location.text()));
}

// A default is cut down to what there is; a number that the file gives is the user's to mend.
void fit_images(spec::FidelitySpec& fidelity, std::int64_t left) {
  require(fidelity.images <= left || fidelity.images_location.line == 0,
          "{}: images ({}) must be at most {}, which is what [data] validation_images leaves to "
          "train on",
          fidelity.images_location.text(), fidelity.images, left);
  fidelity.images = std::min(fidelity.images, left);
}

}  // namespace

Evaluator::Evaluator(const spec::Spec& spec, objective::Formulation formulation, Lookup lookup)
    : spec_(spec),
      formulation_(std::move(formulation)),
      lookup_(std::move(lookup)),
      data_(summary_of(spec)),
      builder_(task_of(data_, spec)),
      calibration_(formats::load_calibration()) {
  KIRCHHOFF_ASSERT(looks_up() == static_cast<bool>(lookup_));
  if (!trains()) return;
  require(spec.data.validation_images < data_.training_images,
          "{}: [data] validation_images ({}) must be below the {} training images of {}",
          spec.path.string(), spec.data.validation_images, data_.training_images, spec.data.set);
  const std::int64_t left = data_.training_images - spec.data.validation_images;
  for (spec::FidelitySpec& rung : spec_.rungs) fit_images(rung, left);
  fit_images(spec_.final.fidelity, left);
}

void Evaluator::check_constraints(objective::Trial& trial, const objective::Metrics& metrics,
                                  bool before_training) const {
  for (const objective::Constraint& constraint : formulation_.constraints) {
    const auto found = metrics.find(constraint.metric);
    if (found == metrics.end()) continue;
    // A lower bound says nothing about "at least": training may raise it.
    if (before_training && !constraint.at_most && grows_with_activity(constraint.metric)) continue;
    const double outside = objective::violation(constraint, metrics);
    if (outside > 0.0) {
      refuse(trial, constraint.metric, outside,
             fmt::format("{} is {:.3g}, allowed {}", constraint.metric, found->second,
                         constraint.text));
    }
  }
}

void Evaluator::check_physics(objective::Trial& trial, const design::Design& design,
                              const cost::Cost& cost) const {
  for (const cost::PhysicsFinding& finding :
       cost::check_physics(cost, design.chip.kinds, calibration_)) {
    refuse(trial, finding.figure, std::abs(finding.value - finding.limit) / finding.limit,
           finding.message);
  }
}

objective::Metrics Evaluator::least_metrics(const objective::Trial& trial) const {
  const design::Design design = builder_.build(trial.fields);
  const mapping::Mapping mapping = cost::map_chip(design.network, design.chip, calibration_);
  return cost_metrics(design, mapping,
                      cost::estimate(design.network, mapping, design.chip.kinds,
                                     network::least_activity(design.network), calibration_));
}

void Evaluator::screen(objective::Trial& trial) const try {
  if (looks_up()) return;
  const design::Design design = builder_.build(trial.fields);
  const mapping::Mapping mapping = cost::map_chip(design.network, design.chip, calibration_);
  const cost::Cost least = cost::estimate(design.network, mapping, design.chip.kinds,
                                          network::least_activity(design.network), calibration_);
  check_physics(trial, design, least);
  check_constraints(trial, cost_metrics(design, mapping, least), true);
} catch (const Error& error) {
  // A point that cannot be built is a result of the search, not a mistake of the user.
  if (error.kind() != ErrorKind::Input) throw;
  refuse(trial, "design", 1.0, error.what());
}

void Evaluator::complete_by_lookup(objective::Trial& trial) const {
  trial.state = objective::TrialState::Complete;
  trial.metrics = lookup_(trial.fields);
  objective::add_score(formulation_, trial.metrics);
  check_constraints(trial, trial.metrics, false);
  refuse_if_not_finite(trial);
}

void Evaluator::complete_at_once(objective::Trial& trial, bool with_document) const {
  if (looks_up()) {
    complete_by_lookup(trial);
  } else {
    complete_by_cost(trial, with_document);
  }
}

void Evaluator::complete_by_cost(objective::Trial& trial, bool with_document) const try {
  const design::Design design = builder_.build(trial.fields);
  const mapping::Mapping mapping = cost::map_chip(design.network, design.chip, calibration_);
  const cost::Cost cost = cost::estimate(design.network, mapping, design.chip.kinds,
                                         network::default_activity(design.network), calibration_);
  trial.state = objective::TrialState::Complete;
  trial.metrics = cost_metrics(design, mapping, cost);
  objective::add_score(formulation_, trial.metrics);
  if (with_document) trial.documents["cost"] = formats::cost_json(cost).dump();
  check_physics(trial, design, cost);
  check_constraints(trial, trial.metrics, false);
  refuse_if_not_finite(trial);
} catch (const Error& error) {
  if (error.kind() != ErrorKind::Input) throw;
  refuse(trial, "design", 1.0, error.what());
}

double Evaluator::within(const objective::Fidelity& fidelity) const {
  if (fidelity.full) return spec_.final.fidelity.within;
  return spec_.rungs.at(static_cast<std::size_t>(fidelity.rung)).within;
}

worker::EvaluateJob Evaluator::job(const objective::Trial& trial,
                                   const std::string& weights_file) const {
  const objective::Fidelity& fidelity = trial.fidelity;
  worker::EvaluateJob job{
      .id = trial.number,
      .fields = trial.fields,
      .folder = spec_.path.parent_path().string(),
      .data_set = spec_.data.set,
      .validation_images = spec_.data.validation_images,
      .split_seed = spec_.seed,
      .training_images = fidelity.images,
      .epochs = static_cast<int>(fidelity.epochs),
      .training_seed = trial.seed,
      .accuracy_images = fidelity.validation_images,
      .plan = {.times_s = spec_.times_s,
               .draws = static_cast<int>(fidelity.draws),
               .within = within(fidelity),
               .floor = within(fidelity) > 0.0 ? std::clamp(least_accuracy(), 0.0, 1.0) : 0.0,
               .seed = spec_.seed},
      .also_test_images = fidelity.full,
      .weights_file = weights_file,
  };
  if (!fidelity.full && !asks_for(formulation_, "accuracy_last")) job.plan.times_s.resize(1);
  for (const objective::EarlyCheck& check : trial.checks) {
    job.checks.push_back({.after = check.after, .least_accuracy = check.least_accuracy});
  }
  if (spec_.early_stopping) job.check_images = spec_.early_stopping->images;
  return job;
}

void Evaluator::enter_accuracy(objective::Trial& trial,
                               const worker::EvaluateAnswer& answer) const {
  trial.metrics["training_loss"] = answer.training_loss;
  const double last = spec_.times_s.back();
  add_accuracy_metrics(trial.metrics, answer.validation, "", last);
  objective::add_score(formulation_, trial.metrics);
  Json accuracy = Json::object({{"validation", accuracy_json(answer.validation)}});
  if (!answer.test.empty()) {
    add_accuracy_metrics(trial.metrics, answer.test.front(), "test_", last);
    accuracy.set("test", accuracy_json(answer.test.front()));
  }
  trial.documents["accuracy"] = accuracy.dump();
}

void Evaluator::complete(objective::Trial& trial, const worker::EvaluateAnswer& answer) const {
  const design::Design design = builder_.build(trial.fields);
  const mapping::Mapping mapping = cost::map_chip(design.network, design.chip, calibration_);
  const cost::Cost cost =
      cost::estimate(design.network, mapping, design.chip.kinds, answer.activity, calibration_);
  trial.state = objective::TrialState::Complete;
  trial.metrics = cost_metrics(design, mapping, cost);
  if (answer.was_stopped) {
    trial.state = objective::TrialState::Stopped;
  } else {
    enter_accuracy(trial, answer);
  }
  enter_checks(trial, answer);
  trial.documents["activity"] = formats::activity_json(answer.activity).dump();
  trial.documents["cost"] = formats::cost_json(cost).dump();
  trial.documents["timings"] = Json::object({{"training_s", answer.training_seconds},
                                             {"accuracy_s", answer.accuracy_seconds},
                                             {"images_per_s", answer.training_images_per_s}})
                                   .dump();
  trial.artifact_hash = answer.weights_hash;
  if (answer.was_stopped) return refuse_if_not_finite(trial);
  check_physics(trial, design, cost);
  // A baseline is judged by the same code but owes the study's constraints nothing.
  if (trial.role != objective::TrialRole::Baseline) check_constraints(trial, trial.metrics, false);
  refuse_if_not_finite(trial);
}

}  // namespace kirchhoff::evaluate
