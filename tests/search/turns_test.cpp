// tests/search/turns_test.cpp - shares follow gains, are dealt evenly and leave nobody out.
#include "kirchhoff/search/turns.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <numeric>

namespace kirchhoff::search {
namespace {

// Sends `count` trials; a proposer's trial gains what `gains` says. How many each sent.
std::vector<int> dealt(Turns& turns, std::uint64_t begin, std::uint64_t count,
                       const std::vector<double>& gains) {
  std::vector<int> sent(gains.size(), 0);
  for (std::uint64_t number = begin; number < begin + count; ++number) {
    const std::size_t proposer = turns.next();
    turns.sent(number, proposer);
    turns.tell(number, gains[proposer]);
    ++sent[proposer];
  }
  return sent;
}

}  // namespace

TEST_CASE("without a gain all have the same share, one after the other") {
  Turns turns(3);
  const std::vector<int> sent = dealt(turns, 0, 9, {0.0, 0.0, 0.0});
  CHECK(sent == std::vector<int>{3, 3, 3});
}

TEST_CASE("who gains has most turns, and nobody has less than a third of an even share") {
  Turns turns(4);
  (void)dealt(turns, 0, 200, {0.0, 0.0, 1.0, 0.0});
  const std::vector<double> shares = turns.shares();
  CHECK(std::accumulate(shares.begin(), shares.end(), 0.0) == doctest::Approx(1.0).scale(0.0));
  CHECK(*std::min_element(shares.begin(), shares.end()) >= 1.0 / 12.0);
  CHECK(shares[2] > 0.5);
  const std::vector<int> sent = dealt(turns, 200, 120, {0.0, 0.0, 1.0, 0.0});
  CHECK(sent[2] > 60);
  CHECK(sent[0] >= 9);  // a twelfth of 120, less one that is still owed
}

TEST_CASE("turns are dealt in proportion, never more than one off") {
  Turns turns(3);
  (void)dealt(turns, 0, 100, {1.0, 2.0, 4.0});
  const std::vector<double> shares = turns.shares();
  REQUIRE(shares[2] > 1.5 * shares[0]);
  std::vector<double> sent(3, 0.0);
  for (int i = 0; i < 1'000; ++i) sent[turns.next()] += 1.0;  // nothing is told: shares stand
  for (std::size_t i = 0; i < 3; ++i) CHECK(std::abs(sent[i] - 1'000.0 * shares[i]) < 2.0);
}

TEST_CASE("equal gains in any unit are equal shares") {
  Turns small(2), large(2);
  (void)dealt(small, 0, 60, {1e-9, 2e-9});
  (void)dealt(large, 0, 60, {1e9, 2e9});
  CHECK(small.shares()[1] == doctest::Approx(large.shares()[1]).scale(0.0));
  CHECK(small.shares()[1] > small.shares()[0]);
}

TEST_CASE("what was gained long ago is forgotten") {
  Turns turns(2);
  (void)dealt(turns, 0, 100, {1.0, 0.0});
  REQUIRE(turns.shares()[0] > 0.6);
  (void)dealt(turns, 100, 600, {0.0, 1.0});
  CHECK(turns.shares()[1] > 0.7);
}

TEST_CASE("a trial that nobody sent, or that is told again, changes nothing") {
  Turns turns(2);
  turns.sent(1, 0);
  turns.tell(1, 0.5);
  const std::vector<double> shares = turns.shares();
  turns.tell(1, 9.0);
  turns.tell(7, 9.0);
  CHECK(turns.shares() == shares);
}

}  // namespace kirchhoff::search
