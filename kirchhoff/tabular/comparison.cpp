// kirchhoff/tabular/comparison.cpp - every strategy on every problem with every seed.
#include "kirchhoff/tabular/comparison.hpp"

#include <algorithm>
#include <array>
#include <atomic>
#include <cmath>

#include "kirchhoff/base/error.hpp"
#include "kirchhoff/base/parallel.hpp"
#include "kirchhoff/base/student.hpp"
#include "kirchhoff/search/strategy.hpp"

namespace kirchhoff::tabular {
namespace {

// Budgets, and about 12 points a decade between them.
std::vector<std::size_t> checkpoints_for(const std::vector<std::size_t>& budgets) {
  std::vector<std::size_t> checkpoints = budgets;
  const auto last = static_cast<double>(budgets.back());
  for (double at = 10.0; at < last; at *= 1.2) {
    checkpoints.push_back(static_cast<std::size_t>(std::llround(at)));
  }
  std::sort(checkpoints.begin(), checkpoints.end());
  checkpoints.erase(std::unique(checkpoints.begin(), checkpoints.end()), checkpoints.end());
  return checkpoints;
}

void check_names(const std::vector<Problem>& problems, const ComparisonOptions& options) {
  for (const std::string& strategy : options.strategies) {
    (void)search::make_strategy(strategy, problems.front().space, problems.front().formulation, {});
  }
}

}  // namespace

Comparison compare_strategies(const std::vector<Problem>& problems,
                              const ComparisonOptions& options,
                              const ComparisonProgress& progress) {
  require(!problems.empty(), "there is no problem to compare strategies on");
  require(!options.strategies.empty() && !options.budgets.empty() && options.seeds > 0,
          "a comparison needs a strategy, a budget and a seed");
  check_names(problems, options);
  Comparison comparison{.options = options,
                        .checkpoints = {},
                        .problems = {},
                        .reported = {},
                        .sources = {},
                        .scores = {}};
  auto& budgets = comparison.options.budgets;
  std::sort(budgets.begin(), budgets.end());
  budgets.erase(std::unique(budgets.begin(), budgets.end()), budgets.end());
  comparison.checkpoints = checkpoints_for(budgets);
  const std::size_t strategy_count = options.strategies.size();
  const auto seeds = static_cast<std::size_t>(options.seeds);
  for (const Problem& problem : problems) {
    comparison.problems.push_back(problem.name);
    comparison.reported.push_back(problem.reported);
    comparison.scores.emplace_back(strategy_count, std::vector<std::vector<Score>>(seeds));
  }
  const std::size_t count = problems.size() * strategy_count * seeds;
  std::atomic<std::size_t> done = 0;
  run_tasks(count, options.jobs, [&](std::size_t task, std::size_t) {
    const std::size_t seed = task % seeds;
    const std::size_t strategy = task / seeds % strategy_count;
    const std::size_t problem = task / seeds / strategy_count;
    comparison.scores[problem][strategy][seed] =
        search_scores(problems[problem],
                      {.strategy = options.strategies[strategy],
                       .seed = seed + 1,
                       .lookahead = options.lookahead,
                       .population = options.population,
                       .first_points = options.first_points},
                      comparison.checkpoints);
    const std::size_t finished = ++done;
    if (progress) progress(finished, count);
  });
  return comparison;
}

Mean mean_of(const std::vector<double>& values) {
  Mean result;
  if (values.empty()) return result;
  const auto count = static_cast<double>(values.size());
  for (const double value : values) result.mean += value / count;
  double squares = 0.0;
  for (const double value : values) squares += (value - result.mean) * (value - result.mean);
  double half = 0.0;
  if (values.size() > 1) {
    result.sd = std::sqrt(squares / (count - 1.0));
    half = mean_half_width(result.sd, values.size());
  }
  result.low = result.mean - half;
  result.high = result.mean + half;
  return result;
}

std::vector<double> by_seed(const Comparison& comparison, std::size_t problem, std::size_t strategy,
                            std::size_t checkpoint, double Score::*figure) {
  std::vector<double> values;
  for (const std::vector<Score>& run : comparison.scores.at(problem).at(strategy)) {
    if (checkpoint >= run.size()) return {};
    values.push_back(run[checkpoint].*figure);
  }
  return values;
}

std::size_t checkpoint_of(const Comparison& comparison, std::size_t budget) {
  const auto& points = comparison.checkpoints;
  const auto found = std::lower_bound(points.begin(), points.end(), budget);
  KIRCHHOFF_ASSERT(found != points.end() && *found == budget);
  return static_cast<std::size_t>(found - points.begin());
}

}  // namespace kirchhoff::tabular
