// kirchhoff/cost/column_converter.hpp - converters at the foot of a crossbar's columns, built up
// from comparators and gates.
//
// In:    levels to tell apart, transistors and gates of the node
// Out:   ColumnConverter
// Model: docs/models/column_converter.md
#pragma once

#include "kirchhoff/cost/logic_gates.hpp"
#include "kirchhoff/cost/roadmap.hpp"

namespace kirchhoff::cost {

/// One converter. Energy is of one conversion.
struct ColumnConverter {
  Area area;
  Energy energy;
  Power bias;    // static, as long as a read lasts
  Time latency;  // from the cells' current to the code
  Time window;   // how long the column must conduct for it
};

/// What a column offers: its load, the current of one cell that conducts, and that of a column
/// in which a typical number of them does.
struct ColumnSignal {
  Capacitance line;
  Current cell, column;
};

/// Flash converter of `levels` (at least 2): levels - 1 comparators. In current mode each
/// comparator has a copy of the column's current, biased at `sense` overdrive; otherwise the column
/// is discharged until one cell has moved it by `sense`.
[[nodiscard]] ColumnConverter current_flash(double levels, Voltage sense, double alpha,
                                            const ColumnSignal& signal,
                                            const Transistor& transistor, const LogicGates& gates);
[[nodiscard]] ColumnConverter voltage_flash(double levels, Voltage sense,
                                            const ColumnSignal& signal, const LogicGates& gates);

/// Successive approximation of log2(levels) bits, rounded up, behind a column of `rows` cells.
[[nodiscard]] ColumnConverter stepped_converter(double levels, double rows,
                                                const LogicGates& gates);

}  // namespace kirchhoff::cost
