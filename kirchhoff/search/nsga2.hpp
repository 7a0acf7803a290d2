// kirchhoff/search/nsga2.hpp - steady-state NSGA-II (Deb et al. 2002) without repetitions.
#pragma once

#include <cstddef>
#include <vector>

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
  struct Member {
    space::Candidate candidate;
    std::vector<double> losses;  // normalised; empty when infeasible
    double violation = 0.0;      // 0 when feasible
    int rank = 0;
    double crowding = 0.0;
    [[nodiscard]] bool is_feasible() const { return !losses.empty(); }
  };

  static bool is_better(const Member& a, const Member& b);
  [[nodiscard]] bool needs_first_points() const;
  [[nodiscard]] const Member& tournament(Stream& stream) const;
  void add(const objective::Trial& trial);
  void drop_worst();
  void order_members();

  const space::SearchSpace& space_;
  const objective::Formulation& formulation_;
  std::uint64_t seed_;
  space::Sampling first_sampling_;
  std::size_t asked_population_;  // 0: see population_size.hpp
  Proposed proposed_;
  std::vector<Member> members_;  // survivors, oldest first
  std::size_t proposals_ = 0, told_ = 0;
  std::size_t refusals_ = 0;  // proposals that were not sent to evaluation
};

}  // namespace kirchhoff::search
