// kirchhoff/cost/buffer.hpp - cost of a tile's buffer, and of what does not fit into it.
//
// Model: docs/models/buffer.md
#pragma once

#include "kirchhoff/cost/calibration.hpp"
#include "kirchhoff/cost/component_cost.hpp"
#include "kirchhoff/cost/technology.hpp"

namespace kirchhoff::cost {

/// One bit written or read; area of one buffer of `kib` KiB; latency of one bit at `clock`.
[[nodiscard]] ComponentCost buffer_cost(double kib, Frequency clock, const Calibration& calibration,
                                        const Scaling& scaling);

/// Share of a working set that does not fit: 0 to 1.
[[nodiscard]] double spilled_share(double working_set_bits, double capacity_bits);

}  // namespace kirchhoff::cost
