// kirchhoff/search/study_strategy.cpp - a preference, or stages around prices, around the strategy
// that has a name.
#include "kirchhoff/search/study_strategy.hpp"

#include "kirchhoff/search/augmented_lagrangian.hpp"
#include "kirchhoff/search/preferred_search.hpp"
#include "kirchhoff/search/two_stage.hpp"

namespace kirchhoff::search {
namespace {

StrategyMaker maker_of(const spec::SearchSpec& search) {
  const StrategyMaker named = [name = search.strategy](const space::SearchSpace& space,
                                                       const objective::Formulation& formulation,
                                                       const StrategyOptions& options) {
    return make_strategy(name, space, formulation, options);
  };
  if (search.constraint_handling != "augmented-lagrangian") return named;
  return [named](const space::SearchSpace& space, const objective::Formulation& formulation,
                 const StrategyOptions& options) -> std::unique_ptr<Strategy> {
    return std::make_unique<AugmentedLagrangian>(space, formulation, options, named);
  };
}

}  // namespace

void check_formulation(const spec::Spec& spec, const space::SearchSpace& space,
                       const objective::Formulation& formulation) {
  check_constraint_handling(spec, formulation);
  if (spec.two_stage) (void)stages_of(spec, space, formulation);
}

std::unique_ptr<Strategy> make_study_strategy(const spec::Spec& spec,
                                              const space::SearchSpace& space,
                                              const objective::Formulation& formulation) {
  const StrategyOptions options{
      .seed = spec.seed,
      .population = static_cast<int>(spec.search.population),
      .first_points = space::sampling_from_name(spec.search.first_points)};
  StrategyMaker make = maker_of(spec.search);
  if (formulation.preference) {
    return std::make_unique<PreferredSearch>(space, formulation, options, make);
  }
  if (!spec.two_stage) return make(space, formulation, options);
  return std::make_unique<TwoStage>(spec.space, space, formulation, options,
                                    stages_of(spec, space, formulation), std::move(make));
}

}  // namespace kirchhoff::search
