// kirchhoff/evaluate/survey.cpp - screens uniform draws and counts.
#include "kirchhoff/evaluate/survey.hpp"

#include <algorithm>

#include "kirchhoff/cost/kind_search.hpp"
#include "kirchhoff/mapping/mapping.hpp"

namespace kirchhoff::evaluate {

namespace {

void widen(std::map<std::string, std::pair<double, double>>& ranges,
           const objective::Metrics& metrics) {
  for (const auto& [name, value] : metrics) {
    auto [entry, is_new] = ranges.try_emplace(name, value, value);
    if (is_new) continue;
    entry->second.first = std::min(entry->second.first, value);
    entry->second.second = std::max(entry->second.second, value);
  }
}

}  // namespace

Survey survey_space(const Evaluator& evaluator, const space::SearchSpace& space, std::uint64_t seed,
                    std::int64_t samples) {
  Survey survey;
  survey.samples = samples;
  for (std::int64_t index = 0; index < samples; ++index) {
    Stream stream(seed, purpose::feasible_share, static_cast<std::uint64_t>(index));
    objective::Trial trial{.fields = space.fields(space.sample(stream))};
    if (evaluator.looks_up()) {
      evaluator.complete_at_once(trial);
    } else {
      evaluator.screen(trial);
    }
    for (const auto& [name, outside] : trial.violations) ++survey.refusals[name];
    if (trial.state == objective::TrialState::Infeasible) continue;
    ++survey.feasible;
    if (evaluator.looks_up()) {
      widen(survey.ranges, trial.metrics);
      continue;
    }
    const design::Design design = evaluator.builder().build(trial.fields);
    const mapping::Mapping mapping =
        cost::map_chip(design.network, design.chip, evaluator.calibration());
    const cost::Cost cost =
        cost::estimate(design.network, mapping, design.chip.kinds,
                       network::default_activity(design.network), evaluator.calibration());
    const objective::Metrics metrics = cost_metrics(design, mapping, cost);
    widen(survey.ranges, metrics);
    survey.mean_macs += metrics.at("macs");
  }
  if (survey.feasible > 0) survey.mean_macs /= static_cast<double>(survey.feasible);
  return survey;
}

}  // namespace kirchhoff::evaluate
