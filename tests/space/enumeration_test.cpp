// tests/space/enumeration_test.cpp - every candidate once: conditions and rules counted by hand.
#include <doctest/doctest.h>

#include <set>

#include "tests/space/small_space.hpp"

namespace kirchhoff::space {

TEST_CASE(
    "the grid holds each candidate once, inactive parameters empty, forbidden ones left out") {
  const SearchSpace space =
      space_from(ranged("integer", "stages", "1", "3") +
                 listed("ordinal", "kernel2", "[3, 5]", "when = \"stages >= 2\"") +
                 listed("nominal", "skip", "[true, false]") +
                 forbidden("stages == 3 and kernel2 == 5", "test"));
  REQUIRE(space.grid_size() == 12U);
  std::set<std::string> keys;
  std::size_t count = 0;
  for (std::uint64_t place = 0; place < 12; ++place) {
    const std::optional<Candidate> candidate = space.grid_candidate(place);
    if (!candidate) continue;
    ++count;
    keys.insert(space.key(*candidate));
    CHECK(space.canonical(*candidate) == *candidate);
    CHECK_FALSE(space.broken_rule(*candidate));
  }
  // 1 stage: 1, 2 stages: 2, 3 stages: 1; each with and without the shortcut.
  CHECK(count == 8);
  CHECK(keys.size() == 8);
}

TEST_CASE("random candidates are all in the grid") {
  const SearchSpace space =
      space_from(ranged("integer", "stages", "1", "3") +
                 listed("ordinal", "kernel2", "[3, 5, 7]", "when = \"stages >= 2\""));
  std::set<std::string> keys;
  for (std::uint64_t place = 0; place < space.grid_size(); ++place) {
    if (const auto candidate = space.grid_candidate(place)) keys.insert(space.key(*candidate));
  }
  std::set<std::string> drawn;
  Stream stream(1, purpose::test, 0);
  for (int i = 0; i < 500; ++i) drawn.insert(space.key(space.sample(stream)));
  CHECK(drawn == keys);
}

TEST_CASE("a space with a real parameter, or too large a one, has no grid") {
  CHECK_FALSE(space_from(ranged("real", "rate", "0.5", "1.0")).grid_size());
  std::string large;
  for (int i = 0; i < 7; ++i) large += ranged("integer", "p" + std::to_string(i), "0", "1000");
  CHECK_FALSE(space_from(large).grid_size());
}

}  // namespace kirchhoff::space
