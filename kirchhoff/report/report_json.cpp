// kirchhoff/report/report_json.cpp - the figures of the page: docs/reference/report_json.md.
//
// Trials stand in columns, so that 10,000 of them stay small and quick to read.
#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <set>

#include "kirchhoff/report/detail/figures.hpp"
#include "kirchhoff/report/robustness.hpp"
#include "kirchhoff/report/study_view.hpp"

namespace kirchhoff::report {
namespace {

using objective::Trial;
using objective::TrialRole;
using objective::TrialState;

constexpr std::size_t detailed_search_trials = 300;  // above it only the front keeps its layers

Json study_json(const StudyView& study) {
  Json objectives = Json::array();
  for (const objective::Objective& objective : study.formulation.objectives) {
    objectives.push(Json::object({{"metric", objective.metric}, {"maximise", objective.maximise}}));
  }
  Json constraints = Json::array();
  for (const objective::Constraint& constraint : study.formulation.constraints) {
    constraints.push(constraint.text);
  }
  Json times = Json::array();
  for (const double time : study.spec.times_s) times.push(time);
  std::string finished_at;
  for (const Trial& trial : study.trials) finished_at = std::max(finished_at, trial.finished_at);
  const auto fingerprint = study.facts.find("fingerprint");
  const spec::Spec& spec = study.spec;
  return Json::object(
      {{"name", spec.name},
       {"folder", study.folder.string()},
       {"seed", spec.seed},
       {"strategy", spec.search.strategy},
       {"budget_trials", spec.search.trials},
       {"lookahead", spec.search.lookahead},
       {"space", study.space.name()},
       {"parameter_count", static_cast<std::uint64_t>(study.space.parameters().size())},
       {"log10_size", study.space.log10_size()},
       {"data_set", study.spec.data.shape ? std::string("none") : study.spec.data.set},
       {"finished_at", finished_at},
       {"objectives", std::move(objectives)},
       {"constraints", std::move(constraints)},
       {"final_designs", spec.final.designs},
       {"times_s", std::move(times)},
       {"last_time", spec.times_s.size() > 1 ? Json(spoken_time(spec.times_s.back())) : Json()},
       {"fingerprint", fingerprint == study.facts.end() ? "" : fingerprint->second}});
}

Json run_json(const StudyView& study) {
  const std::string prefix = "run.";
  Json run = Json::object();
  for (const auto& [key, value] : study.facts) {
    if (!key.starts_with(prefix)) continue;
    char* end = nullptr;
    const double number = std::strtod(value.c_str(), &end);
    const bool is_number = end != value.c_str() && *end == '\0';
    run.set(key.substr(prefix.size()), is_number ? Json(number) : Json(value));
  }
  return run;
}

Json counts_json(const StudyView& study) {
  const auto count = [&](auto test) {
    return static_cast<std::int64_t>(std::count_if(study.trials.begin(), study.trials.end(), test));
  };
  const auto search = [](const Trial& trial) { return trial.role == TrialRole::Search; };
  const auto is = [](TrialState state) {
    return [state](const Trial& trial) { return trial.state == state; };
  };
  return Json::object(
      {{"candidates", count(search)},
       {"evaluated", count([&](const Trial& t) { return search(t) && t.evaluated; })},
       {"complete", count([&](const Trial& t) { return search(t) && t.is_feasible(); })},
       {"infeasible", count(is(TrialState::Infeasible))},
       {"stopped", count(is(TrialState::Stopped))},
       {"failed", count(is(TrialState::Fail))},
       {"repeats", count([](const Trial& t) { return t.repeats.has_value(); })},
       {"final", count([](const Trial& t) { return t.role == TrialRole::Final; })},
       {"baseline", count([](const Trial& t) { return t.role == TrialRole::Baseline; })}});
}

Json metrics_json() {
  Json metrics = Json::array();
  for (const objective::MetricDescription& metric : objective::metric_table()) {
    metrics.push(Json::object({{"name", metric.name},
                               {"unit", metric.unit},
                               {"basis", metric.basis},
                               {"description", metric.description},
                               {"larger_is_better", metric.larger_is_better}}));
  }
  return metrics;
}

Json parameters_json(const StudyView& study) {
  Json parameters = Json::array();
  for (const space::Parameter& parameter : study.space.parameters()) {
    Json values = Json::array();
    for (const auto& value : parameter.values) values.push(detail::value_json(value));
    Json json = Json::object({{"name", parameter.name}, {"values", std::move(values)}});
    if (parameter.values.empty()) {
      json.set("low", parameter.low);
      json.set("high", parameter.high);
    }
    json.set("logarithmic", parameter.logarithmic);
    parameters.push(std::move(json));
  }
  return parameters;
}

// One column over all trials.
template <typename Read>
Json column(const StudyView& study, Read read) {
  Json::Array values;
  values.reserve(study.trials.size());
  for (const Trial& trial : study.trials) values.push_back(read(trial));
  return Json::array(std::move(values));
}

Json reference(const std::optional<std::uint64_t>& number) {
  return number ? Json(*number) : Json();
}

Json metric_columns(const StudyView& study) {
  std::set<std::string> names;
  for (const Trial& trial : study.trials) {
    for (const auto& [name, value] : trial.metrics) names.insert(name);
  }
  Json columns = Json::object();
  for (const std::string& name : names) {
    columns.set(name, column(study, [&](const Trial& trial) {
                  const auto value = detail::metric(trial, name);
                  return value ? Json(*value) : Json();
                }));
  }
  return columns;
}

Json field_columns(const StudyView& study) {
  std::set<std::string> paths;
  for (const Trial& trial : study.trials) {
    for (const auto& [path, value] : trial.fields) paths.insert(path);
  }
  Json columns = Json::object();
  for (const std::string& path : paths) {
    columns.set(path, column(study, [&](const Trial& trial) {
                  const auto found = trial.fields.find(path);
                  return found == trial.fields.end() ? Json() : detail::value_json(found->second);
                }));
  }
  return columns;
}

Json trial_columns(const StudyView& study) {
  const auto reason = [](const Trial& t) { return t.reasons.empty() ? "" : t.reasons.front(); };
  return Json::object(
      {{"number", column(study, [](const Trial& t) { return Json(t.number); })},
       {"role", column(study, [](const Trial& t) { return Json(objective::role_name(t.role)); })},
       {"state",
        column(study, [](const Trial& t) { return Json(objective::state_name(t.state)); })},
       {"evaluated", column(study, [](const Trial& t) { return Json(t.evaluated); })},
       {"continues", column(study, [](const Trial& t) { return reference(t.continues); })},
       {"repeats", column(study, [](const Trial& t) { return reference(t.repeats); })},
       {"bits", column(study, [&](const Trial& t) { return Json(detail::bits_text(study, t)); })},
       {"label", column(study, [](const Trial& t) { return Json(t.label); })},
       {"reason", column(study, [&](const Trial& t) { return Json(reason(t)); })},
       {"seconds", column(study, [](const Trial& t) { return Json(t.seconds); })},
       {"metrics", metric_columns(study)},
       {"fields", field_columns(study)}});
}

// Layers and components of the designs that can be looked into.
Json details_json(const StudyView& study) {
  std::set<std::size_t> wanted(study.front.begin(), study.front.end());
  std::size_t search_trials = 0;
  for (const Trial& trial : study.trials) search_trials += trial.role == TrialRole::Search ? 1 : 0;
  for (std::size_t i = 0; i < study.trials.size(); ++i) {
    const bool is_search = study.trials[i].role == TrialRole::Search;
    if (!is_search || search_trials <= detailed_search_trials) wanted.insert(i);
  }
  Json details = Json::object();
  for (const std::size_t i : wanted) {
    const Trial& trial = study.trials[i];
    if (!trial.documents.contains("cost")) continue;
    details.set(std::to_string(trial.number),
                Json::object({{"cost", detail::document(study, trial, "cost")},
                              {"accuracy", detail::document(study, trial, "accuracy")}}));
  }
  return details;
}

Json front_numbers(const StudyView& study) {
  Json numbers = Json::array();
  for (const std::size_t i : study.front) numbers.push(study.trials[i].number);
  return numbers;
}

// The steps of the history and its end.
Json hypervolume_json(const StudyView& study) {
  Json steps = Json::array();
  const auto& history = study.hypervolume;
  for (std::size_t i = 0; i < history.size(); ++i) {
    const bool is_step = i == 0 || history[i].second != history[i - 1].second;
    if (!is_step && i + 1 != history.size()) continue;
    steps.push(Json::array({Json(history[i].first), Json(history[i].second)}));
  }
  return steps;
}

struct Refusal {
  std::int64_t before_training = 0;
  std::int64_t after_training = 0;
  std::string example;
  std::uint64_t trial = 0;
};

// A trial that breaks several rules counts for each of them.
std::map<std::string, Refusal> refusals_by_name(const StudyView& study) {
  std::map<std::string, Refusal> refusals;
  const auto note = [&](const std::string& name, const Trial& trial) {
    Refusal& refusal = refusals[name];
    ++(trial.evaluated ? refusal.after_training : refusal.before_training);
    if (!refusal.example.empty() || trial.reasons.empty()) return;
    refusal.example = trial.reasons.front();
    refusal.trial = trial.number;
  };
  for (const Trial& trial : study.trials) {
    if (trial.repeats) continue;
    if (trial.state == TrialState::Fail) note("failed", trial);
    if (trial.state != TrialState::Infeasible) continue;
    for (const auto& [name, amount] : trial.violations) note(name, trial);
    if (trial.violations.empty()) note("cannot be built", trial);
  }
  return refusals;
}

Json refusals_json(const StudyView& study) {
  const std::map<std::string, Refusal> by_name = refusals_by_name(study);
  std::vector<std::pair<std::string, Refusal>> refusals(by_name.begin(), by_name.end());
  std::stable_sort(refusals.begin(), refusals.end(), [](const auto& a, const auto& b) {
    return a.second.before_training + a.second.after_training >
           b.second.before_training + b.second.after_training;
  });
  Json list = Json::array();
  for (const auto& [name, refusal] : refusals) {
    list.push(Json::object({{"name", name},
                            {"before_training", refusal.before_training},
                            {"after_training", refusal.after_training},
                            {"example", refusal.example},
                            {"trial", refusal.trial}}));
  }
  return list;
}

}  // namespace

Json report_json(const StudyView& study) {
  detail::require_designs(study, "the report");
  const auto knee = detail::knee_number(study);
  return Json::object({{"schema", 1},
                       {"program", "kirchhoff"},
                       {"study", study_json(study)},
                       {"run", run_json(study)},
                       {"counts", counts_json(study)},
                       {"metrics", metrics_json()},
                       {"parameters", parameters_json(study)},
                       {"trials", trial_columns(study)},
                       {"details", details_json(study)},
                       {"front", front_numbers(study)},
                       {"basis", detail::front_basis(study)},
                       {"knee", knee ? Json(*knee) : Json()},
                       {"hypervolume", hypervolume_json(study)},
                       {"refusals", refusals_json(study)},
                       {"sources", detail::sources_json(study)}});
}

}  // namespace kirchhoff::report
