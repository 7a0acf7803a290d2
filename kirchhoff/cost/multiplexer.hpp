// kirchhoff/cost/multiplexer.hpp - cost of the switches by which columns share a converter.
//
// Model: docs/models/multiplexer.md
#pragma once

#include "kirchhoff/cost/calibration.hpp"
#include "kirchhoff/cost/component_cost.hpp"
#include "kirchhoff/cost/technology.hpp"

namespace kirchhoff::cost {

/// One conversion's selection; area of the multiplexer of one converter with `columns` inputs (at
/// least 1). Its delay is part of the converter's.
[[nodiscard]] ComponentCost multiplexer_cost(int columns, const Calibration& calibration,
                                             const Scaling& scaling);

}  // namespace kirchhoff::cost
