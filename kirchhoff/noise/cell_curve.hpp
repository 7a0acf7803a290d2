// kirchhoff/noise/cell_curve.hpp - how the current of one cell grows with its voltage.
//
// In:    CurveLaw of a device, a conductance
// Out:   the shares of the read current that grow with voltage, its square and its cube
// Model: docs/models/analog_layer.md
#pragma once

#include "kirchhoff/hardware/hardware.hpp"

namespace kirchhoff::noise {

/// The current at a share v (0 to 1) of the read voltage V_r is
/// G V_r (linear v + square v^2 + cube v^3); the three add up to 1, because G is what is read at
/// V_r.
struct CurveShares {
  double linear = 1.0, square = 0.0, cube = 0.0;
};

/// The shape of the device's law, taken at `conductance` or the nearest in g_min to g_max, above 0:
/// the range in which the law was measured. Thread-safe.
[[nodiscard]] CurveShares curve_shares(const hardware::Device& device, Conductance conductance);

/// Throws Error(Input) where the current of a cell of g_min to g_max does not rise all the way to
/// the read voltage: such a law is used outside the voltages that it was fitted to.
void check_curve(const hardware::Device& device);

/// Whether amplitudes make the products of this chip other than linear.
[[nodiscard]] bool bends_products(const hardware::Hardware& hardware);

}  // namespace kirchhoff::noise
