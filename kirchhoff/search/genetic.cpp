// kirchhoff/search/genetic.cpp - tournaments, crossover, mutation; the least contributor leaves.
#include "kirchhoff/search/genetic.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "kirchhoff/search/breeding.hpp"

namespace kirchhoff::search {
namespace {

using Points = std::vector<std::vector<double>>;
constexpr double infinite = std::numeric_limits<double>::infinity();

// Neighbours along the front bound the box that a point alone covers.
std::vector<double> plane_contributions(const Points& points) {
  std::vector<std::size_t> order(points.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(),
                   [&](std::size_t a, std::size_t b) { return points[a] < points[b]; });
  std::vector<double> result(points.size(), infinite);
  for (std::size_t i = 1; i + 1 < order.size(); ++i) {
    const auto& point = points[order[i]];
    result[order[i]] = (points[order[i + 1]][0] - point[0]) * (points[order[i - 1]][1] - point[1]);
  }
  return result;
}

}  // namespace

std::vector<double> rank_contributions(const Points& points) {
  if (points.empty()) return {};
  const std::size_t axes = points[0].size();
  if (axes == 2) return plane_contributions(points);
  constexpr double behind = 0.1;
  std::vector<double> reference = points[0];
  std::vector<double> ideal = points[0];
  for (const auto& point : points) {
    for (std::size_t i = 0; i < axes; ++i) {
      reference[i] = std::max(reference[i], point[i]);
      ideal[i] = std::min(ideal[i], point[i]);
    }
  }
  for (std::size_t i = 0; i < axes; ++i) {
    reference[i] += behind * std::max(reference[i] - ideal[i], 1e-9);
  }
  return objective::hypervolume_contributions(points, reference);
}

Genetic::Genetic(const space::SearchSpace& space, const objective::Formulation& formulation,
                 const StrategyOptions& options)
    : space_(space),
      formulation_(formulation),
      seed_(options.seed),
      counter_(options),
      proposed_(space) {}

space::Candidate Genetic::propose(std::uint64_t number) {
  Stream stream(seed_, purpose::proposal, number);
  if (auto first = counter_.first_point(members_.size(), proposed_, stream)) return *first;
  const auto tournament = [this](Stream& dice) -> const space::Candidate& {
    const Judged& a = members_[dice.below(members_.size())];
    const Judged& b = members_[dice.below(members_.size())];
    return dominates(b, a) ? b.candidate : a.candidate;
  };
  return bred(space_, proposed_, tournament, stream);
}

void Genetic::tell(std::span<const objective::Trial> finished) {
  for (const objective::Trial& trial : finished) {
    (void)proposed_.add(trial.candidate);
    if (!trial.evaluated) counter_.count_refusal();
    auto member = judged(formulation_, trial);
    if (!member) continue;
    counter_.count_told();
    members_.push_back(std::move(*member));
    if (members_.size() > counter_.limit()) {
      members_.erase(members_.begin() + static_cast<std::ptrdiff_t>(worst_index()));
    }
  }
}

// The most violating one; else the last rank's least contributor, of equals the oldest.
std::size_t Genetic::worst_index() const {
  std::size_t worst = 0;
  for (std::size_t i = 1; i < members_.size(); ++i) {
    if (members_[i].violation > members_[worst].violation) worst = i;
  }
  if (!members_[worst].is_feasible()) return worst;
  Points points;
  for (const Judged& member : members_) points.push_back(member.losses);
  const std::vector<int> ranks = objective::non_dominated_ranks(points);
  const int last = *std::max_element(ranks.begin(), ranks.end());
  std::vector<std::size_t> indices;
  Points last_points;
  for (std::size_t i = 0; i < ranks.size(); ++i) {
    if (ranks[i] != last) continue;
    indices.push_back(i);
    last_points.push_back(points[i]);
  }
  const std::vector<double> gains = rank_contributions(last_points);
  return indices[static_cast<std::size_t>(std::min_element(gains.begin(), gains.end()) -
                                          gains.begin())];
}

}  // namespace kirchhoff::search
