// kirchhoff/study/detail/early_stopping.hpp - which trials are not worth training to their end.
//
// In:    the trials a proposal may know, and what a new one costs at least
// Out:   the accuracy that the new one must show at each check to go on
#pragma once

#include <cstddef>
#include <vector>

#include "kirchhoff/objective/formulation.hpp"
#include "kirchhoff/objective/growing_front.hpp"
#include "kirchhoff/objective/trial.hpp"
#include "kirchhoff/spec/spec.hpp"

namespace kirchhoff::study::detail {

/// Makes the checks of trials from what is known when they are proposed: the rules are functions of
/// known results alone, so a study stops the same trials with any number of workers and after any
/// kill. Not thread-safe.
class EarlyStopping {
 public:
  /// Holds a reference to the formulation, which must outlive it.
  EarlyStopping(spec::EarlyStoppingSpec spec, const objective::Formulation& formulation);

  /// A finished trial; each once, in the order in which proposals come to know them.
  void tell(const objective::Trial& trial);

  /// The checks of a new trial. `least`: the metrics it has without training, none of which a
  /// training lowers. During the warm-up every check lets it go on.
  [[nodiscard]] std::vector<objective::EarlyCheck> checks(const objective::Metrics& least) const;

  /// What a strategy is told of a stopped trial: complete, with the accuracy that its last check
  /// lets expect; infeasible where that breaks a constraint. Others come back as they are.
  [[nodiscard]] objective::Trial expected(const objective::Trial& trial) const;

 private:
  struct Outlook {  // at the end, of a trial with some accuracy at a check
    double expected = 0.0, margin = 0.0;
  };
  struct Seen {                               // of one check
    std::vector<double> at_check, at_end;     // of trials that were trained to their end
    std::vector<objective::Metrics> metrics;  // of all that reached it, accuracy as measured
  };
  [[nodiscard]] std::vector<double> point(objective::Metrics metrics, double accuracy) const;
  [[nodiscard]] double least_useful_accuracy(const objective::Metrics& least) const;
  [[nodiscard]] static Outlook outlook(const Seen& seen, double at_check);
  [[nodiscard]] double by_extrapolation(const Seen& seen, const objective::Metrics& least) const;
  [[nodiscard]] double by_halving(const Seen& seen, const objective::Metrics& least) const;
  [[nodiscard]] static double by_median(const Seen& seen);

  spec::EarlyStoppingSpec spec_;
  const objective::Formulation& formulation_;
  std::vector<Seen> seen_;  // by check
  objective::GrowingFront front_;
  std::size_t finished_ = 0;  // trained to their end
};

}  // namespace kirchhoff::study::detail
