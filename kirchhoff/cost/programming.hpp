// kirchhoff/cost/programming.hpp - energy and time to write a network's weights into its cells.
//
// Model: docs/models/programming.md
#pragma once

#include "kirchhoff/base/quantity.hpp"
#include "kirchhoff/hardware/hardware.hpp"
#include "kirchhoff/mapping/mapping.hpp"

namespace kirchhoff::cost {

struct Calibration;
struct Scaling;

/// Constants of [programming] in data/calibration/.
struct ProgrammingCalibration {
  Time resistive_row;                  // one row, all its pulses and checks; not scaled
  double resistive_uncertainty = 1.0;  // geometric standard deviation of energy and time
  double sram_uncertainty = 1.0;
};

/// Throws Error(Input) naming the first constant that is out of range.
void check_programming(const ProgrammingCalibration& programming);

struct ProgrammingCost {
  Energy energy;
  Time latency;
  double uncertainty = 1.0;  // geometric standard deviation of both
};

/// One cell: the device's write energy; for SRAM, which has none of its own, its share of bit line
/// and word line at the chip's supply.
[[nodiscard]] Energy cell_write_energy(const hardware::Hardware& hardware,
                                       const Calibration& calibration, const Scaling& scaling);
/// One row of one crossbar: SRAM in one clock cycle, others with pulse and check.
[[nodiscard]] Time row_write_time(const hardware::Hardware& hardware,
                                  const Calibration& calibration);

/// Writes `cells` cells, `rows` rows one after the other (both 0 or more): what reloading a part of
/// the weights costs, memory outside not included.
[[nodiscard]] ProgrammingCost programming_cost(double cells, double rows,
                                               const hardware::Hardware& hardware,
                                               const Calibration& calibration,
                                               const Scaling& scaling);

/// Writes all weights of a mapped network, every copy, once: tiles at the same time, the crossbars
/// of one tile in turn. Cells that hold no weight are left as they are. Pure.
[[nodiscard]] ProgrammingCost programming_cost(const mapping::Mapping& mapping,
                                               const hardware::Hardware& hardware,
                                               const Calibration& calibration,
                                               const Scaling& scaling);

}  // namespace kirchhoff::cost
