// kirchhoff/search/proposed.hpp - the candidates a strategy proposed, so that none comes twice.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "kirchhoff/base/stream.hpp"
#include "kirchhoff/space/sampler.hpp"
#include "kirchhoff/space/search_space.hpp"

namespace kirchhoff::search {

/// Numbers that look random, in one block of memory: 11 to 22 bytes each. Not thread-safe.
class HashSet {
 public:
  /// True when the number is new.
  bool insert(std::uint64_t hash);
  [[nodiscard]] bool contains(std::uint64_t hash) const;

 private:
  // Where the number stands, or the free place where it belongs.
  [[nodiscard]] std::size_t place_of(std::uint64_t hash) const;

  std::vector<std::uint64_t> places_;  // a power of two; 0 is free
  std::size_t count_ = 0;
};

/// Remembers 64-bit hashes of keys: that two of a million candidates share one has a chance of
/// 3e-8, and then the later one is not proposed. Refers to the space, which must outlive it. Not
/// thread-safe.
class Proposed {
 public:
  /// With `shared`, which must outlive it, both remember the same.
  explicit Proposed(const space::SearchSpace& space, Proposed* shared = nullptr)
      : space_(space), hashes_(shared != nullptr ? shared->hashes_ : own_) {}
  Proposed(const Proposed&) = delete;
  Proposed& operator=(const Proposed&) = delete;

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
  HashSet own_;
  HashSet& hashes_;
  int vain_calls_in_a_row_ = 0;
};

}  // namespace kirchhoff::search
