// kirchhoff/search/proposed.cpp - hashes of proposed candidates.
#include "kirchhoff/search/proposed.hpp"

namespace kirchhoff::search {

bool Proposed::add(const space::Candidate& candidate) {
  return hashes_.insert(hash_of(candidate)).second;
}

// FNV-1a (Fowler, Noll, Vo), the same everywhere.
std::uint64_t Proposed::hash_of(const space::Candidate& candidate) const {
  std::uint64_t hash = 0xcbf29ce484222325U;
  for (const char letter : space_.key(candidate)) {
    hash = (hash ^ static_cast<unsigned char>(letter)) * 0x100000001b3U;
  }
  return hash;
}

space::Candidate Proposed::sample_new(Stream& stream) {
  constexpr int draws = 200;
  for (int i = 1; i < draws; ++i) {
    space::Candidate candidate = space_.sample(stream);
    if (add(candidate)) return candidate;
  }
  return space_.sample(stream);
}

space::Candidate Proposed::first_point(space::Sampling sampling, std::uint64_t seed,
                                       std::uint64_t index, std::uint64_t count, Stream& stream) {
  if (sampling == space::Sampling::Uniform) return sample_new(stream);
  space::Candidate candidate = space::sampled(space_, sampling, seed, index, count, stream);
  return add(candidate) ? candidate : sample_new(stream);
}

}  // namespace kirchhoff::search
