// kirchhoff/study/early_stopping.cpp - thresholds at the checks of a training, by three rules.
#include <algorithm>
#include <cmath>
#include <functional>
#include <numeric>
#include <optional>
#include <utility>

#include "kirchhoff/base/error.hpp"
#include "kirchhoff/base/text.hpp"
#include "kirchhoff/objective/scalarisation.hpp"
#include "kirchhoff/study/detail/early_stopping.hpp"
#include "kirchhoff/study/study_input.hpp"

namespace kirchhoff::study {

namespace {

bool is_about_accuracy_later(const std::string& metric) {
  const objective::MetricDescription* known = objective::find_metric(metric);
  return known != nullptr && known->needs_training && metric != "accuracy";
}

}  // namespace

void check_early_stopping(const spec::Spec& study, const objective::Formulation& formulation) {
  if (!study.early_stopping) return;
  const std::string place = study.early_stopping->location.text();
  const auto& objectives =
      formulation.scalarisation ? formulation.scalarisation->parts : formulation.objectives;
  std::vector<std::string> sought, asked;
  for (const objective::Objective& objective : objectives) sought.push_back(objective.metric);
  asked = sought;
  for (const objective::Constraint& bound : formulation.constraints) asked.push_back(bound.metric);
  const auto late = std::ranges::find_if(asked, is_about_accuracy_later);
  require(late == asked.end(),
          "{}: [early_stopping] looks ahead to accuracy alone, but the study also asks for {}, "
          "which only a finished training has; leave one of them out",
          place, late == asked.end() ? "" : *late);
  require(std::ranges::find(asked, "accuracy") != asked.end(),
          "{}: [early_stopping] stops trials by their accuracy, but no objective or constraint of "
          "the study names it; add \"maximise accuracy\" or leave [early_stopping] out",
          place);
  require(study.early_stopping->rule != "halving" ||
              std::ranges::find(sought, "accuracy") != sought.end(),
          "{}: rule \"halving\" ranks trials by the objectives, and accuracy is none of them; add "
          "\"maximise accuracy\" or take \"extrapolation\"",
          place);
}

namespace detail {

namespace {

constexpr std::size_t fewest_near = 12;  // pairs that a line is drawn through
constexpr std::size_t most_known = 200;  // of the latest trials: time per proposal stays flat
constexpr double margin_sd = 1.0;  // a trial may do better than expected; five of six stay below
constexpr std::size_t most_ranked = 64;  // by fronts, which takes the cube of it
constexpr int halvings = 12;             // of the accuracy's range: to 1 of 4096 images
constexpr double out_of_reach = 2.0;     // no accuracy is enough

template <typename Value>
void keep_latest(std::vector<Value>& values, Value value) {
  if (values.size() == most_known) values.erase(values.begin());
  values.push_back(std::move(value));
}

// The lowest accuracy for which `is_enough` holds, which it does from there on.
template <typename Test>
double lowest(Test is_enough) {
  if (is_enough(0.0)) return 0.0;
  if (!is_enough(1.0)) return out_of_reach;
  double low = 0.0, high = 1.0;
  for (int i = 0; i < halvings; ++i) {
    const double middle = 0.5 * (low + high);
    (is_enough(middle) ? high : low) = middle;
  }
  return high;
}

}  // namespace

EarlyStopping::EarlyStopping(spec::EarlyStoppingSpec spec,
                             const objective::Formulation& formulation)
    : spec_(std::move(spec)),
      formulation_(formulation),
      seen_(spec_.after.size()),
      front_(formulation.objectives.size()) {}

void EarlyStopping::tell(const objective::Trial& trial) {
  const auto accuracy = trial.metrics.find("accuracy");
  const bool is_finished = accuracy != trial.metrics.end();
  for (std::size_t i = 0; i < std::min(seen_.size(), trial.checks.size()); ++i) {
    const std::optional<double>& at_check = trial.checks[i].accuracy;
    if (!at_check) break;
    objective::Metrics metrics = trial.metrics;
    metrics["accuracy"] = *at_check;
    keep_latest(seen_[i].metrics, std::move(metrics));
    if (!is_finished) continue;
    keep_latest(seen_[i].at_check, *at_check);
    keep_latest(seen_[i].at_end, accuracy->second);
  }
  if (!is_finished) return;
  ++finished_;
  const auto losses = objective::losses(formulation_, trial.metrics);
  if (trial.is_feasible() && losses) front_.add(objective::normalised(formulation_, *losses));
}

// Where a design would lie with this accuracy.
std::vector<double> EarlyStopping::point(objective::Metrics metrics, double accuracy) const {
  metrics["accuracy"] = accuracy;
  objective::add_score(formulation_, metrics);
  const auto losses = objective::losses(formulation_, metrics);
  KIRCHHOFF_ASSERT(losses.has_value());
  return objective::normalised(formulation_, *losses);
}

// The accuracy at which a design meets the constraints and adds what it must to the hypervolume.
double EarlyStopping::least_useful_accuracy(const objective::Metrics& least) const {
  const double gain = spec_.least_gain * front_.volume();
  // Where all that is known lies beyond the bounds of the hypervolume, no gain tells anything.
  double needed = 0.0;
  if (front_.volume() > 0.0) {
    needed = lowest([&](double accuracy) { return front_.gain(point(least, accuracy)) > gain; });
  }
  for (const objective::Constraint& constraint : formulation_.constraints) {
    const bool is_least = constraint.metric == "accuracy" && !constraint.at_most;
    if (is_least) needed = std::max(needed, constraint.bound);
  }
  return needed;
}

// Accuracy saturates, so the line is drawn through the third of the pairs that is nearest at the
// check, at least a dozen.
EarlyStopping::Outlook EarlyStopping::outlook(const Seen& seen, double at_check) {
  std::vector<std::size_t> near(seen.at_check.size());
  std::iota(near.begin(), near.end(), std::size_t{0});
  const auto distance = [&](std::size_t i) { return std::abs(seen.at_check[i] - at_check); };
  std::ranges::stable_sort(near, {}, distance);
  near.resize(std::min(near.size(), std::max(fewest_near, near.size() / 3)));
  const auto count = static_cast<double>(near.size());
  double mean_x = 0.0, mean_y = 0.0;
  for (const std::size_t i : near) {
    mean_x += seen.at_check[i] / count;
    mean_y += seen.at_end[i] / count;
  }
  double square = 0.0, product = 0.0, total = 0.0;
  for (const std::size_t i : near) {
    const double x = seen.at_check[i] - mean_x;
    const double y = seen.at_end[i] - mean_y;
    square += x * x;
    product += x * y;
    total += y * y;
  }
  // An accuracy at the check never speaks against the one at the end.
  const double slope = square > 0.0 ? std::max(0.0, product / square) : 0.0;
  const double left = std::max(0.0, total - slope * product);
  return {.expected = std::clamp(mean_y + slope * (at_check - mean_x), 0.0, 1.0),
          .margin = margin_sd * std::sqrt(left / (count - 2.0) * (1.0 + 1.0 / count))};
}

// The accuracy at a check from which the end may, with a chance of one in six, still be useful: the
// highest known one that leaves no hope, or just above it.
double EarlyStopping::by_extrapolation(const Seen& seen, const objective::Metrics& least) const {
  if (seen.at_check.size() < fewest_near) return 0.0;
  const double needed = least_useful_accuracy(least);
  const auto is_hopeless = [&](double at_check) {
    const Outlook outlook = EarlyStopping::outlook(seen, at_check);
    return outlook.expected + outlook.margin < needed;
  };
  if (is_hopeless(1.0)) return out_of_reach;
  double above = 1.0;
  std::vector<double> known = seen.at_check;
  std::ranges::sort(known, std::greater<>());
  for (const double at_check : known) {
    if (!is_hopeless(at_check)) {
      above = at_check;
      continue;
    }
    // Between two known values the outlook is a line: halve to where hope begins.
    double low = at_check, high = above;
    for (int i = 0; i < halvings; ++i) {
      const double middle = 0.5 * (low + high);
      (is_hopeless(middle) ? low : high) = middle;
    }
    return high;
  }
  return 0.0;
}

// The accuracy that puts a trial among the share that goes on, of the latest at this check: those
// of better fronts come first, within a front those that add more hypervolume.
double EarlyStopping::by_halving(const Seen& seen, const objective::Metrics& least) const {
  std::vector<std::vector<double>> points;
  const std::size_t first = seen.metrics.size() - std::min(seen.metrics.size(), most_ranked);
  for (std::size_t i = first; i < seen.metrics.size(); ++i) {
    points.push_back(point(seen.metrics[i], seen.metrics[i].at("accuracy")));
  }
  points.emplace_back();
  const auto place = [&](double accuracy) {  // from 0, the best
    points.back() = point(least, accuracy);
    const std::vector<int> ranks = objective::non_dominated_ranks(points);
    std::vector<std::vector<double>> beside;
    for (std::size_t i = 0; i < points.size(); ++i) {
      if (ranks[i] == ranks.back()) beside.push_back(points[i]);
    }
    const std::vector<double> gains = objective::hypervolume_contributions(
        beside, std::vector<double>(points.back().size(), 1.0));
    const auto better = std::ranges::count_if(ranks, [&](int rank) { return rank < ranks.back(); });
    return better + std::ranges::count_if(gains, [&](double gain) { return gain > gains.back(); });
  };
  const double room = spec_.keep * static_cast<double>(points.size());
  return lowest([&](double accuracy) { return static_cast<double>(place(accuracy)) < room; });
}

double EarlyStopping::by_median(const Seen& seen) {
  std::vector<double> values;
  for (const objective::Metrics& metrics : seen.metrics) values.push_back(metrics.at("accuracy"));
  if (values.empty()) return 0.0;
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::ranges::nth_element(values, middle);
  return *middle;
}

std::vector<objective::EarlyCheck> EarlyStopping::checks(const objective::Metrics& least) const {
  std::vector<objective::EarlyCheck> checks;
  const bool is_warm = finished_ >= static_cast<std::size_t>(spec_.warm_up);
  for (std::size_t i = 0; i < seen_.size(); ++i) {
    objective::EarlyCheck& check = checks.emplace_back();
    check.after = spec_.after[i];
    if (!is_warm) continue;
    if (spec_.rule == "extrapolation") check.least_accuracy = by_extrapolation(seen_[i], least);
    if (spec_.rule == "halving") check.least_accuracy = by_halving(seen_[i], least);
    if (spec_.rule == "median") check.least_accuracy = by_median(seen_[i]);
  }
  return checks;
}

objective::Trial EarlyStopping::expected(const objective::Trial& trial) const {
  if (trial.state != objective::TrialState::Stopped) return trial;
  objective::Trial result = trial;
  const auto next = std::ranges::find_if(
      trial.checks, [](const objective::EarlyCheck& check) { return !check.accuracy; });
  KIRCHHOFF_ASSERT(next != trial.checks.begin());
  const std::size_t last = static_cast<std::size_t>(next - trial.checks.begin()) - 1;
  const double at_check = *trial.checks[last].accuracy;
  const Seen& seen = seen_.at(last);
  const bool is_known = seen.at_check.size() >= fewest_near;
  result.metrics["accuracy"] = is_known ? outlook(seen, at_check).expected : at_check;
  objective::add_score(formulation_, result.metrics);
  result.state = objective::TrialState::Complete;
  for (const objective::Constraint& constraint : formulation_.constraints) {
    const double outside = objective::violation(constraint, result.metrics);
    if (!(outside > 0.0)) continue;
    result.state = objective::TrialState::Infeasible;
    result.violations[constraint.metric] = outside;
  }
  return result;
}

}  // namespace detail

}  // namespace kirchhoff::study
