// kirchhoff/cost/refresh.cpp - equation of refreshing cells.
#include "kirchhoff/cost/refresh.hpp"

#include "kirchhoff/cost/calibration.hpp"
#include "kirchhoff/cost/programming.hpp"
#include "kirchhoff/cost/technology.hpp"

namespace kirchhoff::cost {

Power refresh_power(const hardware::Hardware& hardware, const Calibration& calibration,
                    const Scaling& scaling) {
  if (!hardware.device.retention.is_on()) return {};
  const hardware::CrossbarShape& shape = hardware.crossbar;
  const double cells = static_cast<double>(shape.rows()) * shape.columns();
  // eq. 1: each cell is read and written once a period, each over one line that moves for half of
  // the bits, where a write to SRAM moves one of two lines for every bit.
  return cells * cell_write_energy(hardware, calibration, scaling) /
         hardware::refresh_period(hardware);
}

}  // namespace kirchhoff::cost
