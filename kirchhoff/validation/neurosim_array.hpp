// kirchhoff/validation/neurosim_array.hpp - one crossbar of a NeuroSim run, from our components.
//
// In:    parameters of the run, constants
// Out:   CrossbarUnit: areas of its parts, energies of what it does, the time of one read
#pragma once

#include "kirchhoff/cost/calibration.hpp"
#include "kirchhoff/cost/logic_gates.hpp"
#include "kirchhoff/cost/roadmap.hpp"
#include "kirchhoff/validation/neurosim_runs.hpp"

namespace kirchhoff::validation {

/// A crossbar with drivers, multiplexer, converters and shift-adders.
struct CrossbarUnit {
  cost::Transistor transistor;
  cost::LogicGates gates;
  Area cells, drivers, multiplexer, converters, shift_add;
  double converter_count = 1.0;  // columns read at the same time
  double outputs = 1.0;          // sums of weights that leave at the same time
  double sum_bits = 1.0;         // width of such a sum
  Energy row;                    // one word line up
  Energy lines;                  // all bit lines before one read
  Energy switches;               // the multiplexers' step to other columns
  Energy conversion;             // one converter, once
  Energy accumulation;           // one shift-add
  Energy addition_bit;           // one bit of an adder with its register, further on
  Time window;                   // how long a column conducts
  Conductance cell_on, cell_off;
  Voltage read_voltage;  // over the cells
  Energy column_limit;   // most that a column gives in one read
  Time read;             // word line or multiplexer, converter, encoder; with the run's factor

  [[nodiscard]] Area sum() const { return cells + drivers + multiplexer + converters + shift_add; }
};

/// Pure. The parameters are those of a run that was read.
[[nodiscard]] CrossbarUnit crossbar_unit(const NeurosimParameters& parameters,
                                         const cost::Calibration& calibration);

}  // namespace kirchhoff::validation
