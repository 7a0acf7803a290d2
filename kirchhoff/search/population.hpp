// kirchhoff/search/population.hpp - what populations share: how many, and what comes before
// parents.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>

#include "kirchhoff/search/proposed.hpp"
#include "kirchhoff/search/strategy.hpp"

namespace kirchhoff::search {

/// `asked`, at least 2; for 0 a population that suits however long the search turns out to be: 20
/// until 300 trials were told, then as the square root of their number, at most 100.
[[nodiscard]] std::size_t population_size(std::size_t asked, std::size_t told);

/// Counts proposals and told trials of a strategy with a population. Not thread-safe.
class PopulationCounter {
 public:
  explicit PopulationCounter(const StrategyOptions& options);

  /// A candidate that has no parents, until a population of them went to evaluation; nothing once
  /// parents should be used. Where nearly all first points are refused, the violations of the
  /// refused ones show the way better than more dice. Counts a proposal either way.
  [[nodiscard]] std::optional<space::Candidate> first_point(std::size_t members, Proposed& proposed,
                                                            Stream& stream);
  /// A candidate that someone else proposed.
  void count_proposal() { ++proposals_; }
  /// A trial that was never sent to evaluation.
  void count_refusal() { ++refusals_; }
  /// A trial that taught something.
  void count_told() { ++told_; }
  /// Members that the population may keep now.
  [[nodiscard]] std::size_t limit() const { return population_size(asked_, told_); }

 private:
  std::uint64_t seed_;
  space::Sampling sampling_;
  std::size_t asked_;
  std::size_t proposals_ = 0, refusals_ = 0, told_ = 0;
};

}  // namespace kirchhoff::search
