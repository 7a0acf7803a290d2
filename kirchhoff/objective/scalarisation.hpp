// kirchhoff/objective/scalarisation.hpp - several objectives made one: the score.
//
// In:    objectives with their axes, the form and the weights of a study's [scalarise]
// Out:   the metric "score", which a study with [scalarise] maximises
#pragma once

#include "kirchhoff/objective/formulation.hpp"

namespace kirchhoff::objective {

/// Makes the objectives of `formulation` the parts of a score and the score its one objective.
/// Throws Error(Input), without a place, when there is one objective alone, when the weights are
/// not as many as the objectives, or when a product is asked of a metric that can be 0.
void scalarise(Formulation& formulation, const spec::ScalariseSpec& spec);

/// Adds "score" to the metrics of a trial; nothing without a scalarisation, or where a part is
/// missing. With n the normalised loss of a part (0 at the best value of its axis, 1 at the worst)
/// and w its weight: sum = 1 - sum(w n) / sum(w); chebyshev = 1 - (max(w n) + 0.05 sum(w n)) /
/// (max(w) + 0.05 sum(w)), augmented so that what the maximum does not see still counts (Steuer and
/// Choo, Math. Programming 26, 1983); product = product of r^w, r = value / worst, or worst / value
/// where less is better (Tan et al., MnasNet, CVPR 2019, with targets as the worst values).
void add_score(const Formulation& formulation, Metrics& metrics);

}  // namespace kirchhoff::objective
