// kirchhoff/report/study_json.cpp - what a study sought and what is known of it, for the page.
#include <algorithm>
#include <cmath>

#include "kirchhoff/report/detail/figures.hpp"
#include "kirchhoff/report/detail/page_parts.hpp"
#include "kirchhoff/report/robustness.hpp"

namespace kirchhoff::report::detail {
namespace {

using objective::Objective;
using objective::Trial;

Json texts_json(const std::vector<spec::LocatedText>& texts) {
  Json list = Json::array();
  for (const spec::LocatedText& text : texts) list.push(text.text);
  return list;
}

Json objective_json(const Objective& objective) {
  const objective::Axis axis = objective::axis_of(objective);
  return Json::object({{"metric", objective.metric},
                       {"maximise", objective.maximise},
                       {"from", axis.reference},
                       {"to", axis.ideal},
                       {"logarithmic", axis.logarithmic}});
}

Json objectives_json(const std::vector<Objective>& objectives) {
  Json list = Json::array();
  for (const Objective& objective : objectives) list.push(objective_json(objective));
  return list;
}

// The bound of each constraint apart from its text, to be drawn.
Json bounds_json(const StudyView& study) {
  Json list = Json::array();
  for (const objective::Constraint& constraint : study.formulation.constraints) {
    list.push(Json::object({{"metric", constraint.metric},
                            {"at_most", constraint.at_most},
                            {"bound", constraint.bound}}));
  }
  return list;
}

const char* form_name(objective::ScalarForm form) {
  switch (form) {
    case objective::ScalarForm::Sum: return "sum";
    case objective::ScalarForm::Product: return "product";
    case objective::ScalarForm::Chebyshev: return "chebyshev";
  }
  return "sum";
}

Json scalarise_json(const StudyView& study) {
  const auto& scalarisation = study.formulation.scalarisation;
  if (!scalarisation) return {};
  Json parts = Json::array();
  for (std::size_t i = 0; i < scalarisation->parts.size(); ++i) {
    Json part = objective_json(scalarisation->parts[i]);
    part.set("weight", scalarisation->weights[i]);
    parts.push(std::move(part));
  }
  return Json::object({{"form", form_name(scalarisation->form)}, {"parts", std::move(parts)}});
}

Json two_stage_json(const StudyView& study) {
  const auto& stages = study.spec.two_stage;
  if (!stages) return {};
  return Json::object({{"first", texts_json(stages->first)},
                       {"objectives", texts_json(stages->objectives)},
                       {"trials", stages->trials},
                       {"designs", stages->designs}});
}

Json preference_json(const StudyView& study) {
  const auto& preference = study.spec.preference;
  if (!preference) return {};
  return Json::object({{"region", texts_json(preference->region)},
                       {"reference_point", texts_json(preference->reference_point)},
                       {"epsilon", texts_json(preference->epsilon)}});
}

Json fixed_json(const StudyView& study) {
  Json fixed = Json::object();
  for (const auto& [path, value] : study.spec.space.fixed) fixed.set(path, value_json(value));
  return fixed;
}

Json images_json(const StudyView& study) {
  if (!study.spec.data.shape) return {};
  const spec::ImageShape& shape = *study.spec.data.shape;
  return Json::object({{"channels", shape.channels},
                       {"height", shape.height},
                       {"width", shape.width},
                       {"classes", shape.classes}});
}

const char* kind_name(const StudyView& study) {
  if (study.spec.table) return "table";
  return study.spec.data.shape ? "cost model" : "training";
}

Json column_json(const StudyView& study, const std::string& name, Json larger_is_better) {
  if (name == "score") return Json();  // the metric table has it
  return Json::object({{"name", name},
                       {"unit", ""},
                       {"basis", "looked up in " + study.spec.table->path.filename().string()},
                       {"description", ""},
                       {"larger_is_better", std::move(larger_is_better)}});
}

// The columns that the study names, each once: what is sought first.
Json columns_json(const StudyView& study) {
  Json list = Json::array();
  std::vector<std::string> names;
  const auto note = [&](const std::string& name, Json larger_is_better) {
    if (std::find(names.begin(), names.end(), name) != names.end()) return;
    names.push_back(name);
    Json column = column_json(study, name, std::move(larger_is_better));
    if (!column.is_null()) list.push(std::move(column));
  };
  const auto note_all = [&](const std::vector<Objective>& objectives) {
    for (const Objective& objective : objectives) note(objective.metric, objective.maximise);
  };
  note_all(study.formulation.objectives);
  if (study.formulation.scalarisation) note_all(study.formulation.scalarisation->parts);
  for (const auto& constraint : study.formulation.constraints) note(constraint.metric, Json());
  return list;
}

Json metric_json(const objective::MetricDescription& metric) {
  return Json::object({{"name", metric.name},
                       {"unit", metric.unit},
                       {"basis", metric.basis},
                       {"description", metric.description},
                       {"larger_is_better", metric.larger_is_better}});
}

}  // namespace

Json study_json(const StudyView& study) {
  Json constraints = Json::array();
  for (const auto& constraint : study.formulation.constraints) constraints.push(constraint.text);
  Json times = Json::array();
  for (const double time : study.spec.times_s) times.push(time);
  std::string finished_at;
  for (const Trial& trial : study.trials) finished_at = std::max(finished_at, trial.finished_at);
  const auto fingerprint = study.facts.find("fingerprint");
  const spec::Spec& spec = study.spec;
  return Json::object(
      {{"name", spec.name},
       {"folder", study.folder.string()},
       {"kind", kind_name(study)},
       {"table", spec.table ? Json(spec.table->path.filename().string()) : Json()},
       {"images", images_json(study)},
       {"seed", spec.seed},
       {"strategy", spec.search.strategy},
       {"budget_trials", spec.search.trials},
       {"schedule", spec.search.schedule},
       {"lookahead", spec.search.lookahead},
       {"space", study.space.name()},
       {"parameter_count", static_cast<std::uint64_t>(study.space.parameters().size())},
       {"log10_size", study.space.log10_size()},
       {"fixed", fixed_json(study)},
       {"data_set", spec.data.shape ? std::string("none") : spec.data.set},
       {"finished_at", finished_at},
       {"objectives", objectives_json(study.formulation.objectives)},
       {"constraints", std::move(constraints)},
       {"bounds", bounds_json(study)},
       {"constraint_handling", spec.search.constraint_handling},
       {"scalarise", scalarise_json(study)},
       {"two_stage", two_stage_json(study)},
       {"preference", preference_json(study)},
       {"final_designs", spec.final.designs},
       {"times_s", std::move(times)},
       {"last_time", spec.times_s.size() > 1 ? Json(spoken_time(spec.times_s.back())) : Json()},
       {"fingerprint", fingerprint == study.facts.end() ? "" : fingerprint->second}});
}

Json metrics_json(const StudyView& study) {
  Json metrics = study.spec.table ? columns_json(study) : Json::array();
  for (const objective::MetricDescription& metric : objective::metric_table()) {
    if (!study.spec.table || (study.formulation.scalarisation && metric.name == "score")) {
      metrics.push(metric_json(metric));
    }
  }
  return metrics;
}

Json truth_json(const StudyView& study) {
  if (!study.truth) return {};
  const KnownTruth& truth = *study.truth;
  const auto& objectives = study.formulation.objectives;
  Json columns = Json::object();
  for (std::size_t i = 0; i < objectives.size(); ++i) {
    Json column = Json::array();
    // A loss is minimised: the metric, or its negative.
    for (const auto& losses : truth.losses) {
      column.push(objectives[i].maximise ? -losses.at(i) : losses.at(i));
    }
    columns.set(objectives[i].metric, std::move(column));
  }
  return Json::object(
      {{"candidates", truth.candidates},
       {"feasible", truth.feasible},
       {"share", truth.share ? Json(*truth.share) : Json()},
       {"hypervolume", objective::normalised_hypervolume(study.formulation, truth.losses)},
       {"front", std::move(columns)}});
}

}  // namespace kirchhoff::report::detail
