// kirchhoff/validation/comparison.cpp - statistics over chips, not over rows.
#include "kirchhoff/validation/comparison.hpp"

#include <algorithm>
#include <cmath>
#include <map>

#include "kirchhoff/base/error.hpp"
#include "kirchhoff/predict/rank_correlation.hpp"

namespace kirchhoff::validation {
namespace {

// The figures of one chip.
struct Chip {
  std::vector<double> errors, log_errors;
  double log_published = 0.0, log_predicted = 0.0;
  int inside = 0, with_interval = 0;

  void add(const Compared& figure) {
    errors.push_back(relative_error(figure));
    log_errors.push_back(log_error(figure));
    log_published += std::log(figure.published);
    log_predicted += std::log(figure.predicted);
    if (!figure.low || !figure.high) return;
    ++with_interval;
    if (*figure.low <= figure.published && figure.published <= *figure.high) ++inside;
  }
};

double share_below(const std::vector<double>& values, double limit) {
  const auto below =
      std::count_if(values.begin(), values.end(), [limit](double value) { return value <= limit; });
  return static_cast<double>(below) / static_cast<double>(values.size());
}

std::optional<double> mean_coverage(const std::map<int, Chip>& chips) {
  double sum = 0.0;
  int count = 0;
  for (const auto& [number, chip] : chips) {
    if (chip.with_interval == 0) continue;
    sum += static_cast<double>(chip.inside) / chip.with_interval;
    ++count;
  }
  if (count == 0) return std::nullopt;
  return sum / count;
}

}  // namespace

double relative_error(const Compared& figure) {
  return std::abs(figure.predicted / figure.published - 1.0);
}

double log_error(const Compared& figure) {
  return std::abs(std::log(figure.predicted / figure.published));
}

double median(std::vector<double> values) {
  require(!values.empty(), "a median of no values was asked for");
  std::sort(values.begin(), values.end());
  const std::size_t middle = values.size() / 2;
  return values.size() % 2 == 1 ? values[middle] : 0.5 * (values[middle - 1] + values[middle]);
}

Agreement agreement(std::span<const Compared> figures, std::span<const int> chip_of) {
  require(figures.size() == chip_of.size() && !figures.empty(),
          "{} figures and {} chips are compared; each figure belongs to one chip", figures.size(),
          chip_of.size());
  std::map<int, Chip> chips;
  for (std::size_t i = 0; i < figures.size(); ++i) {
    require(figures[i].published > 0.0 && figures[i].predicted > 0.0,
            "a figure of {} is compared with {}; both must be above 0", figures[i].predicted,
            figures[i].published);
    chips[chip_of[i]].add(figures[i]);
  }
  std::vector<double> errors, log_errors, published, predicted;
  for (const auto& [number, chip] : chips) {
    const auto rows = static_cast<double>(chip.errors.size());
    errors.push_back(median(chip.errors));
    log_errors.push_back(median(chip.log_errors));
    published.push_back(chip.log_published / rows);
    predicted.push_back(chip.log_predicted / rows);
  }
  Agreement result;
  result.chips = static_cast<int>(chips.size());
  result.median_error = median(errors);
  result.median_log_error = median(log_errors);
  result.within_2x = share_below(log_errors, std::log(2.0));
  result.within_3x = share_below(log_errors, std::log(3.0));
  if (chips.size() >= 3) result.spearman = predict::spearman_rho(published, predicted);
  result.coverage = mean_coverage(chips);
  return result;
}

}  // namespace kirchhoff::validation
