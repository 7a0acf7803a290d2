// kirchhoff/search/choices.cpp - arms of values, values of arms, and what a trial is worth.
#include "kirchhoff/search/choices.hpp"

#include <algorithm>
#include <cmath>

#include "kirchhoff/space/scale.hpp"

namespace kirchhoff::search {
namespace {

constexpr std::size_t most_arms = 8;

bool is_divided(const space::Parameter& parameter) {
  if (!space::is_ordered(parameter) || !space::can_change(parameter)) return false;
  return parameter.level_count() == 0 || parameter.level_count() > most_arms;
}

}  // namespace

Choices::Choices(const space::SearchSpace& space) : space_(space) {
  for (const space::Parameter& parameter : space.parameters()) {
    const std::size_t levels = std::max<std::size_t>(1, parameter.level_count());
    counts_.push_back(is_divided(parameter) ? most_arms : levels);
  }
}

std::vector<std::size_t> Choices::arms_of(const space::Candidate& candidate) const {
  std::vector<std::size_t> arms;
  for (std::size_t i = 0; i < counts_.size(); ++i) {
    const space::Parameter& parameter = space_.parameters()[i];
    const auto& value = candidate.values.at(i);
    if (!value) {
      arms.push_back(counts_[i]);
    } else if (is_divided(parameter)) {
      const double place = space::position_of(parameter, *value) * most_arms;
      arms.push_back(std::min(most_arms - 1, static_cast<std::size_t>(std::max(0.0, place))));
    } else {
      arms.push_back(parameter.level_count() == 0 ? 0 : space::level_of(parameter, *value));
    }
  }
  return arms;
}

space::Candidate Choices::candidate(std::span<const std::size_t> arms, Stream& stream) const {
  space::Candidate result;
  for (std::size_t i = 0; i < counts_.size(); ++i) {
    const space::Parameter& parameter = space_.parameters()[i];
    if (is_divided(parameter)) {
      const double place = (static_cast<double>(arms[i]) + stream.uniform()) / most_arms;
      result.values.emplace_back(space::value_at_position(parameter, place));
    } else if (parameter.level_count() == 0) {
      result.values.emplace_back(space::first_value(parameter));
    } else {
      result.values.emplace_back(space::value_at_level(parameter, arms[i]));
    }
  }
  return space_.canonical(std::move(result));
}

double reward(const Observations& observations, const Observation& observation) {
  double better = 0.0;
  for (const Observation& other : observations.kept()) {
    const bool is_better =
        observation.is_feasible()
            ? other.is_feasible() && objective::dominates(other.losses, observation.losses)
            : other.violation < observation.violation;
    better += is_better ? 1.0 : 0.0;
  }
  const double seen = static_cast<double>(std::max<std::size_t>(1, observations.kept().size()));
  return 1.0 - std::sqrt(better / seen);
}

}  // namespace kirchhoff::search
