// kirchhoff/noise/wire_resistance.hpp - what the wires of a crossbar of linear cells do to it.
//
// In:    conductances of the cells, resistance of one segment of wire
// Out:   the effective matrix: column currents = voltages x matrix, exactly
// Model: docs/models/wire_resistance.md
#pragma once

#include <span>
#include <vector>

#include "kirchhoff/base/quantity.hpp"

namespace kirchhoff::noise {

/// Resistance of one segment of wire: between two cells, between the driver and the first cell of
/// a row, and between the last cell of a column and its converter, which holds 0 V. 0: ideal.
struct WireSegments {
  Resistance row;
  Resistance column;
  [[nodiscard]] bool are_ideal() const { return row == ohms(0.0) && column == ohms(0.0); }
};

/// Throws Error(Input) unless both are finite and at least 0.
void check_wires(const WireSegments& wires);

/// The effective conductances [rows][columns] in siemens of a crossbar with `conductance_s`
/// [rows][columns]: the current of column j is the sum over rows i of voltage i times effective
/// (i, j). Solves Kirchhoff's current law of all 2 x rows x columns nodes exactly, by halves of the
/// crossbar that are joined: about 50 n^3 operations for n x n cells. Throws Error(Input) for a
/// conductance that is negative or not finite, naming its row and column, for wires as above, and
/// for a system without a unique solution. Thread-safe; the bits are those of OpenBLAS on one type
/// of machine and number of threads.
[[nodiscard]] std::vector<double> effective_conductance(std::span<const double> conductance_s,
                                                        int rows, int columns,
                                                        const WireSegments& wires);

/// Column currents in amperes: `voltage_v` [rows] times `effective_s` [rows][columns].
[[nodiscard]] std::vector<double> column_currents(std::span<const double> effective_s,
                                                  std::span<const double> voltage_v);

}  // namespace kirchhoff::noise
