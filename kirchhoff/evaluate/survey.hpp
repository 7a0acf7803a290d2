// kirchhoff/evaluate/survey.hpp - what a study's space is like, before anything is trained.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <utility>

#include "kirchhoff/evaluate/evaluator.hpp"
#include "kirchhoff/space/search_space.hpp"

namespace kirchhoff::evaluate {

struct Survey {
  std::int64_t samples = 0;
  std::int64_t feasible = 0;                     // not refused before training
  std::map<std::string, std::int64_t> refusals;  // by constraint or figure, of the samples
  std::map<std::string, std::pair<double, double>>
      ranges;              // of each cost metric or column of a table, over the feasible
  double mean_macs = 0.0;  // of the feasible; 0 with a table
};

/// Screens `samples` uniform draws. Deterministic in the study's seed. Throws what sampling throws.
[[nodiscard]] Survey survey_space(const Evaluator& evaluator, const space::SearchSpace& space,
                                  std::uint64_t seed, std::int64_t samples);

}  // namespace kirchhoff::evaluate
