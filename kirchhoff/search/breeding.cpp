// kirchhoff/search/breeding.cpp - crossover, mutation and neighbours until one is new.
#include "kirchhoff/search/breeding.hpp"

#include <algorithm>

namespace kirchhoff::search {
namespace {
constexpr double crossover_rate = 0.9;
constexpr double pure_rate = 0.7;  // of crossovers that gave something new: without mutation
constexpr int tries = 30;

}  // namespace

space::Candidate bred(const space::SearchSpace& space, Proposed& proposed,
                      const ParentChoice& parent, Stream& stream) {
  const double rate =
      1.0 / static_cast<double>(std::max<std::size_t>(1, space.parameters().size()));
  for (int i = 0; i < tries; ++i) {
    const space::Candidate& mother = parent(stream);
    const space::Candidate& father = parent(stream);
    const bool is_crossed = stream.uniform() < crossover_rate;
    space::Candidate child = is_crossed ? space.cross(mother, father, stream) : mother;
    const bool is_fresh = child != mother && child != father;
    if (!is_fresh || stream.uniform() >= pure_rate) child = space.mutate(child, rate, stream);
    if (proposed.add(child)) return child;
  }
  return proposed.sample_new(stream);
}

space::Candidate mutated(const space::SearchSpace& space, Proposed& proposed,
                         const space::Candidate& parent, Stream& stream) {
  const auto count = static_cast<double>(std::max<std::size_t>(1, space.parameters().size()));
  for (int i = 0; i < 2 * tries; ++i) {
    const double rate = i < tries ? 0.0 : static_cast<double>(i - tries + 1) / (4.0 * count);
    space::Candidate child = space.mutate(parent, std::min(rate, 0.5), stream);
    if (proposed.add(child)) return child;
  }
  return proposed.sample_new(stream);
}

std::optional<space::Candidate> new_neighbour(const space::SearchSpace& space, Proposed& proposed,
                                              const space::Candidate& centre, int draws,
                                              Stream& stream) {
  for (int i = 0; i < draws; ++i) {
    space::Candidate neighbour =
        i % 2 == 0 ? space.mutate(centre, 0.0, stream) : space.neighbour(centre, stream);
    if (proposed.add(neighbour)) return neighbour;
  }
  return std::nullopt;
}

}  // namespace kirchhoff::search
