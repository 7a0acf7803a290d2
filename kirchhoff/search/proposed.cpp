// kirchhoff/search/proposed.cpp - keys of proposed candidates.
#include "kirchhoff/search/proposed.hpp"

namespace kirchhoff::search {

bool Proposed::add(const space::Candidate& candidate) {
  return keys_.insert(space_.key(candidate)).second;
}

space::Candidate Proposed::sample_new(Stream& stream) {
  constexpr int draws = 200;
  for (int i = 1; i < draws; ++i) {
    space::Candidate candidate = space_.sample(stream);
    if (add(candidate)) return candidate;
  }
  return space_.sample(stream);
}

}  // namespace kirchhoff::search
