// kirchhoff/cost/cells.hpp - cost of reading the crossbars' cells.
//
// Model: docs/models/cells.md
#pragma once

#include "kirchhoff/cost/calibration.hpp"
#include "kirchhoff/cost/component_cost.hpp"
#include "kirchhoff/cost/technology.hpp"
#include "kirchhoff/hardware/hardware.hpp"

namespace kirchhoff::cost {

/// All cells of one weight read in one vector: `mean_square` is the input's mean square relative to
/// full scale summed over steps, `mean_level_sum` the levels relative to the top summed over cells,
/// `cells` the cells of a weight.
[[nodiscard]] Energy weight_read_energy(double mean_square, double mean_level_sum, int cells,
                                        const hardware::Hardware& hardware,
                                        const Calibration& calibration);

/// One cell: area, and latency of one read. Its energy depends on data: weight_read_energy.
[[nodiscard]] ComponentCost cell_cost(const hardware::Hardware& hardware,
                                      const Calibration& calibration, const Scaling& scaling);

}  // namespace kirchhoff::cost
