// tests/space/moves_test.cpp - laws of sampling, mutation, neighbours and crossover.
#include <doctest/doctest.h>

#include <cmath>
#include <map>
#include <set>

#include "kirchhoff/base/error.hpp"
#include "tests/space/small_space.hpp"

namespace kirchhoff::space {
namespace {

constexpr std::uint64_t draws = 400;

Candidate sampled(const SearchSpace& space, std::uint64_t index) {
  Stream stream(10, purpose::test, index);
  return space.sample(stream);
}

// Every value belongs to its parameter, nothing inactive is set, no rule is broken.
void check_sound(const SearchSpace& space, const Candidate& candidate) {
  REQUIRE(space.canonical(candidate) == candidate);
  REQUIRE(!space.broken_rule(candidate));
  REQUIRE(space.candidate(space.fields(candidate)) == candidate);
}

}  // namespace

TEST_CASE("every sample, mutation, neighbour and child is canonical and allowed") {
  const SearchSpace space = wide_space();
  REQUIRE(space.parameters().size() >= 25);
  for (std::uint64_t i = 0; i < draws; ++i) {
    const Candidate a = sampled(space, 2 * i);
    const Candidate b = sampled(space, 2 * i + 1);
    Stream stream(11, purpose::test, i);
    check_sound(space, a);
    check_sound(space, space.mutate(a, 0.2, stream));
    check_sound(space, space.neighbour(a, stream));
    check_sound(space, space.cross(a, b, stream));
  }
}

TEST_CASE("the same stream gives the same candidates") {
  const SearchSpace space = wide_space();
  for (std::uint64_t i = 0; i < 50; ++i) {
    Stream first(12, purpose::test, i);
    Stream second(12, purpose::test, i);
    const Candidate a = space.sample(first);
    CHECK(a == space.sample(second));
    CHECK(space.mutate(a, 0.1, first) == space.mutate(a, 0.1, second));
    CHECK(space.neighbour(a, first) == space.neighbour(a, second));
    CHECK(space.cross(a, a, first) == space.cross(a, a, second));
  }
}

TEST_CASE("a sample is uniform over lists, ranges and logarithms") {
  const SearchSpace space = space_from(listed("nominal", "a", "[\"x\", \"y\", \"z\"]") +
                                       ranged("integer", "b", "-2", "2") +
                                       ranged("real", "c", "1e-4", "1e-1", "log = true") +
                                       ranged("integer", "d", "1", "7", "log = true"));
  std::map<std::string, int> texts;
  std::map<std::int64_t, int> wholes, logarithmic;
  std::map<int, int> decades;
  constexpr int count = 6000;
  for (std::uint64_t i = 0; i < count; ++i) {
    const Candidate candidate = sampled(space, i);
    ++texts[std::get<std::string>(*candidate.values[0])];
    ++wholes[std::get<std::int64_t>(*candidate.values[1])];
    ++decades[static_cast<int>(std::floor(std::log10(std::get<double>(*candidate.values[2]))))];
    ++logarithmic[std::get<std::int64_t>(*candidate.values[3])];
  }
  REQUIRE(texts.size() == 3);
  for (const auto& [text, found] : texts) CHECK(std::abs(found - count / 3) < 200);
  REQUIRE(wholes.size() == 5);
  for (const auto& [whole, found] : wholes) CHECK(std::abs(found - count / 5) < 170);
  REQUIRE(decades.size() == 3);
  for (const auto& [decade, found] : decades) CHECK(std::abs(found - count / 3) < 200);
  REQUIRE(logarithmic.size() == 7);
  CHECK(std::abs(logarithmic[1] - count / 3) < 200);  // log 2 / log 8
}

TEST_CASE("a neighbour changes one active parameter, and what its conditions switch") {
  const SearchSpace space = wide_space();
  const auto parameters = space.parameters();
  for (std::uint64_t i = 0; i < draws; ++i) {
    const Candidate centre = sampled(space, i);
    Stream stream(13, purpose::test, i);
    const Candidate other = space.neighbour(centre, stream);
    std::vector<std::string> changed;
    std::vector<std::size_t> switched;
    for (std::size_t p = 0; p < parameters.size(); ++p) {
      if (centre.values[p] == other.values[p]) continue;
      if (centre.values[p] && other.values[p]) {
        changed.push_back(parameters[p].name);
      } else {
        switched.push_back(p);
      }
    }
    REQUIRE(changed.size() == 1);
    for (const std::size_t p : switched) {
      REQUIRE(parameters[p].when);
      REQUIRE(parameters[p].when->names().contains(changed.front()));
    }
  }
}

TEST_CASE("a neighbour moves one level where there is an order, and reals by a tenth at most") {
  const SearchSpace space =
      space_from(listed("ordinal", "a", "[1, 10, 100]") + ranged("integer", "b", "0", "1000000") +
                 ranged("real", "c", "0.0", "1.0"));
  const std::map<std::int64_t, int> levels = {{1, 0}, {10, 1}, {100, 2}};
  for (std::uint64_t i = 0; i < draws; ++i) {
    const Candidate centre = sampled(space, i);
    Stream stream(14, purpose::test, i);
    const Candidate other = space.neighbour(centre, stream);
    const auto whole = [](const Candidate& candidate, std::size_t p) {
      return std::get<std::int64_t>(*candidate.values[p]);
    };
    REQUIRE(std::abs(levels.at(whole(centre, 0)) - levels.at(whole(other, 0))) <= 1);
    REQUIRE(std::abs(whole(centre, 1) - whole(other, 1)) <= 1);
    REQUIRE(std::abs(std::get<double>(*centre.values[2]) - std::get<double>(*other.values[2])) <=
            0.1 + 1e-12);
    REQUIRE(centre != other);
  }
}

TEST_CASE("a mutation always changes something, and more at a higher rate") {
  const SearchSpace space = wide_space();
  const auto changes_at = [&](double rate) {
    std::size_t changes = 0;
    for (std::uint64_t i = 0; i < draws; ++i) {
      const Candidate parent = sampled(space, i);
      Stream stream(15, purpose::test, i);
      const Candidate child = space.mutate(parent, rate, stream);
      REQUIRE(child != parent);
      for (std::size_t p = 0; p < parent.values.size(); ++p) {
        changes += parent.values[p] && child.values[p] && parent.values[p] != child.values[p];
      }
    }
    return changes;
  };
  CHECK(changes_at(0.0) == draws);
  CHECK(changes_at(0.5) > 4 * draws);
}

TEST_CASE("a child has its parents' values where they agree, and lies near them elsewhere") {
  const SearchSpace space = space_from(listed("nominal", "a", "[\"x\", \"y\", \"z\"]") +
                                       ranged("integer", "b", "0", "100") +
                                       ranged("real", "c", "1e-4", "1e-1", "log = true"));
  const Candidate a{{std::string("x"), std::int64_t{20}, 1e-3}};
  const Candidate b{{std::string("y"), std::int64_t{40}, 1e-3}};
  std::set<std::string> texts;
  double sum = 0.0;
  for (std::uint64_t i = 0; i < draws; ++i) {
    Stream stream(16, purpose::test, i);
    const Candidate child = space.cross(a, b, stream);
    texts.insert(std::get<std::string>(*child.values[0]));
    sum += static_cast<double>(std::get<std::int64_t>(*child.values[1]));
    REQUIRE(child.values[2] == a.values[2]);
  }
  CHECK(texts == std::set<std::string>{"x", "y"});
  CHECK(sum / draws == doctest::Approx(30.0).epsilon(0.05));  // crossover keeps the mean
}

TEST_CASE("a space of one point is its own neighbour and mutation") {
  const SearchSpace space = space_from(listed("nominal", "a", "[1]"));
  const Candidate only = sampled(space, 0);
  Stream stream(17, purpose::test, 0);
  CHECK(space.neighbour(only, stream) == only);
  CHECK(space.mutate(only, 1.0, stream) == only);
}

TEST_CASE("rules that reject nearly every draw are met without giving up") {
  // One in 10^6 draws is allowed; each rule's own parameters are soon right.
  std::string text;
  for (const char* name : {"a", "b", "c", "d", "e", "f"}) {
    text += ranged("integer", name, "0", "9");
    text += forbidden(std::string(name) + " != 5 and " + name + " != 6", "must be 5 or 6");
  }
  const SearchSpace space = space_from(text);
  for (std::uint64_t i = 0; i < 50; ++i) {
    const Candidate candidate = sampled(space, i);
    check_sound(space, candidate);
    Stream stream(18, purpose::test, i);
    check_sound(space, space.neighbour(candidate, stream));
    check_sound(space, space.mutate(candidate, 0.5, stream));
  }
}

TEST_CASE("a space that rules forbid altogether is told with the worst rule") {
  const SearchSpace space =
      space_from(listed("ordinal", "rows", "[64, 128]") + forbidden("rows > 0", "nothing is left"));
  Stream stream(19, purpose::test, 0);
  try {
    (void)space.sample(stream);
    FAIL("no error");
  } catch (const Error& error) {
    CHECK(error.kind() == ErrorKind::Negative);
    CHECK(std::string(error.what()).find("rows > 0 (nothing is left)") != std::string::npos);
  }
}

TEST_CASE("the nearest candidate takes what it can from a design of another space") {
  const SearchSpace space = space_from(
      ranged("integer", "stages", "1", "3") +
      listed("ordinal", "kernel", "[3, 5]", "when = \"stages >= 2\"") +
      ranged("real", "rate", "0.5", "1.0") + listed("nominal", "device", "[\"pcm\", \"rram\"]"));
  Stream stream(1, purpose::test, 0);
  const Fields far{{"stages", std::int64_t{7}},
                   {"kernel", std::int64_t{9}},
                   {"rate", 0.25},
                   {"device", std::string("rram")},
                   {"unknown", true}};
  const auto candidate = space.nearest(far, stream);
  REQUIRE(candidate.has_value());
  const Fields fields = space.fields(*candidate);
  CHECK(fields.at("stages") == ParameterValue(std::int64_t{3}));
  CHECK(fields.at("kernel") == ParameterValue(std::int64_t{5}));
  CHECK(fields.at("rate") == ParameterValue(0.5));
  CHECK(fields.at("device") == ParameterValue(std::string("rram")));
  Fields shallow = far;
  shallow["stages"] = std::int64_t{1};
  CHECK(space.fields(*space.nearest(shallow, stream)).count("kernel") == 0);
  Fields foreign = far;
  foreign["device"] = std::string("flash");
  CHECK_FALSE(space.nearest(foreign, stream).has_value());
  Fields partial = far;
  partial.erase("rate");
  const double drawn = std::get<double>(space.fields(*space.nearest(partial, stream)).at("rate"));
  CHECK(drawn >= 0.5);
  CHECK(drawn <= 1.0);
}

}  // namespace kirchhoff::space
