// kirchhoff/tabular/score.hpp - how good a search is after some of its evaluations.
#pragma once

#include <cstddef>
#include <vector>

#include "kirchhoff/tabular/problem.hpp"

namespace kirchhoff::tabular {

/// What a search had found after a number of distinct evaluations.
struct Score {
  double hypervolume_ratio = 0.0;  // several objectives: of the true front's, 0 to 1
  double igd_plus = 0.0;           // several: mean distance of the true front to what was found
  double reported = 0.0;           // one objective: reported metric of the trial of least loss
  double regret = 0.0;             // one: `reported` - the optimum; in the metric's unit
  double feasible_share = 0.0;     // of the evaluations
  bool has_feasible = false;       // a search without has the worst reported value of the table
  double seconds_per_evaluation = 0.0;  // processor time of the strategy alone
};

/// IGD+ (Ishibuchi, Masuda, Tanigaki, Nojima 2015): mean over `front` of the distance to the
/// nearest of `found`, counting only coordinates in which it is worse; minimised, normalised.
/// The distance to nothing is that to the reference point 1, ..., 1.
[[nodiscard]] double igd_plus(const std::vector<std::vector<double>>& front,
                              const std::vector<std::vector<double>>& found);

/// Scores a search as it goes. Refers to the problem, which must outlive it. Not thread-safe.
class Scorer {
 public:
  explicit Scorer(const Problem& problem) : problem_(problem) {}
  void add(const objective::Trial& trial);
  /// Of the trials added so far; `seconds` is what the strategy took for them.
  [[nodiscard]] Score score(double seconds) const;

 private:
  const Problem& problem_;
  std::size_t count_ = 0, feasible_count_ = 0;
  std::vector<std::vector<double>> front_;  // normalised
  double least_loss_ = 0.0, reported_ = 0.0;
};

}  // namespace kirchhoff::tabular
