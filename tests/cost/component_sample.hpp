// tests/cost/component_sample.hpp - the sample calibration with round constants of the components
// that keep their own.
#pragma once

#include "tests/cost/sample.hpp"

namespace kirchhoff::cost::sample {

inline GateLibrary gates() {
  GateLibrary library;
  library.nand_area = square_micrometres(0.5);
  library.nand_capacitance = femtofarads(0.8);
  library.nand_delay = picoseconds(50.0);
  library.xor_area = 2.0;
  library.xor_capacitance = 1.5;
  library.xor_delay = 2.5;
  library.register_area = 6.0;
  library.register_capacitance = 3.0;
  library.uncertainty = 2.0;
  return library;
}

inline Technology technology() {
  Technology t;
  t.nominal_supply.add("nominal_v", 130.0, 1.3);
  t.nominal_supply.add("nominal_v", 7.0, 0.7);
  t.off_current.add("off_current_pa_per_um", 90.0, 3e-6);
  t.off_current.add("off_current_pa_per_um", 45.0, 12e-6);
  t.leakage_doubling_kelvin.add("doubling_k", 90.0, 20.0);
  t.leakage_doubling_kelvin.add("doubling_k", 22.0, 20.0);
  t.sram_cell_area.add("cell_area_um2", 28.0, 0.125e-12);
  t.sram_cell_area.add("cell_area_um2", 7.0, 0.025e-12);
  t.wire_resistance.add("resistance_ohm_per_um", 28.0, 4e6);
  t.inverter_delay.add("inverter_ps", 28.0, 9e-12);
  t.mobility_exponent = 1.5;
  t.threshold_per_kelvin = volts(1e-3);
  return t;
}

// sample::calibration() with the constants above.
inline Calibration components() {
  Calibration c = calibration();
  c.gates = gates();
  c.technology = technology();
  return c;
}

}  // namespace kirchhoff::cost::sample
