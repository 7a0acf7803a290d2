// kirchhoff/search/regularised_evolution.hpp - regularised evolution (Real et al. 2019): the oldest
// dies.
#pragma once

#include <cstddef>
#include <deque>

#include "kirchhoff/search/judged.hpp"
#include "kirchhoff/search/proposed.hpp"
#include "kirchhoff/search/strategy.hpp"

namespace kirchhoff::search {

/// The population is the last trials told, good or bad: the oldest dies, so luck in one evaluation
/// does not live for ever. The best of a random sample of 10 (of half the population where that is
/// smaller) gets one mutation. With several objectives every sample is judged by its own random
/// weights. Use it for noisy objectives. Real, Aggarwal, Huang, Le: Regularized evolution for image
/// classifier architecture search, AAAI 2019.
class RegularisedEvolution final : public Strategy {
 public:
  RegularisedEvolution(const space::SearchSpace& space, const objective::Formulation& formulation,
                       const StrategyOptions& options);
  space::Candidate propose(std::uint64_t number) override;
  void tell(std::span<const objective::Trial> finished) override;
  /// Oldest first.
  [[nodiscard]] const std::deque<Judged>& population() const { return population_; }

 private:
  [[nodiscard]] std::size_t limit() const;
  [[nodiscard]] const Judged& best_of_sample(Stream& stream) const;

  const space::SearchSpace& space_;
  const objective::Formulation& formulation_;
  std::uint64_t seed_;
  space::Sampling first_sampling_;
  std::size_t asked_population_;  // 0: 20, from 150 trials on 50
  Proposed proposed_;
  FrontArchive archive_;
  std::deque<Judged> population_;
  std::size_t told_ = 0, proposals_ = 0;
};

}  // namespace kirchhoff::search
