// kirchhoff/search/proposed.hpp - the candidates a strategy proposed, so that none comes twice.
#pragma once

#include <cstdint>
#include <unordered_set>

#include "kirchhoff/base/stream.hpp"
#include "kirchhoff/space/sampler.hpp"
#include "kirchhoff/space/search_space.hpp"

namespace kirchhoff::search {

/// Remembers 64-bit hashes of keys: that two of a million candidates share one has a chance of
/// 3e-8, and then the later one is not proposed. Refers to the space, which must outlive it. Not
/// thread-safe.
class Proposed {
 public:
  explicit Proposed(const space::SearchSpace& space) : space_(space) {}

  /// True when the candidate is new; it is not new any more afterwards.
  bool add(const space::Candidate& candidate);
  [[nodiscard]] bool contains(const space::Candidate& candidate) const {
    return hashes_.contains(hash_of(candidate));
  }
  /// A random candidate that is new, or after 200 vain draws (the space is small) an old one; after
  /// 20 such calls in a row each call draws once.
  [[nodiscard]] space::Candidate sample_new(Stream& stream);
  /// Point `index` of a design of `count` first points; where it is not new, sample_new().
  [[nodiscard]] space::Candidate first_point(space::Sampling sampling, std::uint64_t seed,
                                             std::uint64_t index, std::uint64_t count,
                                             Stream& stream);

 private:
  [[nodiscard]] std::uint64_t hash_of(const space::Candidate& candidate) const;

  const space::SearchSpace& space_;
  std::unordered_set<std::uint64_t> hashes_;  // asked only, never iterated
  int vain_calls_in_a_row_ = 0;
};

}  // namespace kirchhoff::search
