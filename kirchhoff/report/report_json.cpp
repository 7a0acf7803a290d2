// kirchhoff/report/report_json.cpp - the figures of the page: docs/reference/report_json.md.
#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <set>

#include "kirchhoff/report/detail/figures.hpp"
#include "kirchhoff/report/detail/page_parts.hpp"
#include "kirchhoff/report/study_view.hpp"

namespace kirchhoff::report {
namespace {

using objective::Trial;
using objective::TrialRole;
using objective::TrialState;

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
       {"distinct", count([&](const Trial& t) { return search(t) && !t.repeats; })},
       {"refused", count([&](const Trial& t) {
          return search(t) && !t.repeats && t.state == TrialState::Infeasible;
        })},
       {"feasible",
        count([&](const Trial& t) { return search(t) && !t.repeats && t.is_feasible(); })},
       {"repeats", count([](const Trial& t) { return t.repeats.has_value(); })},
       {"final", count([](const Trial& t) { return t.role == TrialRole::Final; })},
       {"baseline", count([](const Trial& t) { return t.role == TrialRole::Baseline; })}});
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

// With one objective: each trial that was better than all before it.
Json best_json(const StudyView& study) {
  if (study.formulation.objectives.size() != 1) return {};
  const std::string& name = study.formulation.objectives.front().metric;
  Json steps = Json::array();
  std::optional<double> least;
  for (const Trial& trial : study.trials) {
    if (trial.role != TrialRole::Search || !trial.is_feasible()) continue;
    const auto losses = objective::losses(study.formulation, trial.metrics);
    if (!losses || (least && losses->front() >= *least)) continue;
    least = losses->front();
    steps.push(Json::array({Json(trial.number), Json(trial.metrics.at(name))}));
  }
  return steps;
}

struct Refusal {
  std::int64_t before_training = 0;
  std::int64_t after_training = 0;
  std::string example;
  std::uint64_t trial = 0;
};

// What a trial says of one rule: "area_m2 is ..."; laws of physics speak of what they judge.
std::string reason_of(const Trial& trial, const std::string& name) {
  const auto found = std::find_if(trial.reasons.begin(), trial.reasons.end(),
                                  [&](const auto& text) { return text.starts_with(name + " "); });
  return found == trial.reasons.end() ? trial.reasons.front() : *found;
}

// A trial that breaks several rules counts for each of them.
std::map<std::string, Refusal> refusals_by_name(const StudyView& study) {
  std::map<std::string, Refusal> refusals;
  const auto note = [&](const std::string& name, const Trial& trial) {
    Refusal& refusal = refusals[name];
    ++(trial.evaluated ? refusal.after_training : refusal.before_training);
    if (!refusal.example.empty() || trial.reasons.empty()) return;
    refusal.example = reason_of(trial, name);
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
  const auto knee = detail::knee_number(study);
  return Json::object({{"schema", 1},
                       {"program", "kirchhoff"},
                       {"study", detail::study_json(study)},
                       {"run", run_json(study)},
                       {"counts", counts_json(study)},
                       {"metrics", detail::metrics_json(study)},
                       {"parameters", parameters_json(study)},
                       {"trials", detail::trial_columns_json(study)},
                       {"details", detail::details_json(study)},
                       {"front", front_numbers(study)},
                       {"basis", detail::front_basis(study)},
                       {"knee", knee ? Json(*knee) : Json()},
                       {"hypervolume", hypervolume_json(study)},
                       {"best", best_json(study)},
                       {"truth", detail::truth_json(study)},
                       {"refusals", refusals_json(study)},
                       {"sources", detail::sources_json(study)}});
}

}  // namespace kirchhoff::report
