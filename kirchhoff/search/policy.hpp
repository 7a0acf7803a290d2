// kirchhoff/search/policy.hpp - reinforcement learning with a recurrent controller.
//
// Model: REINFORCE (Williams 1992) with a moving baseline, as in Zoph and Le (ICLR 2017); proximal
//        policy optimisation (Schulman et al. 2017) on batches. The reward is that of choices.hpp:
//        free of units, with infeasible trials behind all feasible ones by their violation.
#pragma once

#include <cstdint>
#include <map>
#include <vector>

#include "kirchhoff/predict/recurrent_controller.hpp"
#include "kirchhoff/search/choices.hpp"
#include "kirchhoff/search/proposed.hpp"
#include "kirchhoff/search/strategy.hpp"

namespace kirchhoff::search {

enum class PolicyRule { Reinforce, Proximal };

/// Draws candidates choice by choice from a policy that earlier choices condition, and moves it
/// towards what earned more than usual. Needs hundreds of trials; here for comparison with the
/// literature. Trials that it did not propose, e.g. of a hot start, do not move it.
class Policy final : public Strategy {
 public:
  Policy(const space::SearchSpace& space, const objective::Formulation& formulation,
         const StrategyOptions& options, PolicyRule rule);
  space::Candidate propose(std::uint64_t number) override;
  void tell(std::span<const objective::Trial> finished) override;

 private:
  struct Episode {
    std::vector<std::size_t> choices;
    double log_probability = 0.0;  // when it was drawn
    double advantage = 0.0;
  };
  void learn(Episode episode, double earned);
  void climb_proximal();

  const space::SearchSpace& space_;
  std::uint64_t seed_;
  PolicyRule rule_;
  Choices choices_;
  Proposed proposed_;
  Observations observations_;
  predict::RecurrentController controller_;
  std::map<std::uint64_t, Episode> episodes_;  // not told yet, by number
  std::vector<Episode> batch_;
  double baseline_ = 0.0;
  bool has_baseline_ = false;
};

}  // namespace kirchhoff::search
