// kirchhoff/cost/thermal_limit.hpp - what thermal noise lets a conversion and a summing node cost
// at the least.
//
// Model: docs/models/physics.md, eq. 1 to 3
#pragma once

#include "kirchhoff/base/quantity.hpp"
#include "kirchhoff/cost/calibration.hpp"
#include "kirchhoff/hardware/hardware.hpp"

namespace kirchhoff::cost {

/// Least energy to charge a capacitor to a full scale of 2^bits steps on which thermal noise is as
/// large as quantisation noise, in J: 12 k T 4^bits. `bits` 0 or more, `kelvin` above 0.
[[nodiscard]] Energy thermal_limit(double bits, double kelvin);

/// An energy that a chip spends beside the least it could be.
struct ThermalBudget {
  double bits = 0.0;  // that are resolved
  Energy energy;      // with the chip's factors
  Energy limit;
};

/// One conversion. Nothing is converted, and the limit is 0, on a chip that sums by adder trees.
[[nodiscard]] ThermalBudget conversion_budget(const hardware::Hardware& hardware,
                                              const Calibration& calibration);
/// The node on which the charges of all active rows of a column meet. The limit is 0 on a chip that
/// sums currents or digitally.
[[nodiscard]] ThermalBudget summing_budget(const hardware::Hardware& hardware,
                                           const Calibration& calibration);

}  // namespace kirchhoff::cost
