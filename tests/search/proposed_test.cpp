// tests/search/proposed_test.cpp - what was proposed is remembered, alone or together.
#include "kirchhoff/search/proposed.hpp"

#include <doctest/doctest.h>

#include <set>

#include "tests/search/synthetic_problem.hpp"

namespace kirchhoff::search {

TEST_CASE("a set of hashes agrees with the standard library's, also where hashes collide") {
  HashSet hashes;
  std::set<std::uint64_t> expected;
  CHECK_FALSE(hashes.contains(0));
  Stream stream(3, purpose::test, 0);
  for (int i = 0; i < 20'000; ++i) {
    // Few distinct ones whose low halves are alike, so that places are shared and numbers repeat.
    const std::uint64_t hash = (stream.below(9'000) << 40U) | stream.below(2);
    CHECK(hashes.contains(hash) == expected.contains(hash));
    CHECK(hashes.insert(hash) == expected.insert(hash).second);
  }
  for (const std::uint64_t hash : expected) CHECK(hashes.contains(hash));
  HashSet of_zero;  // which stands for a free place inside
  CHECK(of_zero.insert(0));
  CHECK_FALSE(of_zero.insert(0));
  CHECK(of_zero.contains(0));
}

TEST_CASE("a space that looks used up is asked once a call") {
  const space::SearchSpace space = grid_space(1, 3);
  Proposed proposed(space);
  Stream stream(3, purpose::test, 2);
  for (int call = 0; call < 3 + 20; ++call) (void)proposed.sample_new(stream);
  Stream once = stream;
  (void)proposed.sample_new(stream);
  (void)space.sample(once);
  CHECK(stream.bits() == once.bits());
}

TEST_CASE("strategies that take turns share one account, others do not") {
  const space::SearchSpace space = grid_space(3, 5);
  Stream stream(3, purpose::test, 1);
  const space::Candidate candidate = space.sample(stream);
  Proposed one(space), shared(space, &one), own(space);
  CHECK(shared.add(candidate));
  CHECK(one.contains(candidate));
  CHECK_FALSE(one.add(candidate));
  CHECK_FALSE(own.contains(candidate));
}

}  // namespace kirchhoff::search
