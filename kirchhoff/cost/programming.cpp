// kirchhoff/cost/programming.cpp - equations of writing weights.
#include "kirchhoff/cost/programming.hpp"

#include <cmath>

#include "kirchhoff/base/error.hpp"
#include "kirchhoff/cost/calibration.hpp"
#include "kirchhoff/cost/drivers.hpp"
#include "kirchhoff/cost/technology.hpp"

namespace kirchhoff::cost {
namespace {

bool is_sram(const hardware::Hardware& hardware) {
  return hardware.device.type == hardware::DeviceType::Sram;
}

}  // namespace

void check_programming(const ProgrammingCalibration& programming) {
  require(std::isfinite(programming.resistive_row.si()) && programming.resistive_row > Time{},
          "[programming]: resistive_row_us must be greater than 0");
  require(programming.resistive_uncertainty >= 1.0 && programming.sram_uncertainty >= 1.0,
          "[programming]: resistive_uncertainty ({}) and sram_uncertainty ({}) must be at least 1",
          programming.resistive_uncertainty, programming.sram_uncertainty);
}

Energy cell_write_energy(const hardware::Hardware& hardware, const Calibration& calibration,
                         const Scaling& scaling) {
  if (!is_sram(hardware)) return hardware.device.write_energy;
  const Voltage reference = calibration.reference_supply;
  const double rows = hardware.crossbar.rows();
  const Capacitance wire =
      cell_pitch(hardware) * calibration.wire_per_metre_capacitance / metres(1.0);
  // eq. 1: one of two bit lines falls by the whole supply, past a transistor's drain in each row;
  // the word line passes the gates of two transistors. A drain is about as large as a gate.
  const double transistors = rows + 2.0;
  const double lengths = rows + 1.0;
  return transistors * calibration.wire_per_cell * reference * reference * scaling.energy +
         lengths * wire * hardware.supply * hardware.supply;
}

Time row_write_time(const hardware::Hardware& hardware, const Calibration& calibration) {
  if (is_sram(hardware)) return 1.0 / hardware.clock;
  return calibration.programming.resistive_row;
}

ProgrammingCost programming_cost(double cells, double rows, const hardware::Hardware& hardware,
                                 const Calibration& calibration, const Scaling& scaling) {
  KIRCHHOFF_ASSERT(cells >= 0.0 && rows >= 0.0);
  const ProgrammingCalibration& programming = calibration.programming;
  return {
      .energy = cells * cell_write_energy(hardware, calibration, scaling),  // eq. 2
      .latency = rows * row_write_time(hardware, calibration),              // eq. 3
      .uncertainty =
          is_sram(hardware) ? programming.sram_uncertainty : programming.resistive_uncertainty,
  };
}

ProgrammingCost programming_cost(const mapping::Mapping& mapping,
                                 const hardware::Hardware& hardware, const Calibration& calibration,
                                 const Scaling& scaling) {
  const hardware::CrossbarShape& shape = hardware.crossbar;
  const double crossbar_cells = static_cast<double>(shape.rows()) * shape.columns();
  double cells = 0.0;
  for (const mapping::LayerMapping& layer : mapping.layers) {
    cells += static_cast<double>(layer.crossbars) * layer.utilisation * crossbar_cells;
  }
  const double in_turn =
      mapping.tiles == 0
          ? 0.0
          : std::ceil(static_cast<double>(mapping.crossbars) / static_cast<double>(mapping.tiles));
  return programming_cost(cells, in_turn * shape.rows(), hardware, calibration, scaling);
}

}  // namespace kirchhoff::cost
