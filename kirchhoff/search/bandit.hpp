// kirchhoff/search/bandit.hpp - multi-armed bandits over the choices of each parameter.
//
// Model: one bandit per parameter, its arms the choices. UCB1 (Auer, Cesa-Bianchi and Fischer
// 2002),
//        Thompson sampling with normal beliefs (Agrawal and Goyal, AISTATS 2013), EXP3 (Auer et al.
//        2002). The reward is that of choices.hpp.
#pragma once

#include <cstdint>
#include <vector>

#include "kirchhoff/search/choices.hpp"
#include "kirchhoff/search/proposed.hpp"
#include "kirchhoff/search/strategy.hpp"

namespace kirchhoff::search {

enum class BanditRule { Ucb, Thompson, Exp3 };

/// Learns how good each choice is by itself. Blind to how choices act together; cheap, and a fair
/// yardstick for everything that is not. UCB1 and Thompson weigh the trials kept anew at each
/// proposal; EXP3 trusts nothing to stay as it was.
class Bandit final : public Strategy {
 public:
  Bandit(const space::SearchSpace& space, const objective::Formulation& formulation,
         const StrategyOptions& options, BanditRule rule);
  space::Candidate propose(std::uint64_t number) override;
  void tell(std::span<const objective::Trial> finished) override;

 private:
  // What each arm of a parameter earned.
  struct Arms {
    std::vector<double> pulls, rewards;
  };
  [[nodiscard]] std::vector<Arms> tally() const;
  [[nodiscard]] std::size_t arm(const Arms& arms, Stream& stream) const;
  [[nodiscard]] std::vector<double> probabilities(std::size_t parameter) const;
  void learn(const Observation& observation);

  const space::SearchSpace& space_;
  std::uint64_t seed_;
  BanditRule rule_;
  Choices choices_;
  Proposed proposed_;
  Observations observations_;
  std::vector<std::vector<double>> logits_;  // EXP3: per parameter and arm
};

}  // namespace kirchhoff::search
