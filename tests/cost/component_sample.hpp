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

inline MemoryCalibration memory() {
  MemoryCalibration m;
  m.edram_access_cycles = 2.0;
  m.edram_uncertainty = 1.5;
  m.sram_energy_per_bit = picojoules(0.08);
  m.sram_reference_kib = 8.0;
  m.sram_energy_exponent = 0.5;
  m.sram_cell_overhead = 1.4;
  m.sram_area_fixed = square_micrometres(60.0);
  m.sram_leakage = PowerDensity(1e4);
  m.sram_uncertainty = 1.7;
  m.gain_cell_energy_per_bit = picojoules(1.0);
  m.gain_cell_reference_kib = 128.0;
  m.gain_cell_area_per_bit = square_micrometres(0.25);
  m.gain_cell_standby = PowerDensity(3e3);
  m.gain_cell_uncertainty = 6.0;
  m.register_file_energy_per_bit = femtojoules(5.0);
  m.register_file_area_per_bit = square_micrometres(3.0);
  m.register_file_uncertainty = 1.8;
  return m;
}

inline LinkCalibration links() {
  LinkCalibration l;
  l.bus_area_per_bit = square_micrometres(25.0);
  l.wire_uncertainty = 1.6;
  l.chip_link_energy_per_bit = picojoules(3.0);
  l.chip_link_bits_per_s = 5e10;
  l.chip_link_area = square_micrometres(2e7);
  l.chip_link_uncertainty = 5.0;
  l.dram_energy_low = picojoules(3.7);
  l.dram_energy_high = picojoules(8.0);
  l.dram_uncertainty = 1.5;
  return l;
}

inline ProgrammingCalibration programming() {
  ProgrammingCalibration p;
  p.resistive_row = nanoseconds(1e4);
  p.resistive_uncertainty = 5.0;
  p.sram_uncertainty = 1.8;
  return p;
}

// sample::calibration() with the constants above.
inline Calibration components() {
  Calibration c = calibration();
  c.gates = gates();
  c.technology = technology();
  c.memory = memory();
  c.links = links();
  c.programming = programming();
  return c;
}

}  // namespace kirchhoff::cost::sample
