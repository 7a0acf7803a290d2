// kirchhoff/cost/signals.hpp - what a layer's bits mean for its word lines and cells.
//
// In:    LayerActivity: shares of ones per bit plane, histogram of weight levels
// Out:   expectations per vector; exact when bits are independent
// Model: docs/models/cells.md
#pragma once

#include "kirchhoff/hardware/hardware.hpp"
#include "kirchhoff/network/activity.hpp"

namespace kirchhoff::cost {

/// Of one row, summed over the input steps of one vector.
struct InputSignal {
  double active_steps = 0.0;  // steps in which the input is not 0
  double mean_square = 0.0;   // of the input relative to the DAC's full scale
};
[[nodiscard]] InputSignal input_signal(const network::LayerActivity& activity, int dac_bits);

/// Mean of the sum over one weight's cells of level / top level.
[[nodiscard]] double mean_level_sum(const network::LayerActivity& activity, int weight_bits,
                                    const hardware::Hardware& hardware);

}  // namespace kirchhoff::cost
