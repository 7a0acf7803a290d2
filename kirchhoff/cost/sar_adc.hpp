// kirchhoff/cost/sar_adc.hpp - cost of one successive-approximation analog-to-digital converter.
//
// Model: docs/models/sar_adc.md
#pragma once

#include "kirchhoff/cost/calibration.hpp"
#include "kirchhoff/cost/component_cost.hpp"
#include "kirchhoff/cost/technology.hpp"

namespace kirchhoff::cost {

/// One conversion of `bits` (1 to 12) at the end of a column of `rows` cells; area of one
/// converter.
[[nodiscard]] ComponentCost sar_adc_cost(int bits, int rows, const Calibration& calibration,
                                         const Scaling& scaling);

}  // namespace kirchhoff::cost
