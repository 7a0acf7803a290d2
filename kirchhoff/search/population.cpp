// kirchhoff/search/population.cpp - sizes that grow with the trials; first points until parents.
#include "kirchhoff/search/population.hpp"

#include <algorithm>
#include <cmath>

namespace kirchhoff::search {

std::size_t population_size(std::size_t asked, std::size_t told) {
  if (asked > 0) return std::max<std::size_t>(asked, 2);
  constexpr double least = 20.0, until = 300.0, most = 100.0;
  const double grown = least * std::sqrt(static_cast<double>(told) / until);
  return static_cast<std::size_t>(std::clamp(grown, least, most));
}

PopulationCounter::PopulationCounter(const StrategyOptions& options)
    : seed_(options.seed),
      sampling_(options.first_points),
      asked_(static_cast<std::size_t>(std::max(options.population, 0))) {}

std::optional<space::Candidate> PopulationCounter::first_point(std::size_t members,
                                                               Proposed& proposed, Stream& stream) {
  constexpr std::size_t vain_populations = 10;  // of draws before parents are used all the same
  const std::size_t count = population_size(asked_, 0);
  const bool draws =
      members < 2 || (proposals_ < count + refusals_ && proposals_ < vain_populations * count);
  const std::uint64_t index = proposals_++;
  if (!draws) return std::nullopt;
  return proposed.first_point(sampling_, seed_, index, count, stream);
}

}  // namespace kirchhoff::search
