// kirchhoff/search/preferred_search.cpp - trials told with mapped losses and distances to the
// region.
#include "kirchhoff/search/preferred_search.hpp"

#include "kirchhoff/base/error.hpp"
#include "kirchhoff/objective/preference.hpp"

namespace kirchhoff::search {
namespace {

std::string preferred_name(const objective::Objective& objective) {
  return "preferred " + objective.metric;
}

std::string region_name(const objective::Objective& objective) {
  return "region " + objective.metric;
}

objective::Formulation mapped(const objective::Formulation& formulation) {
  objective::Formulation result;
  result.constraints = formulation.constraints;
  for (std::size_t i = 0; i < formulation.objectives.size(); ++i) {
    const objective::Objective& objective = formulation.objectives[i];
    result.objectives.push_back({preferred_name(objective), false, objective::Axis{}});
    const std::optional<double>& bound = formulation.preference->region[i];
    if (!bound) continue;
    result.constraints.push_back(
        {.metric = region_name(objective),
         .bound = objective::normalised_value(objective::axis_of(objective), *bound),
         .text = region_name(objective)});
  }
  return result;
}

}  // namespace

PreferredSearch::PreferredSearch(const space::SearchSpace& space,
                                 const objective::Formulation& formulation,
                                 const StrategyOptions& options, const StrategyMaker& make)
    : formulation_(formulation) {
  KIRCHHOFF_ASSERT(formulation.preference.has_value());
  mapped_ = mapped(formulation);
  inner_ = make(space, mapped_, options);
}

space::Candidate PreferredSearch::propose(std::uint64_t number) { return inner_->propose(number); }

void PreferredSearch::tell(std::span<const objective::Trial> finished) {
  std::vector<objective::Trial> trials;
  for (const objective::Trial& trial : finished) trials.push_back(translated(trial));
  inner_->tell(trials);
}

objective::Trial PreferredSearch::translated(const objective::Trial& trial) const {
  objective::Trial result = trial;
  result.documents.clear();
  const auto losses = objective::losses(formulation_, trial.metrics);
  if (!losses) return result;
  const std::vector<double> places = objective::normalised(formulation_, *losses);
  const std::vector<double> preferred = objective::preferred(formulation_, *losses);
  const std::vector<double> outside = objective::outside_region(formulation_, *losses);
  for (std::size_t i = 0; i < losses->size(); ++i) {
    const objective::Objective& objective = formulation_.objectives[i];
    result.metrics[preferred_name(objective)] = preferred[i];
    if (!formulation_.preference->region[i]) continue;
    result.metrics[region_name(objective)] = places[i];
    if (outside[i] == 0.0) continue;
    if (result.is_feasible()) result.state = objective::TrialState::Infeasible;
    result.violations[region_name(objective)] = outside[i];
  }
  return result;
}

}  // namespace kirchhoff::search
