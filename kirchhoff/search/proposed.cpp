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
  constexpr int draws = 200, vain_calls = 20;
  // A space that looks used up is not worth more than one draw a call: the end of it comes soon.
  const int allowed = vain_calls_in_a_row_ < vain_calls ? draws : 1;
  for (int i = 1; i < allowed; ++i) {
    space::Candidate candidate = space_.sample(stream);
    if (!add(candidate)) continue;
    vain_calls_in_a_row_ = 0;
    return candidate;
  }
  space::Candidate last = space_.sample(stream);
  vain_calls_in_a_row_ = add(last) ? 0 : vain_calls_in_a_row_ + 1;
  return last;
}

space::Candidate Proposed::first_point(space::Sampling sampling, std::uint64_t seed,
                                       std::uint64_t index, std::uint64_t count, Stream& stream) {
  if (sampling == space::Sampling::Uniform) return sample_new(stream);
  space::Candidate candidate = space::sampled(space_, sampling, seed, index, count, stream);
  return add(candidate) ? candidate : sample_new(stream);
}

}  // namespace kirchhoff::search
