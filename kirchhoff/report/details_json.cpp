// kirchhoff/report/details_json.cpp - layers and components of the designs that can be looked into.
#include <set>

#include "kirchhoff/report/detail/figures.hpp"
#include "kirchhoff/report/detail/page_parts.hpp"

namespace kirchhoff::report::detail {
namespace {

using objective::Trial;
using objective::TrialRole;

constexpr std::size_t detailed_search_trials = 300;  // above it only the front keeps its layers
constexpr std::size_t detailed_front = 200;          // of a longer front the knee and every n-th

std::set<std::size_t> detailed_trials(const StudyView& study) {
  std::set<std::size_t> wanted;
  const std::size_t step = 1 + study.front.size() / (detailed_front + 1);
  for (std::size_t i = 0; i < study.front.size(); ++i) {
    if (i % step == 0 || i == study.knee) wanted.insert(study.front[i]);
  }
  std::size_t search_trials = 0;
  for (const Trial& trial : study.trials) search_trials += trial.role == TrialRole::Search ? 1 : 0;
  for (std::size_t i = 0; i < study.trials.size(); ++i) {
    const bool is_search = study.trials[i].role == TrialRole::Search;
    if (!is_search || search_trials <= detailed_search_trials) wanted.insert(i);
  }
  return wanted;
}

bool is_zero(const Json& component) {
  for (const auto& [key, value] : component.members()) {
    if (value.is_number() && value.as_double() != 0.0) return false;
  }
  return true;
}

// Most layers use a few of the components: the others are most of the text.
Json without_zeros(const Json& components) {
  Json kept = Json::object();
  for (const auto& [name, component] : components.members()) {
    if (!component.is_object() || !is_zero(component)) kept.set(name, component);
  }
  return kept;
}

Json compact_cost(const Json& cost) {
  const Json* layers = cost.find("layers");
  if (layers == nullptr) return cost;
  Json list = Json::array();
  for (const Json& layer : layers->items()) {
    Json compact = layer;
    if (const Json* components = layer.find("components")) {
      compact.set("components", without_zeros(*components));
    }
    list.push(std::move(compact));
  }
  Json compact = cost;
  compact.set("layers", std::move(list));
  return compact;
}

}  // namespace

Json details_json(const StudyView& study) {
  Json details = Json::object();
  for (const std::size_t i : detailed_trials(study)) {
    const Trial& trial = study.trials[i];
    if (!trial.documents.contains("cost")) continue;
    details.set(std::to_string(trial.number),
                Json::object({{"cost", compact_cost(document(study, trial, "cost"))},
                              {"accuracy", document(study, trial, "accuracy")}}));
  }
  return details;
}

}  // namespace kirchhoff::report::detail
