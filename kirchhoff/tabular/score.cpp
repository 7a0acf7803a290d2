// kirchhoff/tabular/score.cpp - hypervolume ratio, IGD+, regret and feasibility of a search.
#include "kirchhoff/tabular/score.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "kirchhoff/base/error.hpp"

namespace kirchhoff::tabular {
namespace {

double distance_plus(const std::vector<double>& truth, const std::vector<double>& found) {
  double sum = 0.0;
  for (std::size_t i = 0; i < truth.size(); ++i) {
    const double worse = std::max(found[i] - truth[i], 0.0);
    sum += worse * worse;
  }
  return std::sqrt(sum);
}

}  // namespace

double igd_plus(const std::vector<std::vector<double>>& front,
                const std::vector<std::vector<double>>& found) {
  if (front.empty()) return 0.0;
  double sum = 0.0;
  for (const std::vector<double>& truth : front) {
    double nearest = distance_plus(truth, std::vector<double>(truth.size(), 1.0));
    for (const std::vector<double>& point : found) {
      nearest = std::min(nearest, distance_plus(truth, point));
    }
    sum += nearest;
  }
  return sum / static_cast<double>(front.size());
}

void Scorer::add(const objective::Trial& trial) {
  ++count_;
  if (!trial.is_feasible()) return;
  const auto losses = objective::losses(problem_.formulation, trial.metrics);
  KIRCHHOFF_ASSERT(losses.has_value());  // a table has no empty cell
  ++feasible_count_;
  if (!problem_.reported.empty()) {
    if (feasible_count_ > 1 && losses->front() >= least_loss_) return;
    least_loss_ = losses->front();
    reported_ = trial.metrics.at(problem_.reported);
    return;
  }
  std::vector<double> point = objective::normalised(problem_.formulation, *losses);
  if (std::any_of(point.begin(), point.end(), [](double value) { return value >= 1.0; })) return;
  const bool is_beaten = std::any_of(front_.begin(), front_.end(), [&](const auto& member) {
    return member == point || objective::dominates(member, point);
  });
  if (is_beaten) return;
  std::erase_if(front_, [&](const auto& member) { return objective::dominates(point, member); });
  front_.push_back(std::move(point));
}

Score Scorer::score(double seconds) const {
  Score score;
  score.has_feasible = feasible_count_ > 0;
  if (count_ > 0) {
    score.feasible_share = static_cast<double>(feasible_count_) / static_cast<double>(count_);
    score.seconds_per_evaluation = seconds / static_cast<double>(count_);
  }
  if (problem_.reported.empty()) {
    const std::vector<double> ones(problem_.formulation.objectives.size(), 1.0);
    score.hypervolume_ratio = objective::hypervolume(front_, ones) / problem_.truth.hypervolume;
    score.igd_plus = igd_plus(problem_.truth.front, front_);
  } else {
    score.reported = score.has_feasible ? reported_ : problem_.truth.worst;
    score.regret = score.reported - problem_.truth.optimum;
  }
  return score;
}

}  // namespace kirchhoff::tabular
