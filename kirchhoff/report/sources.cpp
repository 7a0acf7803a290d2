// kirchhoff/report/sources.cpp - what each kind of figure of a study rests on.
#include <fmt/core.h>

#include <set>

#include "kirchhoff/base/error.hpp"
#include "kirchhoff/formats/files.hpp"
#include "kirchhoff/report/detail/figures.hpp"

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

void add_costs(const StudyView& study, Json& list) {
  const objective::MetricDescription* energy = objective::find_metric("energy_j");
  std::string source = "data/calibration, every constant with its source; equations in docs/models";
  const std::string activity = activity_source(study);
  if (!activity.empty()) source += "; activity " + activity;
  list.push(entry("Energy, latency, area, power", energy == nullptr ? "computed" : energy->basis,
                  source + "; its error against published chips is not known yet"));
}

// Devices of the designs that are shown, each with its citation.
void add_devices(const StudyView& study, Json& list) {
  std::set<std::string> names;
  const auto note = [&](const Trial& trial) {
    const auto found = trial.fields.find("hardware.device");
    if (found == trial.fields.end()) return;
    if (const auto* name = std::get_if<std::string>(&found->second)) names.insert(*name);
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

}  // namespace

Json sources_json(const StudyView& study) {
  Json list = Json::array();
  if (!study.spec.data.shape) add_accuracies(study, list);
  add_costs(study, list);
  add_devices(study, list);
  list.push(entry("Hypervolume", "computed",
                  "exact, objectives scaled to fixed bounds: 0 is the bound, 1 the ideal"));
  const auto fingerprint = study.facts.find("fingerprint");
  if (fingerprint != study.facts.end()) {
    list.push(entry("Every bit", "reproducible",
                    fmt::format("seed {} on {}", study.spec.seed, fingerprint->second)));
  }
  return list;
}

}  // namespace kirchhoff::report::detail
