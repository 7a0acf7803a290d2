// kirchhoff/search/automatic.hpp - the strategy that needs no choice.
#pragma once

#include "kirchhoff/search/bayesian.hpp"
#include "kirchhoff/search/front_steps.hpp"
#include "kirchhoff/search/nsga2.hpp"
#include "kirchhoff/search/strategy.hpp"
#include "kirchhoff/search/tpe.hpp"
#include "kirchhoff/search/turns.hpp"

namespace kirchhoff::search {

/// Takes turns: Gaussian processes, a Parzen estimator, evolution and steps from the front, which
/// all learn from every trial. The first decides while trials are few, the second keeps it from
/// resting on a wrong model. From 400 trials on the turns go to whose proposals gain hypervolume.
/// Time per proposal and memory for models do not grow with the trials.
class Automatic final : public Strategy {
 public:
  Automatic(const space::SearchSpace& space, const objective::Formulation& formulation,
            const StrategyOptions& options);
  space::Candidate propose(std::uint64_t number) override;
  void tell(std::span<const objective::Trial> finished) override;

  /// Shares of the turns from 400 trials on, in the order of the parts above.
  [[nodiscard]] std::vector<double> shares() const { return turns_.shares(); }

 private:
  [[nodiscard]] std::size_t proposer_of(std::uint64_t number);

  Proposed proposed_;  // by all
  Bayesian bayesian_;
  Tpe tpe_;
  Nsga2 evolution_;
  FrontSteps steps_;
  Turns turns_;
  std::size_t told_ = 0;
};

}  // namespace kirchhoff::search
