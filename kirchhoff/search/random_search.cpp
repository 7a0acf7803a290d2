// kirchhoff/search/random_search.cpp - draws from the space and forgets what it is told.
#include "kirchhoff/search/random_search.hpp"

#include "kirchhoff/base/stream.hpp"

namespace kirchhoff::search {

RandomSearch::RandomSearch(const space::SearchSpace& space, const StrategyOptions& options)
    : seed_(options.seed), proposed_(space) {}

space::Candidate RandomSearch::propose(std::uint64_t number) {
  Stream stream(seed_, purpose::proposal, number);
  return proposed_.sample_new(stream);
}

void RandomSearch::tell(std::span<const objective::Trial>) {}

}  // namespace kirchhoff::search
