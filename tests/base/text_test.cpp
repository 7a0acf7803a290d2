// tests/base/text_test.cpp - texts for people, computed by hand.
#include "kirchhoff/base/text.hpp"

#include <doctest/doctest.h>

#include <cstdlib>

namespace kirchhoff {

TEST_CASE("the nearest name is within a third of the word, or there is none") {
  const std::vector<std::string> names = {"trials", "lookahead", "population", "strategy"};
  CHECK(nearest_name("trails", names) == "trials");
  CHECK(nearest_name("TRIALS", names) == "trials");
  CHECK(nearest_name("lokahed", names) == "lookahead");
  CHECK(nearest_name("budget", names) == "");
  CHECK(nearest_name("", names) == "");
  CHECK(nearest_name("x", std::vector<std::string>{"ab"}) == "");
  CHECK(nearest_name(std::string(100000, 'x'), names) == "");
}

TEST_CASE("a suggestion names the nearest or lists what is allowed") {
  const std::vector<std::string> names = {"nsga2", "random"};
  CHECK(suggest("nsga3", names) == "did you mean \"nsga2\"?");
  CHECK(suggest("annealing", names) == "allowed: nsga2, random");
  CHECK(suggest("annealing", std::vector<std::string>{}) == "allowed: none");
}

TEST_CASE("lists read as people write them") {
  const std::vector<std::string> words = {"a", "b", "c", "d"};
  CHECK(join_words(words) == "a, b, c and d");
  CHECK(join_words(words, 2) == "a, b and 2 more");
  CHECK(join_words(std::span(words).first(2)) == "a and b");
  CHECK(join_words(std::span(words).first(1)) == "a");
  CHECK(join_words(std::span(words).first(0)) == "");
}

TEST_CASE("prefixes keep three significant digits") {
  CHECK(with_prefix(4.12e-8, "J") == "41.2 nJ");
  CHECK(with_prefix(999.9, "J") == "1.00 kJ");
  CHECK(with_prefix(999.4, "J") == "999 J");
  CHECK(with_prefix(1e-3, "s") == "1.00 ms");
  CHECK(with_prefix(-2.5e-6, "J") == "-2.50 uJ");
  CHECK(with_prefix(0.0, "W") == "0 W");
  CHECK(with_prefix(1e-30, "J") == "1.00e-30 J");
  CHECK(with_prefix(9.999e-10, "s") == "1.00 ns");
}

TEST_CASE("areas are told in square millimetres, small ones in square micrometres") {
  CHECK(area_text(20e-6) == "20.0 mm2");
  CHECK(area_text(0.5e-6) == "0.500 mm2");
  CHECK(area_text(25e-12) == "25.0 um2");
  CHECK(area_text(5e-9) == "5000 um2");
  CHECK(area_text(0.0) == "0 mm2");
}

TEST_CASE("durations are told in hours, minutes and seconds") {
  CHECK(duration_text(0.4) == "0:00");
  CHECK(duration_text(42.0) == "0:42");
  CHECK(duration_text(384.0) == "6:24");
  CHECK(duration_text(4000.0) == "1:06:40");
  CHECK(duration_text(-1.0) == "?");
}

TEST_CASE("exact texts read back to the same double and are the shortest") {
  CHECK(exact_text(0.1) == "0.1");
  CHECK(exact_text(20e-6) == "2e-05");
  for (const double value : {1.0 / 3.0, 6.02214076e23, -5e-324, 0.1 + 0.2}) {
    CHECK(std::strtod(exact_text(value).c_str(), nullptr) == value);
  }
}

}  // namespace kirchhoff
