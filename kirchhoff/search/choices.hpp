// kirchhoff/search/choices.hpp - every parameter as a few arms, for strategies that learn choices.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "kirchhoff/search/observations.hpp"
#include "kirchhoff/space/search_space.hpp"

namespace kirchhoff::search {

/// Levels of discrete parameters; where there are more than eight, and for reals, eight equal parts
/// of the range. Refers to the space, which must outlive it. Thread-safe.
class Choices {
 public:
  explicit Choices(const space::SearchSpace& space);
  /// Arms per parameter, at least 1.
  [[nodiscard]] const std::vector<std::size_t>& counts() const { return counts_; }
  /// The arm of each parameter; an inactive one has counts()[i], which is no arm.
  [[nodiscard]] std::vector<std::size_t> arms_of(const space::Candidate& candidate) const;
  /// The candidate with these arms (values within a part are drawn); not checked against rules.
  [[nodiscard]] space::Candidate candidate(std::span<const std::size_t> arms, Stream& stream) const;

 private:
  const space::SearchSpace& space_;
  std::vector<std::size_t> counts_;
};

/// In 0..1: 1 for a trial that nothing seen dominates, less with the share that does, least for the
/// largest violations (Deb's order: feasible first). Free of units, whatever the objectives.
[[nodiscard]] double reward(const Observations& observations, const Observation& observation);

}  // namespace kirchhoff::search
