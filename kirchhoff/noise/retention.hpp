// kirchhoff/noise/retention.hpp - what is left of the charge of leaking cells, over a refresh
// period.
//
// Model: docs/models/devices.md eq. 18b
#pragma once

#include "kirchhoff/hardware/hardware.hpp"

namespace kirchhoff::noise {

/// Of all cells of a crossbar at one moment, as a share of what was written.
struct RetainedCharge {
  double mean = 1.0;
  double sd = 0.0;  // between cells: of other ages, and that leak at other rates
};

/// By integration over ages and time constants; 1 and 0 for cells that keep their charge. Pure.
[[nodiscard]] RetainedCharge retained_charge(const hardware::Hardware& hardware);

}  // namespace kirchhoff::noise
