// kirchhoff/space/sampler.cpp - stratified, Latin hypercube and Sobol points.
#include "kirchhoff/space/sampler.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>

#include "kirchhoff/base/error.hpp"
#include "kirchhoff/base/text.hpp"
#include "kirchhoff/space/scale.hpp"

namespace kirchhoff::space {
namespace {

constexpr unsigned sobol_bits = 32;
constexpr std::size_t sobol_dimensions = 40;

// A primitive polynomial (degree and inner coefficients) and the first direction numbers.
struct Direction {
  unsigned degree, coefficients;
  std::array<std::uint32_t, 8> first;
};

// Joe, Kuo: new-joe-kuo-6.21201, dimensions 2 to 40.
constexpr std::array<Direction, sobol_dimensions - 1> directions = {{
    {1, 0, {1}},
    {2, 1, {1, 3}},
    {3, 1, {1, 3, 1}},
    {3, 2, {1, 1, 1}},
    {4, 1, {1, 1, 3, 3}},
    {4, 4, {1, 3, 5, 13}},
    {5, 2, {1, 1, 5, 5, 17}},
    {5, 4, {1, 1, 5, 5, 5}},
    {5, 7, {1, 1, 7, 11, 19}},
    {5, 11, {1, 1, 5, 1, 1}},
    {5, 13, {1, 1, 1, 3, 11}},
    {5, 14, {1, 3, 5, 5, 31}},
    {6, 1, {1, 3, 3, 9, 7, 49}},
    {6, 13, {1, 1, 1, 15, 21, 21}},
    {6, 16, {1, 3, 1, 13, 27, 49}},
    {6, 19, {1, 1, 1, 15, 7, 5}},
    {6, 22, {1, 3, 1, 15, 13, 25}},
    {6, 25, {1, 1, 5, 5, 19, 61}},
    {7, 1, {1, 3, 7, 11, 23, 15, 103}},
    {7, 4, {1, 3, 7, 13, 13, 15, 69}},
    {7, 7, {1, 1, 3, 13, 7, 35, 63}},
    {7, 8, {1, 3, 5, 9, 1, 25, 53}},
    {7, 14, {1, 3, 1, 13, 9, 35, 107}},
    {7, 19, {1, 3, 1, 5, 27, 61, 31}},
    {7, 21, {1, 1, 5, 11, 19, 41, 61}},
    {7, 28, {1, 3, 5, 3, 3, 13, 69}},
    {7, 31, {1, 1, 7, 13, 1, 19, 1}},
    {7, 32, {1, 3, 7, 5, 13, 19, 59}},
    {7, 37, {1, 1, 3, 9, 25, 29, 41}},
    {7, 41, {1, 3, 5, 13, 23, 1, 55}},
    {7, 42, {1, 3, 7, 3, 13, 59, 17}},
    {7, 50, {1, 3, 1, 3, 5, 53, 69}},
    {7, 55, {1, 1, 5, 5, 23, 33, 13}},
    {7, 56, {1, 1, 7, 7, 1, 61, 123}},
    {7, 59, {1, 1, 7, 9, 13, 61, 49}},
    {7, 62, {1, 3, 3, 5, 3, 55, 33}},
    {8, 14, {1, 3, 1, 15, 31, 13, 49, 245}},
    {8, 21, {1, 3, 5, 15, 31, 59, 63, 97}},
    {8, 22, {1, 3, 1, 11, 11, 11, 77, 249}},
}};

// Bratley, Fox 1988: the recurrence of direction numbers, as fractions of 2^32.
std::array<std::uint32_t, sobol_bits> direction_numbers(std::size_t dimension) {
  std::array<std::uint32_t, sobol_bits> v{};
  if (dimension == 0) {
    for (unsigned i = 0; i < sobol_bits; ++i) v.at(i) = std::uint32_t{1} << (31U - i);
    return v;
  }
  const Direction& direction = directions.at(dimension - 1);
  const unsigned degree = direction.degree;
  for (unsigned i = 0; i < sobol_bits; ++i) {
    if (i < degree) {
      v.at(i) = direction.first.at(i) << (31U - i);
      continue;
    }
    v.at(i) = v.at(i - degree) ^ (v.at(i - degree) >> degree);
    for (unsigned k = 1; k < degree; ++k) {
      const bool is_set = ((direction.coefficients >> (degree - 1 - k)) & 1U) != 0;
      if (is_set) v.at(i) ^= v.at(i - k);
    }
  }
  return v;
}

double sobol_coordinate(std::size_t dimension, std::uint64_t index, std::uint32_t shift) {
  const auto v = direction_numbers(dimension);
  std::uint32_t bits = shift;
  for (unsigned i = 0; i < sobol_bits; ++i) {
    if (((index >> i) & 1U) != 0) bits ^= v.at(i);
  }
  return static_cast<double>(bits) * 0x1p-32;
}

// Which part of `count` point `index` has: a random permutation of its own for each dimension.
double hypercube_coordinate(std::uint64_t seed, std::size_t dimension, std::uint64_t index,
                            std::uint64_t count, double inside) {
  Stream stream(seed, purpose::first_points, dimension + 1);
  std::vector<std::uint64_t> parts(count);
  std::iota(parts.begin(), parts.end(), std::uint64_t{0});
  for (std::uint64_t i = 0; i <= index; ++i) {
    std::swap(parts[i], parts[i + stream.below(count - i)]);
  }
  return (static_cast<double>(parts[index]) + inside) / static_cast<double>(count);
}

// Levels of the whole space in turn, so that one number in [0, 1) names a candidate.
void spread(const SearchSpace& space, std::vector<double>& quantiles, double place) {
  for (std::size_t i = 0; i < quantiles.size(); ++i) {
    const std::size_t levels = space.parameters()[i].level_count();
    if (levels < 2) continue;
    const auto count = static_cast<double>(levels);
    const double level = std::min(std::floor(place * count), count - 1.0);
    quantiles[i] = (level + 0.5) / count;
    place = place * count - level;
    constexpr double least_rest = 1e-9;  // of the digits of a double nothing is left
    if (place < least_rest || place >= 1.0) break;
  }
}

}  // namespace

std::span<const std::string> sampling_names() {
  static const std::array<std::string, 4> names = {"uniform", "stratified", "latin-hypercube",
                                                   "sobol"};
  return names;
}

Sampling sampling_from_name(std::string_view name) {
  const auto names = sampling_names();
  const auto found = std::find(names.begin(), names.end(), name);
  require(found != names.end(), "there is no sampling \"{}\"; {}", name, suggest(name, names));
  return static_cast<Sampling>(found - names.begin());
}

std::vector<double> design_point(Sampling sampling, std::size_t dimensions, std::uint64_t seed,
                                 std::uint64_t index, std::uint64_t count) {
  Stream dice = Stream(seed, purpose::first_points, 0).split(index);
  Stream shifts = Stream(seed, purpose::first_points, 0).split(~std::uint64_t{0});
  std::vector<double> point(dimensions);
  for (std::size_t i = 0; i < dimensions; ++i) {
    point[i] = dice.uniform();
    const auto shift = static_cast<std::uint32_t>(shifts.bits() >> 32U);
    if (sampling == Sampling::Sobol && i < sobol_dimensions) {
      point[i] = sobol_coordinate(i, index, shift);
    } else if (sampling != Sampling::Uniform && sampling != Sampling::Stratified && index < count) {
      point[i] = hypercube_coordinate(seed, i, index, count, point[i]);
    }
  }
  return point;
}

Candidate sampled(const SearchSpace& space, Sampling sampling, std::uint64_t seed,
                  std::uint64_t index, std::uint64_t count, Stream& stream) {
  std::vector<double> point = design_point(sampling, space.parameters().size(), seed, index, count);
  if (sampling == Sampling::Stratified && index < count) {
    const double place = hypercube_coordinate(seed, 0, index, count, stream.uniform());
    spread(space, point, place);
  }
  Candidate candidate;
  for (std::size_t i = 0; i < point.size(); ++i) {
    candidate.values.emplace_back(value_at_quantile(space.parameters()[i], point[i]));
  }
  candidate = space.canonical(std::move(candidate));
  return space.broken_rule(candidate) ? space.sample(stream) : candidate;
}

}  // namespace kirchhoff::space
