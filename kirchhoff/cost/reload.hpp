// kirchhoff/cost/reload.hpp - cost of weights that are written for every image.
//
// Model: docs/models/mapping.md
#pragma once

#include "kirchhoff/cost/calibration.hpp"
#include "kirchhoff/cost/layer_work.hpp"
#include "kirchhoff/cost/unit_costs.hpp"
#include "kirchhoff/hardware/hardware.hpp"

namespace kirchhoff::cost {

/// Moving a layer's weights to their crossbars and programming the cells, per image. 0 for weights
/// that stay. Pure.
[[nodiscard]] Energy reload_energy(const LayerWork& work, const UnitCosts& units,
                                   const hardware::Hardware& hardware,
                                   const Calibration& calibration);

/// Time of it: the bits through the memory's port, or the rows of a crossbar one after the other,
/// whichever is longer; nothing else goes on meanwhile. Pure.
[[nodiscard]] Time reload_time(const LayerWork& work, const UnitCosts& units,
                               const hardware::Hardware& hardware, const Calibration& calibration);

}  // namespace kirchhoff::cost
