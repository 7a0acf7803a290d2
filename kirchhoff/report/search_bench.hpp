// kirchhoff/report/search_bench.hpp - a comparison of strategies as table, JSON and picture.
#pragma once

#include <string>

#include "kirchhoff/base/json.hpp"
#include "kirchhoff/tabular/comparison.hpp"

namespace kirchhoff::report {

/// For the terminal: a table per problem, a line per strategy, a column per budget: mean and half
/// the width of its 95 % interval. Then, over the problems with several objectives, the geometric
/// mean of the hypervolume ratios.
[[nodiscard]] std::string search_bench_table(const tabular::Comparison& comparison,
                                             int width = 120);
/// Our strategies beside each peer, and beside the best peer of each library in hindsight; empty
/// without peers.
[[nodiscard]] std::string peer_table(const tabular::Comparison& comparison, int width = 200);
/// The same as objects with strategy, peer, budget, ratio, low, high, least_ratio,
/// least_difference and least_problem.
[[nodiscard]] Json peers_json(const tabular::Comparison& comparison);
/// figures[]: name (PROBLEM_STRATEGY_BUDGET_figure), value, unit, peer, limit, low, high, sd,
/// values[] by seed. curves[]: problem, strategy, figure, evaluations[], mean[], low[], high[].
/// beside[]: peers_json.
[[nodiscard]] Json search_bench_json(const tabular::Comparison& comparison);
/// Anytime curves over the logarithm of the evaluations, with bands of 95 %; a plot per problem.
[[nodiscard]] std::string search_bench_svg(const tabular::Comparison& comparison);

}  // namespace kirchhoff::report
