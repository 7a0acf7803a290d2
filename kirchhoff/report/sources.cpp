// kirchhoff/report/sources.cpp - what each kind of figure of a study rests on.
#include <fmt/core.h>

#include <algorithm>
#include <cmath>
#include <set>

#include "kirchhoff/base/error.hpp"
#include "kirchhoff/base/text.hpp"
#include "kirchhoff/formats/files.hpp"
#include "kirchhoff/formats/macro_constants_file.hpp"
#include "kirchhoff/hardware/macro_circuits.hpp"
#include "kirchhoff/report/detail/figures.hpp"
#include "kirchhoff/report/detail/page_parts.hpp"

namespace kirchhoff::report::detail {
namespace {

using objective::Trial;

Json entry(const std::string& figure, const std::string& basis, const std::string& source) {
  return Json::object({{"figure", figure}, {"basis", basis}, {"source", source}});
}

std::string fidelity_text(const objective::Fidelity& fidelity) {
  return fmt::format(
      "{} training images x {} epochs; accuracy on {} validation images, {} programmings of the "
      "chip",
      fidelity.images, fidelity.epochs, fidelity.validation_images, fidelity.draws);
}

// The first trial for which the test holds, or nullptr.
template <typename Test>
const Trial* first_trial(const StudyView& study, Test test) {
  for (const Trial& trial : study.trials) {
    if (trial.is_feasible() && test(trial)) return &trial;
  }
  return nullptr;
}

void add_accuracies(const StudyView& study, Json& list) {
  const objective::MetricDescription* accuracy = objective::find_metric("accuracy");
  const std::string basis = accuracy == nullptr ? "measured" : accuracy->basis;
  const auto is_full = [](const Trial& trial) { return trial.fidelity.full; };
  if (const Trial* full = first_trial(study, is_full)) {
    const Json document = detail::document(study, *full, "accuracy");
    const Json* test = document.find("test");
    const Json* images = test == nullptr ? nullptr : test->find("images");
    std::string source = fidelity_text(full->fidelity) + ", which decide the front";
    if (images != nullptr) {
      source += fmt::format("; shown: {} test images, seen by nothing else", images->as_integer());
    }
    list.push(entry("Accuracy of designs trained fully, and of baselines", basis, source));
  }
  const auto is_proxy = [](const Trial& trial) { return !trial.fidelity.full; };
  if (const Trial* proxy = first_trial(study, is_proxy)) {
    list.push(entry("Accuracy of proxies", basis,
                    fidelity_text(proxy->fidelity) + "; ranks designs, promises nothing"));
  }
}

// The activity behind the costs that are shown.
std::string activity_source(const StudyView& study) {
  const auto has_cost = [](const Trial& trial) { return trial.documents.contains("cost"); };
  const Trial* trial = first_trial(study, has_cost);
  if (trial == nullptr) return "";
  const Json cost = detail::document(study, *trial, "cost");
  const Json* activity = cost.find("activity");
  return activity != nullptr && activity->is_string() ? activity->as_string() : "";
}

// How near published macros of the knee's family lay, which the macro model had not seen.
std::string error_text(const StudyView& study) try {
  if (study.front.empty()) return "";
  const Trial& knee = study.trials[study.front[study.knee]];
  const hardware::Chip chip = design::build_design(knee.fields, task_of(study)).chip;
  std::set<hardware::MacroFamily> families;
  std::vector<std::string> names;
  for (const hardware::Hardware& kind : chip.kinds) {
    const hardware::MacroFamily family = hardware::macro_family(kind);
    const auto place = static_cast<std::size_t>(family);
    if (families.insert(family).second) names.push_back(hardware::macro_family_names()[place]);
  }
  const cost::MacroConstants constants = formats::load_macro_constants().constants;
  const auto factor = [&](cost::MacroMetric metric) {
    double widest = 0.0;
    for (const hardware::MacroFamily family : families)
      widest = std::max(widest, constants.half_width(metric, family));
    return std::exp(widest);
  };
  return fmt::format(
      "; four in five published {} macros lay within a factor of {:.1f} in energy, {:.1f} in time "
      "and {:.1f} in area of a prediction that had not seen them: docs/validation.md",
      join_words(names), factor(cost::MacroMetric::Energy), factor(cost::MacroMetric::Cycle),
      factor(cost::MacroMetric::Area));
} catch (const Error&) {
  return "";
}

void add_costs(const StudyView& study, Json& list) {
  const objective::MetricDescription* energy = objective::find_metric("energy_j");
  std::string source = "data/calibration, every constant with its source; equations in docs/models";
  const std::string activity = activity_source(study);
  if (!activity.empty()) source += "; activity " + activity;
  list.push(entry("Energy, latency, area, power", energy == nullptr ? "computed" : energy->basis,
                  source + error_text(study)));
}

// Metrics that the study asks for and that are neither energy nor accuracy: "lost_bits".
void add_counts(const StudyView& study, Json& list) {
  std::set<std::string> names;
  for (const auto& objective : study.formulation.objectives) names.insert(objective.metric);
  for (const auto& constraint : study.formulation.constraints) names.insert(constraint.metric);
  const objective::MetricDescription* macs = objective::find_metric("macs");
  for (const std::string& name : names) {
    const objective::MetricDescription* metric = objective::find_metric(name);
    if (metric == nullptr || macs == nullptr || metric->basis != macs->basis) continue;
    list.push(entry(name, metric->basis, metric->description));
  }
}

void add_table(const StudyView& study, Json& list) {
  const spec::TableSpec& table = *study.spec.table;
  list.push(entry("Every figure of a design", "looked up",
                  fmt::format("{}, contents {}: a row for every candidate; nothing is built or "
                              "trained, and where its figures come from it alone knows",
                              table.path.filename().string(), table.hash)));
}

void add_score(const StudyView& study, Json& list) {
  if (!study.formulation.scalarisation) return;
  std::vector<std::string> parts;
  for (const auto& part : study.formulation.scalarisation->parts) parts.push_back(part.metric);
  list.push(entry(
      "Score", "computed",
      fmt::format("{} made one by [scalarise]: docs/guides/formulations.md", join_words(parts))));
}

// Devices of the designs that are shown, each with its citation.
void add_devices(const StudyView& study, Json& list) {
  std::set<std::string> names;
  const auto note = [&](const Trial& trial) {
    for (const auto& [path, value] : trial.fields) {
      if (!path.starts_with("hardware.") || !path.ends_with(".device")) continue;
      if (const auto* name = std::get_if<std::string>(&value)) names.insert(*name);
    }
  };
  for (const std::size_t i : study.front) note(study.trials[i]);
  for (const Trial& trial : study.trials) {
    if (trial.role == objective::TrialRole::Baseline) note(trial);
  }
  for (const std::string& name : names) {
    try {
      const hardware::Device device = formats::load_device(name);
      list.push(entry("Device " + name, "published", device.title + "; " + device.source));
    } catch (const Error&) {
      list.push(entry("Device " + name, "unknown", "its file is not on this machine any more"));
    }
  }
}

std::string axes_text(const StudyView& study) {
  std::vector<std::string> axes;
  for (const auto& objective : study.formulation.objectives) {
    const objective::Axis axis = objective::axis_of(objective);
    axes.push_back(fmt::format("{} from {:g} to {:g}{}", objective.metric, axis.reference,
                               axis.ideal, axis.logarithmic ? " (logarithmic)" : ""));
  }
  return join_words(axes);
}

void add_fronts(const StudyView& study, Json& list) {
  if (study.formulation.objectives.size() > 1) {
    list.push(entry("Hypervolume", "computed",
                    "exact; the share of the box that the axes span: " + axes_text(study)));
  }
  if (!study.truth) return;
  const std::string what = study.formulation.objectives.size() > 1 ? "True front" : "True optimum";
  list.push(entry(what, "enumerated",
                  fmt::format("each of the {} candidates of the space was evaluated, {} are "
                              "feasible: kirchhoff enumerate",
                              study.truth->candidates, study.truth->feasible)));
}

// The stored text is JSON: {"torch":"1.13.0", ...}.
std::string fingerprint_text(const std::string& stored) try {
  std::vector<std::string> parts;
  const Json fingerprint = Json::parse(stored, "fingerprint");
  for (const auto& [key, value] : fingerprint.members()) {
    const std::string text = value.is_string() ? value.as_string() : value.dump();
    if (!text.empty()) parts.push_back(key + " " + text);
  }
  std::string text = join_words(parts);
  std::replace(text.begin(), text.end(), '_', ' ');
  return text;
} catch (const Error&) {
  return stored;
}

void add_seed(const StudyView& study, Json& list) {
  const auto fingerprint = study.facts.find("fingerprint");
  const bool is_known = fingerprint != study.facts.end() && !fingerprint->second.empty();
  if (study.spec.trains() && !is_known) return;
  std::string source = fmt::format("seed {}", study.spec.seed);
  if (is_known) source += " on " + fingerprint_text(fingerprint->second);
  list.push(entry("Every bit", "reproducible", source));
}

}  // namespace

Json sources_json(const StudyView& study) {
  Json list = Json::array();
  if (study.spec.trains()) add_accuracies(study, list);
  if (study.spec.table) {
    add_table(study, list);
  } else {
    add_costs(study, list);
    add_counts(study, list);
    add_devices(study, list);
  }
  add_score(study, list);
  add_fronts(study, list);
  add_seed(study, list);
  return list;
}

}  // namespace kirchhoff::report::detail
