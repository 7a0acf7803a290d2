// kirchhoff/search/augmented_lagrangian.cpp - losses with prices, and rounds after which they
// change.
#include "kirchhoff/search/augmented_lagrangian.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "kirchhoff/base/error.hpp"

namespace kirchhoff::search {
namespace {

const std::string metric = "augmented_lagrangian";
constexpr std::size_t first_round = 20;
constexpr double round_growth = 1.5;
constexpr double first_penalty = 1.0;   // losses and margins are about 1
constexpr double penalty_growth = 4.0;  // where the violation did not fall to a quarter
constexpr double enough = 0.25;
constexpr std::size_t capacity = 400;  // as models have

// Above 0 outside, relative to the bound; nothing where the metric is not known.
std::optional<double> margin_of(const objective::Constraint& constraint,
                                const objective::Trial& trial) {
  const auto found = trial.metrics.find(constraint.metric);
  if (found == trial.metrics.end() || !std::isfinite(found->second)) return std::nullopt;
  const double size = constraint.bound != 0.0 ? std::abs(constraint.bound) : 1.0;
  const double excess = (found->second - constraint.bound) / size;
  return constraint.at_most ? excess : -excess;
}

// Nothing where a figure is missing, or something else than the constraints refused the design.
std::optional<std::vector<double>> margins_of(const objective::Formulation& formulation,
                                              const objective::Trial& trial) {
  std::vector<double> margins;
  for (const objective::Constraint& constraint : formulation.constraints) {
    const auto margin = margin_of(constraint, trial);
    if (!margin) return std::nullopt;
    margins.push_back(*margin);
  }
  for (const auto& [name, value] : trial.violations) {
    const bool is_named = std::ranges::any_of(
        formulation.constraints, [&](const auto& constraint) { return constraint.metric == name; });
    if (!is_named) return std::nullopt;
  }
  return margins;
}

}  // namespace

void check_constraint_handling(const spec::Spec& spec, const objective::Formulation& formulation) {
  if (spec.search.constraint_handling != "augmented-lagrangian") return;
  const std::string place = spec.search.constraint_handling_location.text();
  require(
      formulation.objectives.size() == 1,
      "{}: [search] constraint_handling = \"augmented-lagrangian\" is for one objective, not {}; "
      "make them one with [scalarise], or leave it out",
      place, formulation.objectives.size());
  require(!formulation.constraints.empty(),
          "{}: [search] constraint_handling = \"augmented-lagrangian\" prices constraints, but the "
          "study has none; write constraints = [\"area_m2 <= 20e-6\"], or leave it out",
          place);
}

AugmentedLagrangian::AugmentedLagrangian(const space::SearchSpace& space,
                                         const objective::Formulation& formulation,
                                         const StrategyOptions& options, StrategyMaker make)
    : space_(space),
      formulation_(formulation),
      options_(options),
      make_(std::move(make)),
      proposed_(space, options.proposed),
      prices_(formulation.constraints.size(), 0.0),
      penalty_(first_penalty),
      worst_violation_(std::numeric_limits<double>::infinity()),
      round_end_(first_round) {
  KIRCHHOFF_ASSERT(formulation.objectives.size() == 1 && !formulation.constraints.empty());
  unconstrained_.objectives.push_back({metric, false, objective::Axis{}});
  options_.proposed = &proposed_;  // a strategy that begins anew repeats nothing
  inner_ = make_(space_, unconstrained_, options_);
}

space::Candidate AugmentedLagrangian::propose(std::uint64_t number) {
  space::Candidate candidate = inner_->propose(number);
  (void)proposed_.add(candidate);
  return candidate;
}

double AugmentedLagrangian::value(double loss, const std::vector<double>& margins) const {
  double sum = loss;
  for (std::size_t i = 0; i < margins.size(); ++i) {
    const double pushed = std::max(0.0, prices_[i] + penalty_ * margins[i]);
    sum += (pushed * pushed - prices_[i] * prices_[i]) / (2.0 * penalty_);
  }
  return sum;
}

void AugmentedLagrangian::tell(std::span<const objective::Trial> finished) {
  for (const objective::Trial& trial : finished) {
    const auto losses = objective::losses(formulation_, trial.metrics);
    const auto margins = margins_of(formulation_, trial);
    const bool is_known = (trial.state == objective::TrialState::Complete ||
                           trial.state == objective::TrialState::Infeasible) &&
                          !trial.repeats && losses && margins;
    if (!is_known) {  // refused before it was evaluated, failed or a repeat: as it is
      inner_->tell({&trial, 1});
      continue;
    }
    Seen seen{.trial = trial,
              .loss = objective::normalised(formulation_, *losses).front(),
              .margins = *margins};
    seen.trial.state = objective::TrialState::Complete;
    seen.trial.violations.clear();
    seen.trial.documents.clear();
    tell_inner(seen);
    seen_.push_back(std::move(seen));
    if (++told_ >= round_end_) end_round();
  }
}

void AugmentedLagrangian::tell_inner(const Seen& seen) {
  objective::Trial priced = seen.trial;
  priced.metrics = {{metric, value(seen.loss, seen.margins)}};
  inner_->tell({&priced, 1});
}

const AugmentedLagrangian::Seen& AugmentedLagrangian::best() const {
  return *std::ranges::min_element(
      seen_, {}, [&](const Seen& seen) { return value(seen.loss, seen.margins); });
}

void AugmentedLagrangian::end_round() {
  const std::vector<double> margins = best().margins;
  double worst = 0.0;
  for (std::size_t i = 0; i < margins.size(); ++i) {
    // How far the constraint is from what its price asks for.
    worst = std::max(worst, std::abs(std::max(margins[i], -prices_[i] / penalty_)));
    prices_[i] = std::max(0.0, prices_[i] + penalty_ * margins[i]);
  }
  if (worst > enough * worst_violation_) penalty_ *= penalty_growth;
  worst_violation_ = worst;
  round_end_ = static_cast<std::size_t>(round_growth * static_cast<double>(round_end_));
  forget();
  inner_ = make_(space_, unconstrained_, options_);
  for (const Seen& seen : seen_) tell_inner(seen);
}

// The better half by the new prices and the newest stay.
void AugmentedLagrangian::forget() {
  if (seen_.size() <= capacity) return;
  std::vector<double> values;
  for (const Seen& seen : seen_) values.push_back(value(seen.loss, seen.margins));
  std::vector<double> sorted = values;
  std::ranges::nth_element(sorted, sorted.begin() + capacity / 2);
  const double bound = sorted[capacity / 2];
  std::vector<Seen> rest;
  for (std::size_t i = 0; i < seen_.size(); ++i) {
    const bool is_new = i + capacity / 2 >= seen_.size();
    if (is_new || values[i] < bound) rest.push_back(std::move(seen_[i]));
  }
  seen_ = std::move(rest);
}

}  // namespace kirchhoff::search
