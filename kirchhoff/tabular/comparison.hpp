// kirchhoff/tabular/comparison.hpp - strategies against each other on problems with known answers.
//
// In:    problems, names of strategies, seeds, a lookahead
// Out:   Comparison: a score of every search at every checkpoint; means with their intervals
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "kirchhoff/space/sampler.hpp"
#include "kirchhoff/tabular/problem.hpp"
#include "kirchhoff/tabular/score.hpp"

namespace kirchhoff::tabular {

struct SearchOptions {
  std::string strategy;
  std::uint64_t seed = 1;
  std::size_t lookahead = 3;  // as in a study: results of the last lookahead - 1 are not known
  int population = 0;         // 0: the strategy's own
  space::Sampling first_points = space::Sampling::Uniform;
};

/// Runs one search until it has evaluated as many distinct candidates as the last of
/// `checkpoints` (ascending); one score for each. Candidates that were evaluated before are told
/// as repeats and cost nothing, and so do candidates that are refused; after 10,000 of both in a
/// row the search ends, and its last score stands for the rest. Throws Error(Input) for an unknown
/// strategy.
[[nodiscard]] std::vector<Score> search_scores(const Problem& problem, const SearchOptions& options,
                                               const std::vector<std::size_t>& checkpoints);

struct ComparisonOptions {
  std::vector<std::string> strategies;
  std::vector<std::size_t> budgets;  // distinct evaluations; any order
  std::uint64_t seeds = 20;          // 1 to this number
  std::size_t lookahead = 3;
  int population = 0;
  space::Sampling first_points = space::Sampling::Uniform;
  int jobs = 1;  // searches that run at once
};

struct Comparison {
  ComparisonOptions options;             // budgets ascending, each once
  std::vector<std::size_t> checkpoints;  // the budgets and points between, for curves
  std::vector<std::string> problems;     // names
  std::vector<std::string> reported;     // by problem: Problem::reported
  /// By strategy: "" is ours, otherwise the library of a peer (peers.hpp). May end early.
  std::vector<std::string> sources;
  /// By problem, strategy, seed, checkpoint. A peer has no seeds on a problem it did not search,
  /// and no scores beyond its budget.
  std::vector<std::vector<std::vector<std::vector<Score>>>> scores;
};

/// Called from any thread with searches done and their number.
using ComparisonProgress = std::function<void(std::size_t done, std::size_t count)>;

/// Throws Error(Input) for an unknown strategy, before anything runs.
[[nodiscard]] Comparison compare_strategies(const std::vector<Problem>& problems,
                                            const ComparisonOptions& options,
                                            const ComparisonProgress& progress = {});

/// Mean over seeds with the interval that holds the true mean in 95 of 100 cases (Student's t).
struct Mean {
  double mean = 0.0, sd = 0.0, low = 0.0, high = 0.0;
};
[[nodiscard]] Mean mean_of(const std::vector<double>& values);

/// One figure of every seed; empty where a peer has none.
[[nodiscard]] std::vector<double> by_seed(const Comparison& comparison, std::size_t problem,
                                          std::size_t strategy, std::size_t checkpoint,
                                          double Score::*figure);
/// The checkpoint of a budget.
[[nodiscard]] std::size_t checkpoint_of(const Comparison& comparison, std::size_t budget);

}  // namespace kirchhoff::tabular
