// kirchhoff/search/nsga2.cpp - tournaments of three, crossover 0.9, mutation, one child at a time.
#include "kirchhoff/search/nsga2.hpp"

#include <algorithm>

#include "kirchhoff/base/error.hpp"
#include "kirchhoff/base/stream.hpp"
#include "kirchhoff/search/breeding.hpp"
#include "kirchhoff/search/population_size.hpp"

namespace kirchhoff::search {
namespace {

constexpr int tournament_size = 3;
constexpr std::size_t first_points_limit = 10;  // populations of vain draws before parents are used

double total_violation(const objective::Trial& trial) {
  double total = 0.0;
  for (const auto& [name, value] : trial.violations) total += value;
  return total;
}

}  // namespace

Nsga2::Nsga2(const space::SearchSpace& space, const objective::Formulation& formulation,
             const StrategyOptions& options)
    : space_(space),
      formulation_(formulation),
      seed_(options.seed),
      first_sampling_(options.first_points),
      asked_population_(static_cast<std::size_t>(std::max(options.population, 0))),
      proposed_(space) {}

space::Candidate Nsga2::propose(std::uint64_t number) {
  Stream stream(seed_, purpose::proposal, number);
  const bool draws = needs_first_points();
  ++proposals_;
  if (draws) {
    return proposed_.first_point(first_sampling_, seed_, proposals_ - 1,
                                 population_size(asked_population_, 0), stream);
  }
  return bred(
      space_, proposed_,
      [this](Stream& dice) -> const space::Candidate& { return tournament(dice).candidate; },
      stream);
}

// Random points until a population of them went to evaluation. Where nearly all are refused, the
// violations of the refused ones show the way better than more dice.
bool Nsga2::needs_first_points() const {
  if (members_.size() < 2) return true;
  const std::size_t count = population_size(asked_population_, 0);
  return proposals_ - refusals_ < count && proposals_ < first_points_limit * count;
}

const Nsga2::Member& Nsga2::tournament(Stream& stream) const {
  const Member* best = &members_[stream.below(members_.size())];
  for (int i = 1; i < tournament_size; ++i) {
    const Member& drawn = members_[stream.below(members_.size())];
    if (is_better(drawn, *best)) best = &drawn;
  }
  return *best;
}

bool Nsga2::is_better(const Member& a, const Member& b) {
  if (a.is_feasible() != b.is_feasible()) return a.is_feasible();
  if (!a.is_feasible()) return a.violation < b.violation;
  return a.rank != b.rank ? a.rank < b.rank : a.crowding > b.crowding;
}

void Nsga2::note(const space::Candidate& candidate) {
  ++proposals_;
  (void)proposed_.add(candidate);
}

void Nsga2::tell(std::span<const objective::Trial> finished) {
  for (const objective::Trial& trial : finished) {
    // The loop may know candidates that were not proposed here, e.g. of an earlier study.
    (void)proposed_.add(trial.candidate);
    if (!trial.evaluated) ++refusals_;
    add(trial);
  }
}

void Nsga2::add(const objective::Trial& trial) {
  if (trial.repeats) return;  // its first evaluation was told already
  Member member;
  member.candidate = trial.candidate;
  if (trial.state == objective::TrialState::Complete) {
    const auto losses = objective::losses(formulation_, trial.metrics);
    if (!losses) return;
    member.losses = objective::normalised(formulation_, *losses);
  } else if (trial.state == objective::TrialState::Infeasible) {
    member.violation = total_violation(trial);
  } else {
    return;  // a failed trial teaches nothing about the space
  }
  members_.push_back(std::move(member));
  order_members();
  ++told_;
  while (members_.size() > population_size(asked_population_, told_)) drop_worst();
}

void Nsga2::drop_worst() {
  // Of equals the oldest goes.
  const auto worst =
      std::max_element(members_.begin(), members_.end(),
                       [](const Member& a, const Member& b) { return is_better(a, b); });
  members_.erase(worst);
  order_members();
}

void Nsga2::order_members() {
  std::vector<std::size_t> feasible;
  std::vector<std::vector<double>> points;
  for (std::size_t i = 0; i < members_.size(); ++i) {
    if (!members_[i].is_feasible()) continue;
    feasible.push_back(i);
    points.push_back(members_[i].losses);
  }
  const std::vector<int> ranks = objective::non_dominated_ranks(points);
  const int depth = ranks.empty() ? 0 : *std::max_element(ranks.begin(), ranks.end()) + 1;
  for (int rank = 0; rank < depth; ++rank) {
    std::vector<std::size_t> front;
    std::vector<std::vector<double>> front_points;
    for (std::size_t i = 0; i < feasible.size(); ++i) {
      if (ranks[i] != rank) continue;
      front.push_back(feasible[i]);
      front_points.push_back(points[i]);
    }
    const std::vector<double> crowding = objective::crowding_distances(front_points);
    for (std::size_t i = 0; i < front.size(); ++i) {
      members_[front[i]].rank = rank;
      members_[front[i]].crowding = crowding[i];
    }
  }
}

}  // namespace kirchhoff::search
