// kirchhoff/search/augmented_lagrangian.hpp - constraints as prices that are learned.
//
// Model: for a loss f and constraints g <= 0 (relative to their bounds) the search seeks the least
//        L = f + sum of (max(0, p + r g)^2 - p^2) / (2 r) (Rockafellar 1973). After a round the
//        prices become max(0, p + r g) at the best L so far, and r grows where the violation did
//        not fall to a quarter (Nocedal, Wright: Numerical Optimization, framework 17.4). With
//        strategies that remember, as in Gramacy et al., Technometrics 58 (2016): earlier trials
//        are told anew with the new prices.
#pragma once

#include <memory>
#include <vector>

#include "kirchhoff/search/proposed.hpp"
#include "kirchhoff/search/two_stage.hpp"

namespace kirchhoff::search {

/// Throws Error(Input) with the place in the study file where [search] constraint_handling asks for
/// prices and there is no constraint, or more than one objective.
void check_constraint_handling(const spec::Spec& spec, const objective::Formulation& formulation);

/// Gives a strategy one loss without constraints in the place of one objective with some. A design
/// that breaks a bound by little and gains much then teaches as much as one that keeps it; the
/// study itself still counts feasible designs alone. Rounds grow by half each, so the cost per
/// trial is flat; the trials of least L and the newest are remembered.
class AugmentedLagrangian final : public Strategy {
 public:
  /// One objective and at least one constraint. References must outlive it.
  AugmentedLagrangian(const space::SearchSpace& space, const objective::Formulation& formulation,
                      const StrategyOptions& options, StrategyMaker make);
  space::Candidate propose(std::uint64_t number) override;
  void tell(std::span<const objective::Trial> finished) override;
  /// One per constraint, at least 0.
  [[nodiscard]] const std::vector<double>& prices() const { return prices_; }
  [[nodiscard]] double penalty() const { return penalty_; }
  /// L of a normalised loss and relative margins under the prices of now.
  [[nodiscard]] double value(double loss, const std::vector<double>& margins) const;

 private:
  struct Seen {
    objective::Trial trial;  // without metrics
    double loss = 0.0;
    std::vector<double> margins;
  };
  void end_round();
  void forget();
  void tell_inner(const Seen& seen);
  [[nodiscard]] const Seen& best() const;

  const space::SearchSpace& space_;
  const objective::Formulation& formulation_;
  StrategyOptions options_;
  StrategyMaker make_;
  Proposed proposed_;
  objective::Formulation unconstrained_;
  std::unique_ptr<Strategy> inner_;
  std::vector<double> prices_;
  double penalty_;
  double worst_violation_;            // of the best at the end of the last round
  std::vector<Seen> seen_;            // in the order told
  std::size_t told_ = 0, round_end_;  // trials with a loss
};

}  // namespace kirchhoff::search
