// kirchhoff/search/preferred_search.hpp - a strategy that sees losses as the preference has them.
#pragma once

#include <memory>
#include <span>

#include "kirchhoff/search/two_stage.hpp"

namespace kirchhoff::search {

/// Gives a strategy the study's losses as objective/preference.hpp maps them, and the region as
/// constraints: designs outside come after all inside, those nearer first, though nothing is
/// refused and the study keeps them. So every strategy has preferences, models of constraints
/// included.
class PreferredSearch final : public Strategy {
 public:
  /// `formulation` has a preference. References must outlive it.
  PreferredSearch(const space::SearchSpace& space, const objective::Formulation& formulation,
                  const StrategyOptions& options, const StrategyMaker& make);
  space::Candidate propose(std::uint64_t number) override;
  void tell(std::span<const objective::Trial> finished) override;

 private:
  [[nodiscard]] objective::Trial translated(const objective::Trial& trial) const;

  const objective::Formulation& formulation_;
  objective::Formulation mapped_;  // what the inner strategy knows
  std::unique_ptr<Strategy> inner_;
};

}  // namespace kirchhoff::search
