// tests/search/bandit_test.cpp - bandits learn which choices pay, and beat dice.
#include "kirchhoff/search/bandit.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <set>

#include "tests/search/mixed_problem.hpp"

namespace kirchhoff::search {

TEST_CASE("arms and values agree for every kind, and an inactive parameter has no arm") {
  const space::SearchSpace space = mixed_space();
  const Choices choices(space);
  CHECK(choices.counts() == std::vector<std::size_t>{4, 3, 3, 3, 3, 3, 8, 8, 8});
  Stream stream(1, purpose::test, 0);
  for (int i = 0; i < 100; ++i) {
    const space::Candidate candidate = space.sample(stream);
    std::vector<std::size_t> arms = choices.arms_of(candidate);
    CHECK((arms[8] < 8) == candidate.values[8].has_value());
    arms[8] = std::min<std::size_t>(arms[8], 7);
    const std::vector<std::size_t> again = choices.arms_of(choices.candidate(arms, stream));
    for (const std::size_t d : {0, 1, 2, 3, 4, 5, 7}) CHECK(again[d] == arms[d]);
  }
}

TEST_CASE("bandits find more hypervolume than random search and repeat nothing") {
  double random = 0.0;
  for (std::uint64_t seed = 1; seed <= 10; ++seed) {
    random += hypervolume_of(mixed_search("random", seed, 200)) / 10.0;
  }
  for (const char* name : {"ucb", "thompson", "exp3"}) {
    CAPTURE(name);
    double guided = 0.0;
    for (std::uint64_t seed = 1; seed <= 10; ++seed) {
      guided += hypervolume_of(mixed_search(name, seed, 200)) / 10.0;
    }
    CHECK(guided > random + 0.01);
    const space::SearchSpace space = mixed_space();
    std::set<std::string> seen;
    const auto trials = mixed_search(name, 1, 200);
    for (const auto& trial : trials) CHECK(seen.insert(space.key(trial.candidate)).second);
    CHECK(keys_of(space, mixed_search(name, 1, 200)) == keys_of(space, trials));
  }
}

TEST_CASE("a choice that pays more is made more often") {
  for (const char* name : {"ucb", "thompson", "exp3"}) {
    CAPTURE(name);
    const auto trials = mixed_search(name, 3, 300);
    int best = 0;  // "q" of a choice; dice: 50 of 150
    for (std::size_t i = 150; i < 300; ++i) {
      best += std::get<std::string>(*trials[i].candidate.values[1]) == "q" ? 1 : 0;
    }
    CHECK(best > 65);
  }
}

}  // namespace kirchhoff::search
