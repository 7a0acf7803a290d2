// kirchhoff/search/automatic.hpp - the strategy that needs no choice.
#pragma once

#include "kirchhoff/search/bayesian.hpp"
#include "kirchhoff/search/nsga2.hpp"
#include "kirchhoff/search/strategy.hpp"
#include "kirchhoff/search/tpe.hpp"

namespace kirchhoff::search {

/// Takes turns: Gaussian processes, a Parzen estimator and evolution, which all learn from every
/// trial. The first decides while trials are few, the others keep it from resting on a wrong model;
/// beyond a thousand trials most proposals are evolution's. Time per proposal and memory for models
/// do not grow with the trials.
class Automatic final : public Strategy {
 public:
  Automatic(const space::SearchSpace& space, const objective::Formulation& formulation,
            const StrategyOptions& options);
  space::Candidate propose(std::uint64_t number) override;
  void tell(std::span<const objective::Trial> finished) override;

 private:
  Bayesian bayesian_;
  Tpe tpe_;
  Nsga2 evolution_;
  std::size_t told_ = 0;
};

}  // namespace kirchhoff::search
