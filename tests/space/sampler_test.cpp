// tests/space/sampler_test.cpp - designs cover what they promise, and depend on nothing else.
#include "kirchhoff/space/sampler.hpp"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <set>

#include "kirchhoff/base/error.hpp"

namespace kirchhoff::space {
namespace {

std::size_t part_of(double value, std::size_t parts) {
  return static_cast<std::size_t>(value * static_cast<double>(parts));
}

SearchSpace levels_space(int parameters, int levels) {
  spec::SpaceSpec spec;
  spec.name = "levels";
  for (int i = 0; i < parameters; ++i) {
    spec::ParameterSpec parameter;
    parameter.name = fmt::format("x{}", i);
    parameter.kind = "integer";
    parameter.high = levels - 1;
    spec.parameters.push_back(parameter);
  }
  return SearchSpace(spec);
}

}  // namespace

TEST_CASE("a Latin hypercube has one point in each part of each dimension") {
  for (std::size_t dimension = 0; dimension < 7; ++dimension) {
    std::set<std::size_t> parts;
    for (std::uint64_t index = 0; index < 20; ++index) {
      parts.insert(part_of(design_point(Sampling::LatinHypercube, 7, 3, index, 20)[dimension], 20));
    }
    CHECK(parts.size() == 20);
  }
}

TEST_CASE("64 points of Sobol in a row lie in 64 different parts of each of 40 dimensions") {
  std::vector<std::set<std::size_t>> parts(40);
  for (std::uint64_t index = 64; index < 128; ++index) {
    const auto point = design_point(Sampling::Sobol, 40, 5, index, 1);
    for (std::size_t i = 0; i < 40; ++i) parts[i].insert(part_of(point[i], 64));
  }
  for (const auto& seen : parts) CHECK(seen.size() == 64);
}

TEST_CASE("Sobol's first two dimensions fill every 8 by 8 box with exactly one of 64 points") {
  std::set<std::size_t> boxes;
  for (std::uint64_t index = 0; index < 64; ++index) {
    const auto point = design_point(Sampling::Sobol, 2, 9, index, 1);
    boxes.insert(8 * part_of(point[0], 8) + part_of(point[1], 8));
  }
  CHECK(boxes.size() == 64);
}

TEST_CASE("Sobol has the published points where the shift is taken away") {
  // Joe and Kuo's points 1 to 3 of dimensions 1 to 4; the shift is point 0.
  const double published[3][4] = {
      {0.5, 0.5, 0.5, 0.5}, {0.25, 0.75, 0.75, 0.75}, {0.75, 0.25, 0.25, 0.25}};
  const auto bits = [](double value) { return static_cast<std::uint32_t>(value * 0x1p32); };
  const auto shift = design_point(Sampling::Sobol, 4, 1, 0, 1);
  for (std::uint64_t index = 1; index <= 3; ++index) {
    const auto point = design_point(Sampling::Sobol, 4, 1, index, 1);
    for (std::size_t i = 0; i < 4; ++i) {
      CHECK((bits(point[i]) ^ bits(shift[i])) == bits(published[index - 1][i]));
    }
  }
}

TEST_CASE("strata of the whole space: 25 draws of 5 by 5 levels are all different") {
  const SearchSpace space = levels_space(2, 5);
  std::set<std::string> seen;
  for (std::uint64_t index = 0; index < 25; ++index) {
    Stream stream(1, purpose::test, index);
    seen.insert(space.key(sampled(space, Sampling::Stratified, 4, index, 25, stream)));
  }
  CHECK(seen.size() == 25);
}

TEST_CASE("in a design of 20 each of 5 levels comes four times; another seed is another design") {
  const SearchSpace space = levels_space(3, 5);
  std::map<std::string, int> counts;
  std::set<std::string> first, second;
  for (std::uint64_t index = 0; index < 20; ++index) {
    Stream stream(1, purpose::test, index);
    const Candidate candidate = sampled(space, Sampling::LatinHypercube, 4, index, 20, stream);
    ++counts[value_text(*candidate.values[1])];
    first.insert(space.key(candidate));
    second.insert(space.key(sampled(space, Sampling::LatinHypercube, 5, index, 20, stream)));
  }
  for (const auto& [level, count] : counts) CHECK(count == 4);
  CHECK(first != second);
}

TEST_CASE("an unknown sampling is told with the nearest") {
  CHECK(sampling_from_name("sobol") == Sampling::Sobol);
  CHECK_THROWS_WITH_AS((void)sampling_from_name("sobel"), doctest::Contains("\"sobol\""), Error);
}

}  // namespace kirchhoff::space
