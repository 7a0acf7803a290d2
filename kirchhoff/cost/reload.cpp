// kirchhoff/cost/reload.cpp - equations of weights that are written for every image.
#include "kirchhoff/cost/reload.hpp"

#include <algorithm>

namespace kirchhoff::cost {

Energy reload_energy(const LayerWork& work, const UnitCosts& units,
                     const hardware::Hardware& hardware, const Calibration& calibration) {
  const Energy source =
      work.loads_from_outside ? calibration.external_energy_per_bit : units.buffer.energy;
  // eq. 5: from its source, through a router, over a tile, into the cells.
  return work.loaded_bits * (source + units.router.energy + units.bit_across_tile) +
         work.written_cells * hardware.device.write_energy;
}

Time reload_time(const LayerWork& work, const UnitCosts& units, const hardware::Hardware& hardware,
                 const Calibration& calibration) {
  if (work.loads <= 0.0) return {};
  const Time port = work.loads_from_outside
                        ? work.loaded_bits / (calibration.external_bits_per_cycle * hardware.clock)
                        : work.loaded_bits / work.tiles * units.buffer.latency;
  // eq. 6: one row a cycle. Device files state no time: a lower bound for all but SRAM.
  const Time rows = work.loads * work.rows_per_load * units.cycle;
  return std::max(port, rows);
}

}  // namespace kirchhoff::cost
