// kirchhoff/search/grid.hpp - every point of a grid once, far from the last one.
#pragma once

#include <cstdint>
#include <vector>

#include "kirchhoff/search/proposed.hpp"
#include "kirchhoff/search/strategy.hpp"

namespace kirchhoff::search {

/// Grid search: all values of discrete parameters, 5 of a real one, fewer where the whole grid
/// would have more than 2^62 points. Steps of the golden section through the numbered grid, so that
/// any part of the budget covers the space. Points that rules forbid are left out; after the last
/// point come random ones. Use it for small spaces, or to see a space evenly.
class Grid final : public Strategy {
 public:
  Grid(const space::SearchSpace& space, const StrategyOptions& options);
  space::Candidate propose(std::uint64_t number) override;
  void tell(std::span<const objective::Trial> finished) override;
  [[nodiscard]] std::uint64_t size() const { return size_; }

 private:
  [[nodiscard]] space::Candidate point(std::uint64_t index, Stream& stream) const;

  const space::SearchSpace& space_;
  std::uint64_t seed_;
  Proposed proposed_;
  std::vector<std::uint64_t> levels_;  // by parameter; 0: drawn
  std::uint64_t size_ = 1, stride_ = 1, next_ = 0, visited_ = 0;
};

}  // namespace kirchhoff::search
