// kirchhoff/search/choice_logits.hpp - a distribution over candidates: a logit for every choice.
#pragma once

#include <cstddef>
#include <vector>

#include "kirchhoff/base/stream.hpp"
#include "kirchhoff/space/search_space.hpp"

namespace kirchhoff::search {

/// Numbers the choices of a space: the values of each parameter, or 16 parts of a range with more.
/// Refers to the space, which must outlive it. Immutable, thread-safe.
class ChoiceLogits {
 public:
  explicit ChoiceLogits(const space::SearchSpace& space);
  /// Of all parameters together: the length of a vector of logits.
  [[nodiscard]] std::size_t size() const { return first_.back(); }
  /// Softmax within each parameter.
  [[nodiscard]] std::vector<double> probabilities(const std::vector<double>& logits) const;
  /// Draws each parameter by its probabilities. Where the choices break a rule, a random candidate.
  [[nodiscard]] space::Candidate sample(const std::vector<double>& probabilities,
                                        Stream& stream) const;
  /// Gradient by the logits of the logarithm of the candidate's probability: 1 - p for what it
  /// chose, -p for the rest, 0 for parameters that are not active.
  [[nodiscard]] std::vector<double> score(const space::Candidate& candidate,
                                          const std::vector<double>& probabilities) const;

 private:
  const space::SearchSpace& space_;
  std::vector<std::size_t> first_;  // index of each parameter's first choice; one more at the end
};

}  // namespace kirchhoff::search
