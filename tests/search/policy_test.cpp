// tests/search/policy_test.cpp - learned policies beat dice and change their choices.
#include "kirchhoff/search/policy.hpp"

#include <doctest/doctest.h>

#include <set>

#include "tests/search/mixed_problem.hpp"

namespace kirchhoff::search {

TEST_CASE("REINFORCE and PPO find more hypervolume than random search and repeat nothing") {
  double random = 0.0;
  for (std::uint64_t seed = 1; seed <= 8; ++seed) {
    random += hypervolume_of(mixed_search("random", seed, 300)) / 8.0;
  }
  for (const char* name : {"reinforce", "ppo"}) {
    CAPTURE(name);
    double guided = 0.0;
    for (std::uint64_t seed = 1; seed <= 8; ++seed) {
      guided += hypervolume_of(mixed_search(name, seed, 300)) / 8.0;
    }
    CHECK(guided > random + 0.01);
    const space::SearchSpace space = mixed_space();
    std::set<std::string> seen;
    const auto trials = mixed_search(name, 1, 150);
    for (const auto& trial : trials) CHECK(seen.insert(space.key(trial.candidate)).second);
    CHECK(keys_of(space, mixed_search(name, 1, 150)) == keys_of(space, trials));
  }
}

TEST_CASE("a policy makes a choice that pays more often than at first") {
  for (const char* name : {"reinforce", "ppo"}) {
    CAPTURE(name);
    int best = 0;  // "q" of a choice; dice: 50 of 150
    const auto trials = mixed_search(name, 3, 300);
    for (std::size_t i = 150; i < 300; ++i) {
      best += std::get<std::string>(*trials[i].candidate.values[1]) == "q" ? 1 : 0;
    }
    CHECK(best > 60);
  }
}

}  // namespace kirchhoff::search
