// kirchhoff/validation/cimloop_components.hpp - what CiMLoop's published chips are made of.
//
// In:    data/simulators/cimloop.toml
// Out:   CimloopComponents: the same component choices for our estimate of the same chip
// Model: docs/models/cimloop_chip.md
#pragma once

#include <vector>

#include "kirchhoff/base/quantity.hpp"

namespace kirchhoff::validation {

/// Low-standby-power transistors and the narrowest wires of one node.
struct CimloopTransistor {
  double nm = 0.0;
  Length width;                        // one feature size, or the perimeter of one fin
  Voltage supply;                      // at which the current holds
  Voltage threshold, slope;            // 2 n kT/q
  double resistance_multiplier = 1.0;  // effective resistance x current / supply
  Current current_per_metre;           // of an n-transistor's width
  Capacitance gate_per_metre;
  double resistivity_ohm_m = 0.0;  // of a wire's whole section
};

/// Figures of cells, transistors and wires. All above 0.
struct CimloopComponents {
  // [rram] The device and its access transistor are in series.
  Resistance rram_on, rram_off, rram_access;
  double rram_access_width = 0.0;  // in feature sizes
  Voltage rram_read_voltage;
  double rram_cell_area_f2 = 0.0;

  // [sram] Widths in feature sizes.
  double sram_access_width = 0.0, sram_pull_width = 0.0;
  double sram_cell_area_f2 = 0.0;

  // [operation]
  Time read_pulse;
  int adc_bits = 0;
  Capacitance adc_linear, adc_exponential;  // energy (b linear + 4^b exponential) V^2
  double buffer_word_bits = 0.0;
  Energy external_energy_per_bit;
  double buffer_depth_exponent = 0.0;

  // [device]
  double p_width_per_n = 0.0;
  double wire_thickness_per_width = 0.0;  // of a wire as wide as the feature size

  std::vector<CimloopTransistor> transistors;  // from large to small nodes, at least one

  /// Figures at a node: linear between two, those of the nearest outside (a width grows with nm).
  [[nodiscard]] CimloopTransistor transistor_at(double node_nm) const;
};

/// Reads the shipped file. Throws Error(Input) with file:line for a figure that is missing or not
/// above 0.
[[nodiscard]] CimloopComponents load_cimloop_components();

}  // namespace kirchhoff::validation
