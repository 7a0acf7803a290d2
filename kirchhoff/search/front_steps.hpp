// kirchhoff/search/front_steps.hpp - the neighbours of the front that nobody tried.
//
// Model: Pareto local search (Paquete, Chiarandini, Stützle 2004) without its descent: whoever
//        proposed what entered the front, its neighbours are tried.
#pragma once

#include <string>
#include <unordered_set>

#include "kirchhoff/search/judged.hpp"
#include "kirchhoff/search/proposed.hpp"
#include "kirchhoff/search/strategy.hpp"

namespace kirchhoff::search {

/// Draws a member of the front and one of its neighbours, none twice; a member without a new one
/// is left alone until it leaves the front. Where all are, a mutant of one. Not thread-safe.
class FrontSteps final : public Strategy {
 public:
  FrontSteps(const space::SearchSpace& space, const objective::Formulation& formulation,
             const StrategyOptions& options);
  space::Candidate propose(std::uint64_t number) override;
  void tell(std::span<const objective::Trial> finished) override;
  /// Takes note of a candidate that someone else proposed.
  void note(const space::Candidate& candidate) { (void)proposed_.add(candidate); }
  /// What the trial told last added to the hypervolume of the normalised front; with one objective,
  /// by how much it is better than the best before.
  [[nodiscard]] double last_gain() const { return last_gain_; }

 private:
  [[nodiscard]] double gain_of(const std::vector<double>& losses) const;

  const space::SearchSpace& space_;
  const objective::Formulation& formulation_;
  std::uint64_t seed_;
  Proposed proposed_;
  FrontArchive archive_;
  std::unordered_set<std::string> used_;  // keys of members without new neighbours
  double last_gain_ = 0.0;
};

}  // namespace kirchhoff::search
