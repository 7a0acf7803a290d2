// kirchhoff/search/choice_logits.cpp - softmax over choices, draws and their score function.
#include "kirchhoff/search/choice_logits.hpp"

#include <algorithm>
#include <cmath>

#include "kirchhoff/space/scale.hpp"

namespace kirchhoff::search {
namespace {

constexpr std::size_t parts = 16;  // of an ordered parameter with more values

bool has_parts(const space::Parameter& parameter) {
  return space::is_ordered(parameter) &&
         (parameter.level_count() == 0 || parameter.level_count() > parts);
}

std::size_t choice_of(const space::Parameter& parameter, const space::ParameterValue& value) {
  if (!has_parts(parameter)) return space::level_of(parameter, value);
  const double place = space::position_of(parameter, value) * static_cast<double>(parts);
  return std::min(static_cast<std::size_t>(place), parts - 1);
}

}  // namespace

ChoiceLogits::ChoiceLogits(const space::SearchSpace& space) : space_(space), first_{0} {
  for (const space::Parameter& parameter : space.parameters()) {
    first_.push_back(first_.back() + (has_parts(parameter) ? parts : parameter.level_count()));
  }
}

std::vector<double> ChoiceLogits::probabilities(const std::vector<double>& logits) const {
  std::vector<double> result(logits.size());
  for (std::size_t i = 0; i + 1 < first_.size(); ++i) {
    double largest = logits[first_[i]];
    for (std::size_t k = first_[i]; k < first_[i + 1]; ++k) largest = std::max(largest, logits[k]);
    double sum = 0.0;
    for (std::size_t k = first_[i]; k < first_[i + 1]; ++k) {
      sum += result[k] = std::exp(logits[k] - largest);
    }
    for (std::size_t k = first_[i]; k < first_[i + 1]; ++k) result[k] /= sum;
  }
  return result;
}

space::Candidate ChoiceLogits::sample(const std::vector<double>& probabilities,
                                      Stream& stream) const {
  space::Candidate candidate;
  for (std::size_t i = 0; i + 1 < first_.size(); ++i) {
    const space::Parameter& parameter = space_.parameters()[i];
    double left = stream.uniform();
    std::size_t choice = first_[i];
    while (choice + 1 < first_[i + 1] && left >= probabilities[choice]) {
      left -= probabilities[choice++];
    }
    choice -= first_[i];
    const double place = (static_cast<double>(choice) + stream.uniform()) / parts;
    candidate.values.emplace_back(has_parts(parameter) ? space::value_at_position(parameter, place)
                                                       : space::value_at_level(parameter, choice));
  }
  candidate = space_.canonical(std::move(candidate));
  return space_.broken_rule(candidate) ? space_.sample(stream) : candidate;
}

std::vector<double> ChoiceLogits::score(const space::Candidate& candidate,
                                        const std::vector<double>& probabilities) const {
  std::vector<double> result(probabilities.size(), 0.0);
  for (std::size_t i = 0; i + 1 < first_.size(); ++i) {
    const auto& value = candidate.values.at(i);
    if (!value) continue;
    for (std::size_t k = first_[i]; k < first_[i + 1]; ++k) result[k] = -probabilities[k];
    result[first_[i] + choice_of(space_.parameters()[i], *value)] += 1.0;
  }
  return result;
}

}  // namespace kirchhoff::search
