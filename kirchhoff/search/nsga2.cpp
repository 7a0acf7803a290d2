// kirchhoff/search/nsga2.cpp - tournaments of three, crossover 0.9, mutation, one child at a time.
#include "kirchhoff/search/nsga2.hpp"

#include <algorithm>
#include <utility>

#include "kirchhoff/base/stream.hpp"
#include "kirchhoff/search/breeding.hpp"

namespace kirchhoff::search {
namespace {

constexpr int tournament_size = 3;

}  // namespace

Nsga2::Nsga2(const space::SearchSpace& space, const objective::Formulation& formulation,
             const StrategyOptions& options)
    : space_(space),
      formulation_(formulation),
      seed_(options.seed),
      counter_(options),
      proposed_(space, options.proposed) {}

space::Candidate Nsga2::propose(std::uint64_t number) {
  Stream stream(seed_, purpose::proposal, number);
  if (auto first = counter_.first_point(members_.size(), proposed_, stream)) return *first;
  return bred(
      space_, proposed_,
      [this](Stream& dice) -> const space::Candidate& { return tournament(dice).candidate; },
      stream);
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
  counter_.count_proposal();
  (void)proposed_.add(candidate);
}

void Nsga2::tell(std::span<const objective::Trial> finished) {
  for (const objective::Trial& trial : finished) {
    // The loop may know candidates that were not proposed here, e.g. of an earlier study.
    (void)proposed_.add(trial.candidate);
    if (!trial.evaluated) counter_.count_refusal();
    add(trial);
  }
}

void Nsga2::add(const objective::Trial& trial) {
  auto seen = judged(formulation_, trial);
  if (!seen) return;
  members_.push_back({std::move(*seen)});
  order_members();
  counter_.count_told();
  while (members_.size() > counter_.limit()) drop_worst();
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
