// kirchhoff/cost/leakage.hpp - power of what is switched on but idle.
//
// Model: docs/models/leakage.md
#pragma once

#include "kirchhoff/cost/calibration.hpp"
#include "kirchhoff/cost/technology.hpp"

namespace kirchhoff::cost {

/// Leakage of `logic` area and `buffer` area that are powered.
[[nodiscard]] Power leakage_power(Area logic, Area buffer, const Calibration& calibration,
                                  const Scaling& scaling);

}  // namespace kirchhoff::cost
