// kirchhoff/search/local_search.hpp - first improvement among neighbours, with restarts.
#pragma once

#include <optional>
#include <string>
#include <unordered_set>

#include "kirchhoff/search/judged.hpp"
#include "kirchhoff/search/proposed.hpp"
#include "kirchhoff/search/strategy.hpp"

namespace kirchhoff::search {

/// Tries the neighbours of a centre in random order; the first that improves becomes the centre.
/// With several objectives what enters the front improves (Pareto local search: Paquete,
/// Chiarandini, Stützle 2004), and the front's members are centres in turn, lonely ones first. When
/// no centre has a neighbour that was not tried, it starts again at the best of some random
/// candidates. Use it where neighbours are alike; White, Nolen, Savani: Exploring the loss
/// landscape in neural architecture search, UAI 2021.
class LocalSearch final : public Strategy {
 public:
  LocalSearch(const space::SearchSpace& space, const objective::Formulation& formulation,
              const StrategyOptions& options);
  space::Candidate propose(std::uint64_t number) override;
  void tell(std::span<const objective::Trial> finished) override;
  /// The candidate whose neighbours are tried; nullopt while first points are drawn.
  [[nodiscard]] const std::optional<Judged>& centre() const { return centre_; }

 private:
  [[nodiscard]] bool improves(const Judged& trial, bool entered) const;
  [[nodiscard]] const Judged* next_centre() const;
  void restart();

  const space::SearchSpace& space_;
  const objective::Formulation& formulation_;
  std::uint64_t seed_;
  space::Sampling first_sampling_;
  Proposed proposed_;
  FrontArchive archive_;
  std::optional<Judged> centre_;
  std::optional<Judged> start_;  // the best of the candidates drawn for this start
  std::uint64_t starts_ = 0, drawn_ = 0;
  std::size_t told_of_start_ = 0;
  std::unordered_set<std::string> draws_;  // keys of random candidates on their way
  std::unordered_set<std::string> used_;   // keys of centres without new neighbours
};

}  // namespace kirchhoff::search
