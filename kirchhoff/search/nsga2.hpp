// kirchhoff/search/nsga2.hpp - steady-state NSGA-II (Deb et al. 2002) without repetitions.
#pragma once

#include <cstddef>
#include <vector>

#include "kirchhoff/search/judged.hpp"
#include "kirchhoff/search/population.hpp"
#include "kirchhoff/search/proposed.hpp"
#include "kirchhoff/search/strategy.hpp"

namespace kirchhoff::search {

/// Keeps the best of all told trials: feasible ones by rank and crowding, infeasible
/// ones behind them by the sum of their violations. A proposal is a mutated child of two of them.
class Nsga2 final : public Strategy {
 public:
  Nsga2(const space::SearchSpace& space, const objective::Formulation& formulation,
        const StrategyOptions& options);
  space::Candidate propose(std::uint64_t number) override;
  void tell(std::span<const objective::Trial> finished) override;
  /// Takes note of a candidate that someone else proposed.
  void note(const space::Candidate& candidate);

 private:
  struct Member : Judged {
    int rank = 0;
    double crowding = 0.0;
  };

  static bool is_better(const Member& a, const Member& b);
  [[nodiscard]] const Member& tournament(Stream& stream) const;
  void add(const objective::Trial& trial);
  void drop_worst();
  void order_members();

  const space::SearchSpace& space_;
  const objective::Formulation& formulation_;
  std::uint64_t seed_;
  PopulationCounter counter_;
  Proposed proposed_;
  std::vector<Member> members_;  // survivors, oldest first
};

}  // namespace kirchhoff::search
