// kirchhoff/cost/drivers.hpp - cost of one word line: input register, DAC and line.
//
// Model: docs/models/drivers.md
#pragma once

#include "kirchhoff/cost/calibration.hpp"
#include "kirchhoff/cost/component_cost.hpp"
#include "kirchhoff/cost/technology.hpp"
#include "kirchhoff/hardware/hardware.hpp"

namespace kirchhoff::cost {

/// Side of one cell of the chip's device.
[[nodiscard]] Length cell_pitch(const hardware::Hardware& hardware);

/// One slot of a pulse: the counter of a row that is not done yet. 0 unless digits of several bits
/// are pulse widths.
[[nodiscard]] Energy slot_energy(const hardware::Hardware& hardware, const Calibration& calibration,
                                 const Scaling& scaling);

/// One row driven for one step with an input that is not 0; area of one row's driver; latency of
/// setting up one read.
[[nodiscard]] ComponentCost driver_cost(const hardware::Hardware& hardware,
                                        const Calibration& calibration, const Scaling& scaling);

}  // namespace kirchhoff::cost
