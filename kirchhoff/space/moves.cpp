// kirchhoff/space/moves.cpp - sampling, mutation, neighbours and crossover of candidates.
#include <algorithm>
#include <cmath>

#include "kirchhoff/base/error.hpp"
#include "kirchhoff/space/scale.hpp"
#include "kirchhoff/space/search_space.hpp"

namespace kirchhoff::space {
namespace {

constexpr int most_draws = 10'000;
constexpr int redraws_per_draw = 16;
constexpr int most_attempts = 200;  // of one move, before the broken rule's parameters are drawn

// Simulated binary crossover (Deb and Agrawal, Complex Systems 1995) of two places; the child lies
// near one of its parents, the closer the larger the index.
double crossed_position(double a, double b, Stream& stream) {
  constexpr double distribution_index = 15.0;
  constexpr double power = 1.0 / (distribution_index + 1.0);
  const double u = stream.uniform();
  const double spread =
      u < 0.5 ? std::pow(2.0 * u, power) : std::pow(1.0 / (2.0 * (1.0 - u)), power);
  const double signed_spread = stream.below(2) == 0 ? spread : -spread;
  return std::clamp(0.5 * (a + b) + 0.5 * signed_spread * (a - b), 0.0, 1.0);
}

std::optional<ParameterValue> crossed_value(const Parameter& parameter,
                                            const std::optional<ParameterValue>& a,
                                            const std::optional<ParameterValue>& b,
                                            Stream& stream) {
  if (!a || !b) return a ? a : b;
  const bool blend = stream.below(2) == 0;
  if (*a == *b) return a;
  if (!blend || !is_ordered(parameter)) return stream.below(2) == 0 ? a : b;
  return value_at_position(
      parameter, crossed_position(position_of(parameter, *a), position_of(parameter, *b), stream));
}

}  // namespace

void SearchSpace::settle(Candidate& candidate, Stream& stream) const {
  for (std::size_t i = 0; i < parameters_.size(); ++i) {
    std::optional<ParameterValue>& value = candidate.values[i];
    if (!is_active(i, candidate)) {
      value.reset();
    } else if (!value) {
      value = draw_value(parameters_[i], stream);
    }
  }
}

void SearchSpace::redraw_rule(std::size_t rule, Candidate& candidate, Stream& stream) const {
  for (const std::string& name : forbidden_[rule].rule.names()) {
    if (const auto index = index_of(name)) candidate.values[*index].reset();
  }
  settle(candidate, stream);
}

bool SearchSpace::repair(Candidate& candidate, Stream& stream) const {
  for (int redraw = 0; redraw < redraws_per_draw; ++redraw) {
    const auto broken = broken_rule_index(candidate);
    if (!broken) return true;
    redraw_rule(*broken, candidate, stream);
  }
  return !broken_rule_index(candidate);
}

Candidate SearchSpace::sample(Stream& stream) const {
  std::vector<int> broken_count(forbidden_.size());
  Candidate candidate;
  std::optional<std::size_t> broken;
  for (int draw = 0; draw < most_draws; ++draw) {
    if (draw % (redraws_per_draw + 1) == 0) {
      candidate.values.assign(parameters_.size(), std::nullopt);
      settle(candidate, stream);
    } else {
      redraw_rule(*broken, candidate, stream);
    }
    broken = broken_rule_index(candidate);
    if (!broken) return candidate;
    ++broken_count[*broken];
  }
  const auto worst = std::max_element(broken_count.begin(), broken_count.end());
  const ForbiddenRule& rule = forbidden_[static_cast<std::size_t>(worst - broken_count.begin())];
  fail(ErrorKind::Negative,
       "the space {} gave no allowed candidate in {} draws; most broke the rule {} ({}); loosen it",
       name_, most_draws, rule.rule.text(), rule.because);
}

std::optional<Candidate> SearchSpace::nearest(const Fields& fields, Stream& stream) const {
  Candidate candidate;
  candidate.values.resize(parameters_.size());
  for (std::size_t i = 0; i < parameters_.size(); ++i) {
    if (!is_active(i, candidate)) continue;
    const auto wanted = fields.find(parameters_[i].name);
    candidate.values[i] = wanted == fields.end() ? draw_value(parameters_[i], stream)
                                                 : nearest_value(parameters_[i], wanted->second);
    if (!candidate.values[i]) return std::nullopt;
  }
  if (!repair(candidate, stream)) return std::nullopt;
  return candidate;
}

std::vector<std::size_t> SearchSpace::movable(const Candidate& candidate) const {
  std::vector<std::size_t> indices;
  for (std::size_t i = 0; i < parameters_.size(); ++i) {
    if (candidate.values[i] && can_change(parameters_[i])) indices.push_back(i);
  }
  return indices;
}

Candidate SearchSpace::mutate(const Candidate& parent, double rate, Stream& stream) const {
  const std::vector<std::size_t> indices = movable(parent);
  if (indices.empty()) return parent;
  Candidate child;
  for (int attempt = 0; attempt < most_attempts; ++attempt) {
    child = parent;
    const std::size_t certain = indices[stream.below(indices.size())];
    bool changed = false;
    for (const std::size_t i : indices) {
      if (stream.uniform() >= rate) continue;
      child.values[i] = changed_value(parameters_[i], *parent.values[i], stream);
      changed = true;
    }
    if (!changed) {
      child.values[certain] = changed_value(parameters_[certain], *parent.values[certain], stream);
    }
    settle(child, stream);
    if (!broken_rule_index(child)) return child;
  }
  return repair(child, stream) && child != parent ? child : sample(stream);
}

Candidate SearchSpace::neighbour(const Candidate& centre, Stream& stream) const {
  const std::vector<std::size_t> indices = movable(centre);
  if (indices.empty()) return centre;
  Candidate child;
  for (int attempt = 0; attempt < most_attempts; ++attempt) {
    child = centre;
    const std::size_t i = indices[stream.below(indices.size())];
    child.values[i] = neighbour_value(parameters_[i], *centre.values[i], stream);
    settle(child, stream);
    if (!broken_rule_index(child)) return child;
  }
  return repair(child, stream) && child != centre ? child : sample(stream);
}

Candidate SearchSpace::cross(const Candidate& a, const Candidate& b, Stream& stream) const {
  Candidate child;
  for (int attempt = 0; attempt < most_attempts; ++attempt) {
    child.values.assign(parameters_.size(), std::nullopt);
    for (std::size_t i = 0; i < parameters_.size(); ++i) {
      child.values[i] = crossed_value(parameters_[i], a.values.at(i), b.values.at(i), stream);
    }
    settle(child, stream);
    if (!broken_rule_index(child)) return child;
  }
  return repair(child, stream) ? child : sample(stream);
}

}  // namespace kirchhoff::space
