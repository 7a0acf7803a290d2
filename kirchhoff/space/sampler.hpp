// kirchhoff/space/sampler.hpp - designs of points that cover a space more evenly than dice.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "kirchhoff/base/stream.hpp"
#include "kirchhoff/space/search_space.hpp"

namespace kirchhoff::space {

enum class Sampling {
  Uniform,         // independent draws
  Stratified,      // one draw in each of `count` equally likely parts of the whole space
  LatinHypercube,  // each parameter cut into `count` parts, one point in each (McKay et al. 1979)
  Sobol,           // a digital sequence: any 2^k points in a row cover each parameter evenly
};
[[nodiscard]] std::span<const std::string> sampling_names();  // in the order of the enumerators
/// Throws Error(Input) naming the nearest.
[[nodiscard]] Sampling sampling_from_name(std::string_view name);

/// Coordinates in [0, 1) of point `index` of a design of `count`; one per dimension. Depends on its
/// arguments alone. Sobol numbers after Joe, Kuo (SIAM J. Sci. Comput. 2008) for 40 dimensions with
/// a random digital shift, Latin hypercube beyond; points after `count` are uniform, but Sobol's.
[[nodiscard]] std::vector<double> design_point(Sampling sampling, std::size_t dimensions,
                                               std::uint64_t seed, std::uint64_t index,
                                               std::uint64_t count);

/// The candidate there: each coordinate is a quantile of its parameter. Where that breaks a rule,
/// a random candidate from `stream`. Thread-safe.
[[nodiscard]] Candidate sampled(const SearchSpace& space, Sampling sampling, std::uint64_t seed,
                                std::uint64_t index, std::uint64_t count, Stream& stream);

}  // namespace kirchhoff::space
