// kirchhoff/search/observations.cpp - reads trials, orders them and forgets the worst.
#include "kirchhoff/search/observations.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

namespace kirchhoff::search {
namespace {

constexpr std::size_t most_waiting = 64;

double margin_of(const objective::Constraint& constraint, const objective::Trial& trial) {
  const auto found = trial.metrics.find(constraint.metric);
  if (found != trial.metrics.end() && std::isfinite(found->second)) {
    const double size = constraint.bound != 0.0 ? std::abs(constraint.bound) : 1.0;
    const double excess = (found->second - constraint.bound) / size;
    return constraint.at_most ? excess : -excess;
  }
  const auto violation = trial.violations.find(constraint.metric);
  if (violation != trial.violations.end()) return violation->second;
  return std::numeric_limits<double>::quiet_NaN();
}

std::vector<double> margins_of(const objective::Formulation& formulation,
                               const objective::Trial& trial) {
  std::vector<double> margins;
  for (const objective::Constraint& constraint : formulation.constraints) {
    margins.push_back(margin_of(constraint, trial));
  }
  double other = 0.0;
  for (const auto& [name, value] : trial.violations) {
    const bool is_named = std::any_of(
        formulation.constraints.begin(), formulation.constraints.end(),
        [&](const objective::Constraint& constraint) { return constraint.metric == name; });
    if (!is_named) other += value;
  }
  // How far inside a design is that nobody refused is not known: as far as a usual one is outside.
  constexpr double inside = -0.5;
  margins.push_back(other > 0.0 ? other : trial.evaluated ? inside : std::nan(""));
  return margins;
}

}  // namespace

Observations::Observations(const space::SearchSpace& space,
                           const objective::Formulation& formulation, std::size_t capacity)
    : formulation_(formulation), features_(space), capacity_(capacity) {}

void Observations::propose(std::uint64_t number, const space::Candidate& candidate) {
  waiting_.emplace(number, features_.of(candidate));
  if (waiting_.size() > most_waiting) waiting_.erase(waiting_.begin());
}

void Observations::tell(const objective::Trial& trial) {
  waiting_.erase(trial.number);
  if (!trial.evaluated) ++refused_;
  if (trial.repeats) return;  // its first evaluation was told already
  Observation seen;
  if (trial.state == objective::TrialState::Infeasible) {
    for (const auto& [name, value] : trial.violations) seen.violation += value;
    if (!(seen.violation > 0.0) || !std::isfinite(seen.violation)) seen.violation = 1.0;
  } else if (trial.state != objective::TrialState::Complete) {
    return;  // a failed trial teaches nothing about the space
  }
  if (const auto losses = objective::losses(formulation_, trial.metrics)) {
    seen.losses = objective::normalised(formulation_, *losses);
  } else if (seen.is_feasible()) {
    return;
  }
  seen.number = trial.number;
  seen.candidate = trial.candidate;
  seen.features = features_.of(trial.candidate);
  seen.margins = margins_of(formulation_, trial);
  has_feasible_ = has_feasible_ || seen.is_feasible();
  kept_.push_back(std::move(seen));
  ++told_;
  if (kept_.size() > capacity_) drop_worst();
}

std::vector<std::size_t> Observations::front() const {
  std::vector<std::size_t> feasible;
  std::vector<std::vector<double>> points;
  for (std::size_t i = 0; i < kept_.size(); ++i) {
    if (!kept_[i].is_feasible()) continue;
    feasible.push_back(i);
    points.push_back(kept_[i].losses);
  }
  std::vector<std::size_t> front;
  for (const std::size_t i : objective::non_dominated(points)) front.push_back(feasible[i]);
  return front;
}

std::vector<std::size_t> Observations::order() const {
  std::vector<std::size_t> feasible, order;
  std::vector<std::vector<double>> points;
  for (std::size_t i = 0; i < kept_.size(); ++i) {
    if (!kept_[i].is_feasible()) continue;
    feasible.push_back(i);
    points.push_back(kept_[i].losses);
  }
  const std::vector<int> ranks = objective::non_dominated_ranks(points);
  const int depth = ranks.empty() ? 0 : *std::max_element(ranks.begin(), ranks.end()) + 1;
  for (int rank = 0; rank < depth; ++rank) {
    std::vector<std::size_t> members;
    std::vector<std::vector<double>> member_points;
    for (std::size_t i = 0; i < feasible.size(); ++i) {
      if (ranks[i] != rank) continue;
      members.push_back(i);
      member_points.push_back(points[i]);
    }
    const std::vector<double> crowding = objective::crowding_distances(member_points);
    std::vector<std::size_t> places(members.size());
    std::iota(places.begin(), places.end(), std::size_t{0});
    std::stable_sort(places.begin(), places.end(),
                     [&](std::size_t a, std::size_t b) { return crowding[a] > crowding[b]; });
    for (const std::size_t place : places) order.push_back(feasible[members[place]]);
  }
  const auto infeasible_begin = static_cast<std::ptrdiff_t>(order.size());
  for (std::size_t i = 0; i < kept_.size(); ++i) {
    if (!kept_[i].is_feasible()) order.push_back(i);
  }
  std::stable_sort(
      order.begin() + infeasible_begin, order.end(),
      [&](std::size_t a, std::size_t b) { return kept_[a].violation < kept_[b].violation; });
  return order;
}

// The best half and, for what lies around them, the newest quarter stay.
void Observations::drop_worst() {
  const std::vector<std::size_t> best = order();
  std::vector<bool> stays(kept_.size(), false);
  for (std::size_t i = 0; i < capacity_ / 2; ++i) stays[best[i]] = true;
  for (std::size_t i = kept_.size() - capacity_ / 4; i < kept_.size(); ++i) stays[i] = true;
  std::vector<Observation> rest;
  rest.reserve(capacity_ + 1);
  for (std::size_t i = 0; i < kept_.size(); ++i) {
    if (stays[i]) rest.push_back(std::move(kept_[i]));
  }
  kept_ = std::move(rest);
  ++generation_;
}

}  // namespace kirchhoff::search
