// kirchhoff/search/moead.hpp - MOEA/D: one scalar problem per direction, neighbours help.
#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "kirchhoff/search/judged.hpp"
#include "kirchhoff/search/proposed.hpp"
#include "kirchhoff/search/strategy.hpp"

namespace kirchhoff::search {

/// Each direction has an incumbent, judged by its Tchebycheff loss from the ideal point. A child of
/// two incumbents of neighbouring directions (with probability 0.9, else of any) may replace at
/// most two incumbents of that neighbourhood. Use it when directions are known to matter. Zhang,
/// Li, IEEE Transactions on Evolutionary Computation 2007; the limit of replacements: Li, Zhang
/// 2009.
class Moead final : public Strategy {
 public:
  Moead(const space::SearchSpace& space, const objective::Formulation& formulation,
        const StrategyOptions& options);
  space::Candidate propose(std::uint64_t number) override;
  void tell(std::span<const objective::Trial> finished) override;

  /// Directions by index, itself first, then from the nearest to the farthest.
  [[nodiscard]] const std::vector<std::size_t>& neighbourhood(std::size_t direction) const {
    return neighbours_.at(direction);
  }
  [[nodiscard]] const std::vector<std::vector<double>>& directions() const { return directions_; }
  /// By direction; those not yet filled are nullopt.
  [[nodiscard]] std::span<const std::optional<Judged>> incumbents() const { return incumbents_; }
  /// Largest weighted distance from the ideal point; a weight of 0 counts as 1e-4.
  [[nodiscard]] double tchebycheff(const Judged& trial, std::size_t direction) const;

 private:
  struct Sent {
    std::size_t direction = 0;
    bool local = true;
  };
  [[nodiscard]] bool is_better_for(const Judged& a, const Judged& b, std::size_t direction) const;
  void place(const Judged& trial, const Sent& sent, std::uint64_t number);

  const space::SearchSpace& space_;
  const objective::Formulation& formulation_;
  std::uint64_t seed_;
  space::Sampling first_sampling_;
  Proposed proposed_;
  std::vector<std::vector<double>> directions_;
  std::vector<std::vector<std::size_t>> neighbours_;
  std::vector<std::optional<Judged>> incumbents_;
  FrontArchive archive_;              // for the range of each axis
  std::map<std::string, Sent> sent_;  // on their way, by key
  std::size_t proposals_ = 0;
};

}  // namespace kirchhoff::search
