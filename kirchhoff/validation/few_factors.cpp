// kirchhoff/validation/few_factors.cpp - all choices of constants, metric by metric.
#include "kirchhoff/validation/few_factors.hpp"

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>

#include "kirchhoff/base/error.hpp"
#include "kirchhoff/cost/macro.hpp"
#include "kirchhoff/predict/map_fit.hpp"

namespace kirchhoff::validation {
namespace {

using cost::MacroConstants;
using cost::MacroMetric;

// The rows of one metric. Metrics share no constants, so each is fitted by itself.
struct MetricFit {
  MacroMetric metric;
  std::vector<const SiliconRow*> rows;
};

double mean_error(const MetricFit& fit, const MacroConstants& constants) {
  double sum = 0.0;
  for (const SiliconRow* row : fit.rows) {
    const double published = *row->published[static_cast<std::size_t>(fit.metric)];
    const double predicted = cost::macro_figure(fit.metric, row->design, constants).value;
    sum += std::abs(predicted / published - 1.0);
  }
  return sum / static_cast<double>(fit.rows.size());
}

constexpr std::size_t largest_choice = 6;  // constants of one metric: all choices are tried

// All of `chosen` refitted from the values of `start`, which keeps them within a factor of some
// hundreds (a spread of 2 in the logarithm) where the rows do not tell.
MacroConstants refitted(const MetricFit& fit, const std::vector<std::size_t>& chosen,
                        const MacroConstants& start) {
  constexpr double spread = 2.0, noise = 0.05, nearly_normal = 30.0;
  MacroConstants trial = start;
  predict::MapProblem problem;
  problem.noise = noise;
  problem.degrees_of_freedom = nearly_normal;
  for (const std::size_t index : chosen) {
    problem.priors.push_back({std::log(start.fitted[index]), spread});
  }
  for (const SiliconRow* row : fit.rows) {
    problem.targets.push_back(std::log(*row->published[static_cast<std::size_t>(fit.metric)]));
    problem.weights.push_back(1.0);
  }
  problem.predict = [&](std::span<const double> logs, std::span<double> values) {
    for (std::size_t j = 0; j < chosen.size(); ++j) trial.fitted[chosen[j]] = std::exp(logs[j]);
    for (std::size_t i = 0; i < fit.rows.size(); ++i) {
      values[i] = std::log(cost::macro_figure(fit.metric, fit.rows[i]->design, trial).value);
    }
  };
  const std::vector<double> logs = predict::map_fit(problem);
  for (std::size_t j = 0; j < chosen.size(); ++j) trial.fitted[chosen[j]] = std::exp(logs[j]);
  return trial;
}

// Constants of the metric that change some row's figure.
std::vector<std::size_t> effective_constants(const MetricFit& fit, const MacroConstants& start) {
  std::vector<std::size_t> effective;
  for (const cost::MacroConstantKey& key : cost::macro_constant_keys()) {
    if (key.metric != fit.metric) continue;
    const auto index = static_cast<std::size_t>(key.constant);
    MacroConstants changed = start;
    changed.fitted[index] *= 1.1;
    const auto feels = [&](const SiliconRow* row) {
      return cost::macro_figure(fit.metric, row->design, changed).value !=
             cost::macro_figure(fit.metric, row->design, start).value;
    };
    if (std::ranges::any_of(fit.rows, feels)) effective.push_back(index);
  }
  return effective;
}

struct Choice {
  std::vector<std::size_t> constants;
  double error = 0.0;
};

// Tries every choice of `count` constants of `from`, beginning at `first`.
void try_all(const MetricFit& fit, const MacroConstants& start, std::span<const std::size_t> from,
             std::size_t count, std::vector<std::size_t>& chosen, Choice& best) {
  if (count == 0) {
    const double error = mean_error(fit, refitted(fit, chosen, start));
    if (error < best.error) best = {chosen, error};
    return;
  }
  for (std::size_t i = 0; i + count <= from.size(); ++i) {
    chosen.push_back(from[i]);
    try_all(fit, start, from.subspan(i + 1), count - 1, chosen, best);
    chosen.pop_back();
  }
}

// The best choice of 0, 1, 2, ... constants; a larger one is never worse.
std::vector<Choice> best_choices(const MetricFit& fit, const MacroConstants& start,
                                 std::size_t most) {
  const std::vector<std::size_t> from = effective_constants(fit, start);
  std::vector<Choice> choices = {{.constants = {}, .error = mean_error(fit, start)}};
  for (std::size_t count = 1; count <= std::min({most, from.size(), largest_choice}); ++count) {
    Choice best = choices.back();
    std::vector<std::size_t> chosen;
    try_all(fit, start, from, count, chosen, best);
    choices.push_back(std::move(best));
  }
  return choices;
}

std::vector<MetricFit> metric_fits(std::span<const SiliconRow> rows) {
  std::vector<MetricFit> fits;
  for (const MacroMetric metric : {MacroMetric::Energy, MacroMetric::Cycle, MacroMetric::Area}) {
    MetricFit fit{.metric = metric, .rows = {}};
    for (const SiliconRow& row : rows) {
      if (row.is_scored(metric)) fit.rows.push_back(&row);
    }
    if (fit.rows.empty()) continue;
    fits.push_back(std::move(fit));
  }
  return fits;
}

bool matches(const std::string& id, const std::string& pattern) {
  if (!pattern.ends_with('*')) return id == pattern;
  return id.starts_with(pattern.substr(0, pattern.size() - 1));
}

// How many constants each metric gets, so that the sum of their errors is least.
std::vector<std::size_t> shared_out(std::span<const std::vector<Choice>> choices,
                                    std::size_t most_factors) {
  std::vector<std::size_t> counts(choices.size(), 0), best = counts;
  double least = std::numeric_limits<double>::infinity();
  const std::function<void(std::size_t, std::size_t, double)> share =
      [&](std::size_t metric, std::size_t left, double error) {
        if (metric == choices.size()) {
          if (error < least) {
            least = error;
            best = counts;
          }
          return;
        }
        for (std::size_t n = 0; n < choices[metric].size() && n <= left; ++n) {
          counts[metric] = n;
          share(metric + 1, left - n, error + choices[metric][n].error);
        }
      };
  share(0, most_factors, 0.0);
  return best;
}

}  // namespace

std::vector<SiliconRow> matching_rows(std::span<const SiliconRow> rows,
                                      std::span<const std::string> patterns) {
  std::vector<bool> taken(rows.size(), false);
  for (const std::string& pattern : patterns) {
    bool found = false;
    for (std::size_t i = 0; i < rows.size(); ++i) {
      if (!matches(rows[i].id, pattern)) continue;
      taken[i] = found = true;
    }
    require(found, "no row has the id \"{}\"; give ids of the table, or a beginning with \"*\"",
            pattern);
  }
  std::vector<SiliconRow> chosen;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    if (taken[i]) chosen.push_back(rows[i]);
  }
  return chosen;
}

FewFactors fit_few_factors(std::span<const SiliconRow> rows, const MacroConstants& start,
                           std::size_t most_factors) {
  FewFactors result{.factors = {}, .constants = start, .error_before = {}, .error_after = {}};
  const std::vector<MetricFit> fits = metric_fits(rows);
  std::vector<std::vector<Choice>> choices;
  for (const MetricFit& fit : fits) choices.push_back(best_choices(fit, start, most_factors));
  const std::vector<std::size_t> counts = shared_out(choices, most_factors);
  for (std::size_t m = 0; m < fits.size(); ++m) {
    const Choice& choice = choices[m][counts[m]];
    const MacroConstants fitted = refitted(fits[m], choice.constants, start);
    for (const std::size_t index : choice.constants) {
      result.constants.fitted[index] = fitted.fitted[index];
      result.factors.push_back(
          {static_cast<cost::MacroConstant>(index), fitted.fitted[index] / start.fitted[index]});
    }
    const auto metric = static_cast<std::size_t>(fits[m].metric);
    result.error_before[metric] = choices[m].front().error;
    result.error_after[metric] = choice.error;
  }
  return result;
}

}  // namespace kirchhoff::validation
