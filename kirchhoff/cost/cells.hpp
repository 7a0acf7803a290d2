// kirchhoff/cost/cells.hpp - cost of reading the crossbars' cells.
//
// Model: docs/models/cells.md
#pragma once

#include "kirchhoff/cost/calibration.hpp"
#include "kirchhoff/cost/component_cost.hpp"
#include "kirchhoff/cost/signals.hpp"
#include "kirchhoff/cost/technology.hpp"
#include "kirchhoff/hardware/hardware.hpp"

namespace kirchhoff::cost {

/// All cells of one weight read in one vector; `cells` are the cells of a weight.
[[nodiscard]] Energy weight_read_energy(const ReadSignal& signal, int cells,
                                        const hardware::Hardware& hardware,
                                        const Calibration& calibration);

/// One cell: area, and latency of one read, of one slot where inputs are pulse widths. Its energy
/// depends on data: weight_read_energy.
[[nodiscard]] ComponentCost cell_cost(const hardware::Hardware& hardware,
                                      const Calibration& calibration, const Scaling& scaling);

}  // namespace kirchhoff::cost
