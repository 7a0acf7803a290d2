// kirchhoff/search/random_search.hpp - uniform random candidates: the yardstick of all others.
#pragma once

#include "kirchhoff/search/proposed.hpp"
#include "kirchhoff/search/strategy.hpp"

namespace kirchhoff::search {

class RandomSearch final : public Strategy {
 public:
  RandomSearch(const space::SearchSpace& space, const StrategyOptions& options);
  space::Candidate propose(std::uint64_t number) override;
  void tell(std::span<const objective::Trial> finished) override;

 private:
  std::uint64_t seed_;
  Proposed proposed_;
};

}  // namespace kirchhoff::search
