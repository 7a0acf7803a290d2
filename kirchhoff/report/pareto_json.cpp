// kirchhoff/report/pareto_json.cpp - front, trials and one trial as JSON for scripts.
#include "kirchhoff/report/detail/figures.hpp"
#include "kirchhoff/report/study_view.hpp"
#include "kirchhoff/store/store.hpp"

namespace kirchhoff::report {
namespace {

using objective::Trial;

Json number_or_null(std::optional<double> value) { return value ? Json(*value) : Json(); }

// Accuracy over time on the images that the trial is judged by.
Json accuracy_at(const StudyView& study, const Trial& trial) {
  const Json document = detail::document(study, trial, "accuracy");
  const Json* part = document.find(detail::has_test_accuracy(trial) ? "test" : "validation");
  const Json* times = part == nullptr ? nullptr : part->find("at");
  return times == nullptr ? Json::array() : *times;
}

// The accuracy of the search trial that a final trial continues.
std::optional<double> proxy_accuracy(const StudyView& study, const Trial& trial) {
  if (trial.role == objective::TrialRole::Search) return detail::metric(trial, "accuracy");
  if (!trial.continues) return std::nullopt;
  const Trial* source = detail::find_trial(study, *trial.continues);
  return source == nullptr ? std::nullopt : detail::metric(*source, "accuracy");
}

// A study with a table knows its columns and parameters, nothing else.
Json looked_up_json(const Trial& trial) {
  Json metrics = Json::object();
  for (const auto& [name, value] : trial.metrics) metrics.set(name, value);
  return Json::object({{"number", trial.number},
                       {"metrics", std::move(metrics)},
                       {"parameters", store::fields_json(trial.fields)},
                       {"basis", "table"}});
}

Json design_json(const StudyView& study, const Trial& trial) {
  if (study.spec.table) return looked_up_json(trial);
  Json json = Json::object({{"number", trial.number}});
  json.set("accuracy", number_or_null(detail::shown_accuracy(trial)));
  for (const std::string kind : {"_last", "_sd", "_worst", "_digital", "_ideal_analog"}) {
    json.set("accuracy" + kind, number_or_null(detail::shown_accuracy(trial, kind)));
  }
  json.set("accuracy_proxy", number_or_null(proxy_accuracy(study, trial)));
  json.set("accuracy_validation", number_or_null(detail::metric(trial, "accuracy")));
  for (const char* name :
       {"energy_j", "latency_s", "stage_period_s", "area_m2", "power_w", "edap_j_s_m2", "macs"}) {
    json.set(name, number_or_null(detail::metric(trial, name)));
  }
  json.set("parameter_count", number_or_null(detail::metric(trial, "parameters")));
  json.set("parameters", store::fields_json(trial.fields));
  json.set("accuracy_at", accuracy_at(study, trial));
  json.set("basis", trial.fidelity.full ? "full" : "proxy");
  json.set("images", detail::has_test_accuracy(trial) ? "test" : "validation");
  if (trial.continues) json.set("continues", *trial.continues);
  return json;
}

std::string first_reason(const Trial& trial) {
  return trial.reasons.empty() ? std::string() : trial.reasons.front();
}

}  // namespace

Json pareto_json(const StudyView& study) {
  Json objectives = Json::array();
  for (const objective::Objective& objective : study.formulation.objectives) {
    const objective::Axis axis = objective::axis_of(objective);
    objectives.push(Json::object({{"metric", objective.metric},
                                  {"maximise", objective.maximise},
                                  {"from", axis.reference},
                                  {"to", axis.ideal},
                                  {"logarithmic", axis.logarithmic}}));
  }
  Json front = Json::array();
  for (std::size_t i = 0; i < study.front.size(); ++i) {
    Json design = design_json(study, study.trials[study.front[i]]);
    design.set("knee", i == study.knee);
    if (const auto inside = detail::in_region(study, study.trials[study.front[i]])) {
      design.set("in_region", *inside);
    }
    front.push(std::move(design));
  }
  Json baselines = Json::array();
  for (const Trial& trial : study.trials) {
    if (trial.role != objective::TrialRole::Baseline || !trial.is_feasible()) continue;
    Json baseline = design_json(study, trial);
    baseline.set("label", trial.label);
    baselines.push(std::move(baseline));
  }
  return Json::object({{"study", study.spec.name},
                       {"basis", detail::front_basis(study)},
                       {"objectives", std::move(objectives)},
                       {"baselines", std::move(baselines)},
                       {"trials", std::move(front)}});
}

Json trials_json(const StudyView& study) {
  const std::string& value = study.formulation.objectives.front().metric;
  Json list = Json::array();
  for (const Trial& trial : study.trials) {
    list.push(
        Json::object({{"number", trial.number},
                      {"state", objective::state_name(trial.state)},
                      {"value", number_or_null(detail::metric(trial, value))},
                      {"reason", first_reason(trial)},
                      {"fidelity", trial.fidelity.full ? Json("full") : Json(trial.fidelity.rung)},
                      {"worker", trial.worker},
                      {"role", objective::role_name(trial.role)},
                      {"evaluated", trial.evaluated},
                      {"repeats", trial.repeats ? Json(*trial.repeats) : Json()},
                      {"seconds", trial.seconds}}));
  }
  return list;
}

Json trial_report_json(const StudyView& study, std::uint64_t number) {
  const Trial& trial = detail::trial_at(study, number);
  Json json = store::trial_json(trial);
  json.set("documents", Json());
  Json report = Json::object();
  for (const auto& [key, value] : json.members()) {
    if (key != "documents") report.set(key, value);
  }
  for (const char* name : {"accuracy", "activity", "cost"}) {
    report.set(name, detail::document(study, trial, name));
  }
  report.set("design", design_json(study, trial));
  const auto knee = detail::knee_number(study);
  report.set("knee", knee.has_value() && *knee == number);
  return report;
}

}  // namespace kirchhoff::report
