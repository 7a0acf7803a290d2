// kirchhoff/cost/refresh.hpp - power of keeping charge in cells from which it leaks.
//
// Model: docs/models/refresh.md
#pragma once

#include "kirchhoff/base/quantity.hpp"
#include "kirchhoff/hardware/hardware.hpp"

namespace kirchhoff::cost {

struct Calibration;
struct Scaling;

/// Of one crossbar, whether it computes or not; 0 for cells that keep their weights. Pure.
[[nodiscard]] Power refresh_power(const hardware::Hardware& hardware,
                                  const Calibration& calibration, const Scaling& scaling);

}  // namespace kirchhoff::cost
