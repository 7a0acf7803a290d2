// kirchhoff/search/judged.cpp - the order of told trials, scalarised losses and the front so far.
#include "kirchhoff/search/judged.hpp"

#include <algorithm>
#include <cmath>

namespace kirchhoff::search {

std::optional<Judged> judged(const objective::Formulation& formulation,
                             const objective::Trial& trial) {
  if (trial.repeats) return std::nullopt;
  Judged result;
  result.candidate = trial.candidate;
  if (trial.state == objective::TrialState::Complete) {
    const auto losses = objective::losses(formulation, trial.metrics);
    if (!losses) return std::nullopt;
    result.losses = objective::normalised(formulation, *losses);
    return result;
  }
  if (trial.state != objective::TrialState::Infeasible) return std::nullopt;
  for (const auto& [name, value] : trial.violations) result.violation += value;
  return result;
}

bool dominates(const Judged& a, const Judged& b) {
  if (a.is_feasible() != b.is_feasible()) return a.is_feasible();
  if (!a.is_feasible()) return a.violation < b.violation;
  return objective::dominates(a.losses, b.losses);
}

std::vector<double> random_weights(std::size_t objectives, Stream& stream) {
  std::vector<double> weights(objectives, 1.0);
  if (objectives == 1) return weights;
  // Normalised exponential numbers are uniform over the simplex.
  double sum = 0.0;
  for (double& weight : weights) sum += weight = -std::log(1.0 - stream.uniform());
  for (double& weight : weights) weight = sum > 0.0 ? weight / sum : 1.0;
  return weights;
}

double chebyshev(std::span<const double> losses, std::span<const double> weights) {
  constexpr double augmentation = 0.05;
  double worst = -HUGE_VAL;
  double sum = 0.0;
  for (std::size_t i = 0; i < losses.size(); ++i) {
    worst = std::max(worst, weights[i] * losses[i]);
    sum += weights[i] * losses[i];
  }
  return worst + augmentation * sum;
}

bool FrontArchive::add(const Judged& trial) {
  if (!trial.is_feasible()) return false;
  const bool is_beaten = std::any_of(members_.begin(), members_.end(), [&](const Judged& member) {
    return member.losses == trial.losses || objective::dominates(member.losses, trial.losses);
  });
  if (is_beaten) return false;
  std::erase_if(members_, [&](const Judged& member) {
    return objective::dominates(trial.losses, member.losses);
  });
  members_.push_back(trial);
  if (members_.size() > capacity_) drop_most_crowded();
  measure();
  return true;
}

void FrontArchive::drop_most_crowded() {
  std::vector<std::vector<double>> points;
  for (const Judged& member : members_) points.push_back(member.losses);
  const std::vector<double> crowding = objective::crowding_distances(points);
  members_.erase(members_.begin() +
                 (std::min_element(crowding.begin(), crowding.end()) - crowding.begin()));
}

void FrontArchive::measure() {
  ideal_ = members_.front().losses;
  std::vector<double> worst = ideal_;
  for (const Judged& member : members_) {
    for (std::size_t i = 0; i < ideal_.size(); ++i) {
      ideal_[i] = std::min(ideal_[i], member.losses[i]);
      worst[i] = std::max(worst[i], member.losses[i]);
    }
  }
  range_.assign(ideal_.size(), 1.0);
  for (std::size_t i = 0; i < ideal_.size(); ++i) {
    if (worst[i] > ideal_[i]) range_[i] = worst[i] - ideal_[i];
  }
}

std::vector<double> FrontArchive::scaled(std::span<const double> losses) const {
  std::vector<double> result(losses.begin(), losses.end());
  if (members_.empty()) return result;
  for (std::size_t i = 0; i < result.size(); ++i) result[i] = (result[i] - ideal_[i]) / range_[i];
  return result;
}

bool is_better(const Judged& a, const Judged& b, std::span<const double> weights,
               const FrontArchive& archive) {
  if (a.is_feasible() != b.is_feasible()) return a.is_feasible();
  if (!a.is_feasible()) return a.violation < b.violation;
  return chebyshev(archive.scaled(a.losses), weights) <
         chebyshev(archive.scaled(b.losses), weights);
}

}  // namespace kirchhoff::search
