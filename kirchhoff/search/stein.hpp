// kirchhoff/search/stein.hpp - candidates from a learned distribution held by Stein particles.
#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <vector>

#include "kirchhoff/search/choice_logits.hpp"
#include "kirchhoff/search/judged.hpp"
#include "kirchhoff/search/proposed.hpp"
#include "kirchhoff/search/stein_particles.hpp"
#include "kirchhoff/search/strategy.hpp"

namespace kirchhoff::search {

/// Twelve distributions over choices, which take turns to draw a candidate (Monte Carlo). Each has
/// weights of its own; the density it climbs is exp(reward / T) times a prior that keeps logits
/// small. The reward of a draw is its rank among the last trials for those weights, feasible ones
/// first; its gradient is the score function with the mean rank as baseline (Williams, Machine
/// Learning 1992). After a round they make one Stein step. Use it where several regions may be
/// good.
class Stein final : public Strategy {
 public:
  Stein(const space::SearchSpace& space, const objective::Formulation& formulation,
        const StrategyOptions& options);
  space::Candidate propose(std::uint64_t number) override;
  void tell(std::span<const objective::Trial> finished) override;

 private:
  void learn(const Judged& trial, std::size_t particle);
  void take_step();
  [[nodiscard]] double rank(const Judged& trial, std::span<const double> weights) const;

  const objective::Formulation& formulation_;
  const space::SearchSpace& space_;
  std::uint64_t seed_;
  Proposed proposed_;
  ChoiceLogits choices_;
  SteinParticles particles_;
  std::vector<std::vector<double>> probabilities_;  // by particle
  std::vector<std::vector<double>> weights_;        // by particle
  std::vector<std::vector<double>> gradients_;      // by particle, summed over the round
  std::vector<std::size_t> draws_;                  // by particle, in the round
  FrontArchive archive_;
  std::vector<Judged> recent_;               // a ring
  std::map<std::string, std::size_t> sent_;  // particle of candidates on their way, by key
  std::size_t proposals_ = 0, told_ = 0, told_in_round_ = 0;
};

}  // namespace kirchhoff::search
