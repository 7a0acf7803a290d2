// kirchhoff/cost/signals.hpp - what a layer's bits mean for its word lines and cells.
//
// In:    LayerActivity: bit planes and histogram of the input, weight levels, what ones meet
// Out:   expectations per vector; what the activity does not hold is taken as independent
// Model: docs/models/cells.md, docs/models/activity.md
#pragma once

#include "kirchhoff/hardware/hardware.hpp"
#include "kirchhoff/network/activity.hpp"

namespace kirchhoff::cost {

/// Of one row, summed over the input steps of one vector.
struct InputSignal {
  double active_steps = 0.0;  // steps in which the input is not 0
  double mean_square = 0.0;   // of the input relative to the DAC's full scale
};
/// Exact where dac_bits is 1 or the activity has value_counts. Pure, thread-safe.
[[nodiscard]] InputSignal input_signal(const network::LayerActivity& activity, int dac_bits);

/// Mean of the sum over one weight's cells of level / top level. Exact for pairs; for two's
/// complement when the activity has complement_ones.
[[nodiscard]] double mean_level_sum(const network::LayerActivity& activity, int weight_bits,
                                    const hardware::Hardware& hardware);

/// Of one row and one of its weights, summed over the input steps of one vector.
struct ReadSignal {
  double active_steps = 0.0;    // steps in which the row's input is not 0
  double slots = 0.0;           // of pulses; 0 in other codings
  double exposure = 0.0;        // time at the read voltage x squared share of it, in reads
  double exposed_levels = 0.0;  // of that x the weight's sum of level / top level
};
/// Joins inputs and weights: what a row's ones meet where the activity has met_magnitude (pairs) or
/// met_complement, else independent rows and weights. An amplitude is there for one read with its
/// share of full scale, a pulse at full scale for its slots. Pure, thread-safe; about a
/// microsecond.
[[nodiscard]] ReadSignal read_signal(const network::LayerActivity& activity, int weight_bits,
                                     const hardware::Hardware& hardware);

}  // namespace kirchhoff::cost
