// kirchhoff/search/surrogates.cpp - targets, fits and expectations of the models.
#include "kirchhoff/search/surrogates.hpp"

#include <algorithm>
#include <cmath>

#include "kirchhoff/search/improvement.hpp"

namespace kirchhoff::search {
namespace {

constexpr std::size_t fit_rows = 150;  // scales are found from at most so many
constexpr int first_steps = 20, later_steps = 6;
constexpr double growth = 1.15;

// Margins far outside say little about the border.
double squashed(double margin) { return margin > 0.0 ? std::log1p(margin) : -std::log1p(-margin); }

}  // namespace

Surrogates::Surrogates(const Observations& observations, std::size_t objective_count)
    : observations_(observations), objective_count_(objective_count) {}

double Surrogates::Bend::of(double loss) const {
  return loss <= place ? loss : place + scale * std::log1p((loss - place) / scale);
}

Surrogates::Bend Surrogates::bend_of(std::size_t objective) const {
  std::vector<double> values;
  for (const Observation& observation : observations_.kept()) {
    if (!observation.losses.empty()) values.push_back(observation.losses[objective]);
  }
  if (values.empty()) return {};
  const double least = *std::min_element(values.begin(), values.end());
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  const double place = objective_count_ > 1 && least < 1.0 ? 1.0 : *middle;
  const double scale = 0.5 * (place - least);
  return {.place = place, .scale = scale > 0.0 ? scale : 1.0};
}

double Surrogates::target_of(const Observation& observation, std::size_t index) const {
  if (index >= objective_count_) return squashed(observation.margins[index - objective_count_]);
  return observation.losses.empty() ? std::nan("") : bends_[index].of(observation.losses[index]);
}

bool Surrogates::is_ready() const {
  std::size_t count = 0;
  for (const Observation& observation : observations_.kept()) {
    count += observation.losses.empty() ? 0U : 1U;
    if (count >= 2) return true;
  }
  return false;
}

void Surrogates::update() {
  if (observations_.kept().empty()) return;
  const std::size_t constraints = observations_.kept().front().margins.size();
  models_.resize(objective_count_ + constraints);
  bends_.clear();
  for (std::size_t j = 0; j < objective_count_; ++j) bends_.push_back(bend_of(j));
  const bool is_rebuilt = generation_ != observations_.generation();
  generation_ = observations_.generation();
  const double told = static_cast<double>(observations_.told_count());
  const bool is_due = told >= growth * static_cast<double>(fitted_at_);
  if (is_due) fitted_at_ = observations_.told_count();
  waited_.assign(models_.size(), {});
  for (std::size_t i = 0; i < models_.size(); ++i) {
    Model& model = models_[i];
    if (is_rebuilt && model.process) {
      model.process->truncate(0);
      model.rows.clear();
      model.next = 0;
    }
    update_model(model, i);
    // Nothing was ever refused for it: nothing to model.
    const bool is_idle =
        i >= objective_count_ && std::none_of(model.targets.begin(), model.targets.end(),
                                              [](double target) { return target > 0.0; });
    if (is_idle || model.rows.size() < 2) {
      model.process.reset();
      model.rows.clear();
      model.next = 0;
      continue;
    }
    if (is_due) fit_scales(model);
    model.process->truncate(model.rows.size());
    add_waiting(model);
    waited_[i].assign(model.targets.begin() + static_cast<std::ptrdiff_t>(model.rows.size()),
                      model.targets.end());
  }
  collect_points();
}

void Surrogates::update_model(Model& model, std::size_t index) {
  const std::vector<Observation>& kept = observations_.kept();
  if (!model.process) model.process.emplace(observations_.features().kinds());
  model.process->truncate(model.rows.size());
  for (; model.next < kept.size(); ++model.next) {
    if (!std::isfinite(target_of(kept[model.next], index))) continue;
    model.rows.push_back(model.next);
    model.process->append(kept[model.next].features);
  }
  model.targets.clear();
  for (const std::size_t row : model.rows) model.targets.push_back(target_of(kept[row], index));
}

// From the lowest targets, which matter, and an even choice of the others.
void Surrogates::fit_scales(Model& model) {
  const std::vector<Observation>& kept = observations_.kept();
  std::vector<std::size_t> chosen(model.rows.size());
  for (std::size_t i = 0; i < chosen.size(); ++i) chosen[i] = i;
  if (chosen.size() > fit_rows) {
    std::stable_sort(chosen.begin(), chosen.end(), [&](std::size_t a, std::size_t b) {
      return model.targets[a] < model.targets[b];
    });
    constexpr std::size_t best = fit_rows / 2;
    std::vector<std::size_t> fewer(chosen.begin(), chosen.begin() + best);
    for (std::size_t i = 0; i < fit_rows - best; ++i) {
      fewer.push_back(chosen[best + i * (chosen.size() - best) / (fit_rows - best)]);
    }
    chosen = std::move(fewer);
  }
  std::vector<double> rows, targets;
  for (const std::size_t i : chosen) {
    const std::vector<double>& features = kept[model.rows[i]].features;
    rows.insert(rows.end(), features.begin(), features.end());
    targets.push_back(model.targets[i]);
  }
  const bool is_first = fitted_at_ < 40;
  model.process->fit(rows, targets, is_first ? first_steps : later_steps);
}

// The process believes its own mean where results are still out, so that it looks elsewhere.
void Surrogates::add_waiting(Model& model) {
  model.process->set_targets(model.targets);
  std::vector<double> rows;
  for (const auto& [number, features] : observations_.waiting()) {
    rows.insert(rows.end(), features.begin(), features.end());
  }
  if (rows.empty()) return;
  const std::vector<double> means = model.process->means(rows);
  for (const auto& [number, features] : observations_.waiting()) model.process->append(features);
  model.targets.insert(model.targets.end(), means.begin(), means.end());
  model.process->set_targets(model.targets);
}

void Surrogates::collect_points() {
  points_.clear();
  for (const std::size_t i : observations_.front()) {
    std::vector<double>& point = points_.emplace_back();
    for (std::size_t j = 0; j < objective_count_; ++j) {
      point.push_back(bends_[j].of(observations_.kept()[i].losses[j]));
    }
  }
  for (std::size_t w = 0; w < waited_[0].size(); ++w) {
    std::vector<double> point;
    bool is_feasible = true;
    for (std::size_t i = 0; i < models_.size(); ++i) {
      if (i < objective_count_ && w < waited_[i].size()) point.push_back(waited_[i][w]);
      if (i >= objective_count_ && w < waited_[i].size() && waited_[i][w] > 0.0) {
        is_feasible = false;
      }
    }
    if (is_feasible && point.size() == objective_count_) points_.push_back(std::move(point));
  }
}

std::vector<double> Surrogates::reference() const {
  std::vector<double> result;
  for (std::size_t j = 0; j < objective_count_; ++j) {
    double worst = -HUGE_VAL;
    for (const std::vector<double>& point : points_) worst = std::max(worst, point[j]);
    const bool has_points = std::isfinite(worst);
    if (objective_count_ == 1) {
      result.push_back(has_points ? worst + bends_[j].scale : bends_[j].place);
    } else {
      // Points beyond the study's reference count only while there is none below it.
      const bool is_below = std::any_of(points_.begin(), points_.end(), [](const auto& point) {
        return std::all_of(point.begin(), point.end(), [](double loss) { return loss < 1.0; });
      });
      result.push_back(is_below || !has_points ? 1.0 : std::max(1.0, worst + 0.1));
    }
  }
  return result;
}

Surrogates::Outlook Surrogates::outlook(std::span<const double> rows) const {
  Outlook result;
  for (std::size_t i = 0; i < models_.size(); ++i) {
    if (!models_[i].process) continue;
    predict::Predictions predictions = models_[i].process->predict(rows);
    if (i < objective_count_) {
      result.losses.push_back(std::move(predictions));
      continue;
    }
    result.feasibility.resize(predictions.means.size(), 1.0);
    for (std::size_t row = 0; row < predictions.means.size(); ++row) {
      result.feasibility[row] *=
          probability_below_zero(predictions.means[row], predictions.deviations[row]);
    }
  }
  const std::size_t width = observations_.features().kinds().size();
  result.feasibility.resize(rows.size() / width, 1.0);
  return result;
}

}  // namespace kirchhoff::search
