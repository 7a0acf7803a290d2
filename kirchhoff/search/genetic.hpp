// kirchhoff/search/genetic.hpp - steady-state genetic algorithm; hypervolume decides who leaves.
#pragma once

#include <cstddef>
#include <vector>

#include "kirchhoff/search/judged.hpp"
#include "kirchhoff/search/population.hpp"
#include "kirchhoff/search/proposed.hpp"
#include "kirchhoff/search/strategy.hpp"

namespace kirchhoff::search {

/// Children of two tournaments of two (crossover 0.9, mutation 1/n); of population and child the
/// worst leaves: by violation, by loss with one objective, and with several the one of the last
/// rank that adds least hypervolume (SMS-EMOA: Beume, Naujoks, Emmerich, European Journal of
/// Operational Research 2007). Use it for few objectives and cheap evaluations.
class Genetic final : public Strategy {
 public:
  Genetic(const space::SearchSpace& space, const objective::Formulation& formulation,
          const StrategyOptions& options);
  space::Candidate propose(std::uint64_t number) override;
  void tell(std::span<const objective::Trial> finished) override;
  [[nodiscard]] std::span<const Judged> population() const { return members_; }

 private:
  [[nodiscard]] std::size_t worst_index() const;

  const space::SearchSpace& space_;
  const objective::Formulation& formulation_;
  std::uint64_t seed_;
  PopulationCounter counter_;
  Proposed proposed_;
  std::vector<Judged> members_;  // oldest first
};

/// What each point of one rank adds to the hypervolume of all, against a point a tenth of the
/// range behind the worst; infinite at the ends of two objectives. Equal points add nothing.
[[nodiscard]] std::vector<double> rank_contributions(
    const std::vector<std::vector<double>>& points);

}  // namespace kirchhoff::search
