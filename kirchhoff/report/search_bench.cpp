// kirchhoff/report/search_bench.cpp - a comparison of strategies as table and JSON.
#include "kirchhoff/report/search_bench.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "kirchhoff/report/detail/text_table.hpp"

namespace kirchhoff::report {
namespace {

using tabular::Comparison;
using tabular::Mean;
using tabular::Score;

struct Figure {
  const char* name;
  const char* unit;
  double Score::*value;
};

constexpr std::array<Figure, 2> front_figures = {
    {{"hypervolume", "share of the true front's", &Score::hypervolume_ratio},
     {"igd_plus", "normalised distance", &Score::igd_plus}}};
constexpr std::array<Figure, 2> single_figures = {
    {{"reported", "the metric's", &Score::reported}, {"regret", "the metric's", &Score::regret}}};
constexpr std::array<Figure, 2> shared_figures = {
    {{"feasible", "share of evaluations", &Score::feasible_share},
     {"seconds_per_evaluation", "s", &Score::seconds_per_evaluation}}};

bool is_single(const Comparison& comparison, std::size_t problem) {
  return !comparison.reported[problem].empty();
}

const std::array<Figure, 2>& own_figures(const Comparison& comparison, std::size_t problem) {
  return is_single(comparison, problem) ? single_figures : front_figures;
}

Mean mean_at(const Comparison& comparison, std::size_t problem, std::size_t strategy,
             std::size_t checkpoint, double Score::*figure) {
  return tabular::mean_of(tabular::by_seed(comparison, problem, strategy, checkpoint, figure));
}

double share_with_feasible(const Comparison& comparison, std::size_t problem, std::size_t strategy,
                           std::size_t checkpoint) {
  double count = 0.0;
  const auto& runs = comparison.scores.at(problem).at(strategy);
  for (const std::vector<Score>& run : runs) count += run.at(checkpoint).has_feasible ? 1.0 : 0.0;
  return count / static_cast<double>(runs.size());
}

// A peer may have been left out on a problem, or have stopped before a budget.
bool was_run(const Comparison& comparison, std::size_t problem, std::size_t strategy,
             std::size_t checkpoint) {
  const auto& runs = comparison.scores.at(problem).at(strategy);
  return !runs.empty() && checkpoint < runs.front().size();
}

std::size_t last_checkpoint(const Comparison& comparison, std::size_t problem,
                            std::size_t strategy) {
  const auto& runs = comparison.scores.at(problem).at(strategy);
  return std::min(comparison.checkpoints.size(), runs.front().size()) - 1;
}

std::string mean_text(const Mean& mean) {
  return fmt::format("{:.4f} ± {:.4f}", mean.mean, mean.high - mean.mean);
}

std::string problem_title(const Comparison& comparison, std::size_t problem) {
  const std::string what = is_single(comparison, problem)
                               ? comparison.reported[problem] + " of the best trial"
                               : "hypervolume / that of the true front";
  return fmt::format("{}: {}", comparison.problems[problem], what);
}

detail::TextRow problem_row(const Comparison& comparison, std::size_t problem,
                            std::size_t strategy) {
  const std::size_t last = last_checkpoint(comparison, problem, strategy);
  const auto mean_of_last = [&](double Score::*figure) {
    return mean_at(comparison, problem, strategy, last, figure).mean;
  };
  detail::TextRow row = {comparison.options.strategies[strategy]};
  for (const std::size_t budget : comparison.options.budgets) {
    const std::size_t checkpoint = checkpoint_of(comparison, budget);
    row.push_back(was_run(comparison, problem, strategy, checkpoint)
                      ? mean_text(mean_at(comparison, problem, strategy, checkpoint,
                                          own_figures(comparison, problem)[0].value))
                      : "-");
  }
  row.push_back(
      is_single(comparison, problem) ? "-" : fmt::format("{:.4f}", mean_of_last(&Score::igd_plus)));
  row.push_back(fmt::format("{:.3f}", mean_of_last(&Score::feasible_share)));
  row.push_back(fmt::format("{:.3f}", 1e3 * mean_of_last(&Score::seconds_per_evaluation)));
  return row;
}

std::string problem_table(const Comparison& comparison, std::size_t problem, int width) {
  std::vector<detail::TextColumn> columns = {{"strategy", true, 100}};
  for (const std::size_t budget : comparison.options.budgets) {
    columns.push_back({fmt::format("{}", budget), false, 50});
  }
  columns.push_back({"IGD+", false, 2});
  columns.push_back({"feasible", false, 1});
  columns.push_back({"ms/evaluation", false, 3});
  std::vector<detail::TextRow> rows;
  for (std::size_t i = 0; i < comparison.options.strategies.size(); ++i) {
    if (was_run(comparison, problem, i, 0)) rows.push_back(problem_row(comparison, problem, i));
  }
  return fmt::format("{}\n{}", problem_title(comparison, problem),
                     detail::text_table(columns, rows, width));
}

// Over the problems with several objectives; 0 when there is none, or one was not run.
double geometric_mean(const Comparison& comparison, std::size_t strategy, std::size_t checkpoint) {
  double logarithms = 0.0;
  double count = 0.0;
  for (std::size_t problem = 0; problem < comparison.problems.size(); ++problem) {
    if (is_single(comparison, problem)) continue;
    if (!was_run(comparison, problem, strategy, checkpoint)) return 0.0;
    const double ratio =
        mean_at(comparison, problem, strategy, checkpoint, &Score::hypervolume_ratio).mean;
    logarithms += std::log(ratio);
    count += 1.0;
  }
  return count > 0.0 ? std::exp(logarithms / count) : 0.0;
}

std::string geometric_table(const Comparison& comparison, int width) {
  std::vector<detail::TextColumn> columns = {{"strategy", true, 100}};
  for (const std::size_t budget : comparison.options.budgets) {
    columns.push_back({fmt::format("{}", budget), false, 50});
  }
  std::vector<detail::TextRow> rows;
  for (std::size_t i = 0; i < comparison.options.strategies.size(); ++i) {
    detail::TextRow row = {comparison.options.strategies[i]};
    for (const std::size_t budget : comparison.options.budgets) {
      const double mean = geometric_mean(comparison, i, checkpoint_of(comparison, budget));
      row.push_back(mean > 0.0 ? fmt::format("{:.4f}", mean) : "-");
    }
    rows.push_back(std::move(row));
  }
  return "geometric mean of the hypervolume ratios\n" + detail::text_table(columns, rows, width);
}

Json figure_json(const Comparison& comparison, std::size_t problem, std::size_t strategy,
                 std::size_t budget, const Figure& figure) {
  const std::vector<double> values = tabular::by_seed(
      comparison, problem, strategy, checkpoint_of(comparison, budget), figure.value);
  const Mean mean = tabular::mean_of(values);
  Json list = Json::array();
  for (const double value : values) list.push(value);
  return Json::object(
      {{"name", fmt::format("{}_{}_{}_{}", comparison.problems[problem],
                            comparison.options.strategies[strategy], budget, figure.name)},
       {"value", mean.mean},
       {"unit", figure.unit},
       {"peer", nullptr},
       {"limit", nullptr},
       {"low", mean.low},
       {"high", mean.high},
       {"sd", mean.sd},
       {"values", list}});
}

Json curve_json(const Comparison& comparison, std::size_t problem, std::size_t strategy) {
  const Figure& figure = own_figures(comparison, problem)[0];
  Json evaluations = Json::array(), means = Json::array(), low = Json::array(),
       high = Json::array();
  for (std::size_t i = 0; i <= last_checkpoint(comparison, problem, strategy); ++i) {
    const Mean mean = mean_at(comparison, problem, strategy, i, figure.value);
    evaluations.push(static_cast<std::int64_t>(comparison.checkpoints[i]));
    means.push(mean.mean);
    low.push(mean.low);
    high.push(mean.high);
  }
  return Json::object({{"problem", comparison.problems[problem]},
                       {"strategy", comparison.options.strategies[strategy]},
                       {"figure", figure.name},
                       {"evaluations", evaluations},
                       {"mean", means},
                       {"low", low},
                       {"high", high}});
}

Json feasible_seeds_json(const Comparison& comparison, std::size_t problem, std::size_t strategy,
                         std::size_t budget) {
  return Json::object(
      {{"name", fmt::format("{}_{}_{}_seeds_with_feasible", comparison.problems[problem],
                            comparison.options.strategies[strategy], budget)},
       {"value",
        share_with_feasible(comparison, problem, strategy, checkpoint_of(comparison, budget))},
       {"unit", "share of seeds"},
       {"peer", nullptr},
       {"limit", nullptr}});
}

}  // namespace

std::string search_bench_table(const Comparison& comparison, int width) {
  std::string text = fmt::format(
      "Mean of {} seeds ± half of its 95 % interval; lookahead {}; the other columns "
      "after {} evaluations.\n",
      comparison.options.seeds, comparison.options.lookahead, comparison.options.budgets.back());
  std::size_t fronts = 0;
  for (std::size_t problem = 0; problem < comparison.problems.size(); ++problem) {
    text += fmt::format("\n{}", problem_table(comparison, problem, width));
    fronts += is_single(comparison, problem) ? 0 : 1;
  }
  if (fronts > 1) text += fmt::format("\n{}", geometric_table(comparison, width));
  const std::string peers = peer_table(comparison);
  if (!peers.empty()) text += "\n" + peers;
  return text;
}

Json search_bench_json(const Comparison& comparison) {
  Json figures = Json::array();
  Json curves = Json::array();
  for (std::size_t problem = 0; problem < comparison.problems.size(); ++problem) {
    for (std::size_t strategy = 0; strategy < comparison.options.strategies.size(); ++strategy) {
      if (!was_run(comparison, problem, strategy, 0)) continue;
      for (const std::size_t budget : comparison.options.budgets) {
        if (!was_run(comparison, problem, strategy, checkpoint_of(comparison, budget))) continue;
        for (const Figure& figure : own_figures(comparison, problem)) {
          figures.push(figure_json(comparison, problem, strategy, budget, figure));
        }
        for (const Figure& figure : shared_figures) {
          figures.push(figure_json(comparison, problem, strategy, budget, figure));
        }
        figures.push(feasible_seeds_json(comparison, problem, strategy, budget));
      }
      curves.push(curve_json(comparison, problem, strategy));
    }
  }
  return Json::object({{"seeds", comparison.options.seeds},
                       {"lookahead", static_cast<std::int64_t>(comparison.options.lookahead)},
                       {"figures", figures},
                       {"curves", curves},
                       {"beside", peers_json(comparison)}});
}

}  // namespace kirchhoff::report
