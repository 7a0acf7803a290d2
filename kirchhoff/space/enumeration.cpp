// kirchhoff/space/enumeration.cpp - every candidate of a space by a number.
#include "kirchhoff/space/scale.hpp"
#include "kirchhoff/space/search_space.hpp"

namespace kirchhoff::space {

std::optional<std::uint64_t> SearchSpace::grid_size() const {
  constexpr std::uint64_t most = std::uint64_t{1} << 62U;
  std::uint64_t size = 1;
  for (const Parameter& parameter : parameters_) {
    const std::uint64_t levels = parameter.level_count();
    if (levels == 0 || size > most / levels) return std::nullopt;
    size *= levels;
  }
  return size;
}

std::optional<Candidate> SearchSpace::grid_candidate(std::uint64_t place) const {
  Candidate candidate;
  candidate.values.resize(parameters_.size());
  for (std::size_t i = 0; i < parameters_.size(); ++i) {
    const std::uint64_t levels = parameters_[i].level_count();
    const auto level = static_cast<std::size_t>(place % levels);
    place /= levels;
    // A condition reads earlier parameters only. Inactive ones are empty at their first level.
    if (is_active(i, candidate)) {
      candidate.values[i] = value_at_level(parameters_[i], level);
    } else if (level != 0) {
      return std::nullopt;
    }
  }
  if (broken_rule_index(candidate)) return std::nullopt;
  return candidate;
}

}  // namespace kirchhoff::space
