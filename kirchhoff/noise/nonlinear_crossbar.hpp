// kirchhoff/noise/nonlinear_crossbar.hpp - column currents of a crossbar whose cells are not ohmic.
//
// In:    the current-voltage curve of every cell, row voltages, resistance of the wires
// Out:   column currents, by Newton's method
// Model: docs/models/wire_resistance.md
#pragma once

#include <span>
#include <vector>

#include "kirchhoff/noise/wire_resistance.hpp"

namespace kirchhoff::noise {

/// The cells of a crossbar, [rows][columns] each: current = linear V + quadratic V^2 + cubic V^3,
/// with V from row to column. Empty quadratic or cubic: none.
struct CellCurves {
  std::span<const double> linear_s;
  std::span<const double> quadratic;  // A / V^2
  std::span<const double> cubic;      // A / V^3
};

struct NonlinearSolution {
  std::vector<double> current_a;  // of each column
  int newton_steps = 0;
  double residual_v = 0.0;  // largest mismatch of a cell's voltage that was left
};

/// Solves for the voltage of every cell to 1e-12 of the largest row voltage. Each of Newton's steps
/// takes conjugate gradients whose matrix is never written down: sums along wires are its products.
/// Throws Error(Input) for numbers that are not finite, wires as in check_wires(), cells whose
/// current falls with voltage at a voltage on the way, and when 50 steps do not suffice.
/// Thread-safe; the bits depend on nothing but the inputs.
[[nodiscard]] NonlinearSolution nonlinear_currents(const CellCurves& cells,
                                                   std::span<const double> voltage_v,
                                                   const WireSegments& wires);

}  // namespace kirchhoff::noise
