// kirchhoff/hardware/device.hpp - one kind of memory cell: electrical figures and noise.
#pragma once

#include <string>
#include <vector>

#include "kirchhoff/base/quantity.hpp"
#include "kirchhoff/hardware/cell_laws.hpp"

namespace kirchhoff::hardware {

/// Sram: charge in a cell, for ever or, with Device::retention, until it is refreshed (eDRAM).
enum class DeviceType { Rram, Pcm, Sram };
[[nodiscard]] const std::string& device_type_name(DeviceType type);  // "rram", "pcm", "sram"

/// How weights become cells.
enum class Encoding {
  DifferentialPair,  // w = G+ - G-: two cells per slice of |w|, subtracted before the converter
  TwosComplement,    // one cell per slice of the two's complement; the top bit counts negative
  Offset,            // one cell per slice of w + 2^(bits-1); a choice of a chip, never of a device
};

/// What adds the products of a column. Digital sums are exact: no converter rounds them and no
/// noise reaches them.
enum class Summing { Converter, AdderTree };
[[nodiscard]] const std::string& summing_name(Summing summing);  // "converter", "adder-tree"

/// A cell of a device. Conductances of charge-domain SRAM are relative (0 and 1 on one capacitor),
/// so that one description serves all noise models. Every number is read from a file with its
/// source.
struct Device {
  std::string name;    // file stem, "rram-wan"
  std::string title;   // for people
  std::string source;  // citation
  DeviceType type = DeviceType::Rram;
  Encoding encoding = Encoding::DifferentialPair;
  Summing summing = Summing::Converter;  // AdderTree: SRAM in two's complement only
  int max_cell_bits = 1;                 // 1 to 4

  // Electrical.
  Conductance g_min;  // of level 0
  Conductance g_max;  // of the top level; for Sram the equivalent C V_dd figure is cell_capacitance
  Voltage read_voltage;
  Capacitance cell_capacitance;  // Sram: the coupling capacitor of one cell; else 0
  double cell_area_f2 = 0.0;     // cell area / feature size^2
  Energy write_energy;           // per cell and programming, informative

  // Programming error: sd of the conductance after programming, in siemens, as a polynomial in
  // x = target / g_reference (ascending powers), never below 0; the result is clipped at 0.
  Conductance g_reference;
  std::vector<double>
      programming_sd_us;  // microsiemens; Sram: relative capacitor mismatch in g_max
  // Where it is measured at several times, in their order, these hold instead.
  std::vector<ProgrammingAt> programming_over_time;
  // Thermal, shot and cycle noise of one cell and read, relative to g_max; drawn per product.
  double read_sd_relative = 0.0;
  // Noise referred to the converter's input, in LSB; drawn per conversion.
  double converter_sd_lsb = 0.0;
  // 1/f noise accumulated since programming, drawn once per programming and time:
  // sd = Q sqrt(ln((t + t_read) / (2 t_read))) with Q by the form.
  bool has_low_frequency_noise = false;
  LowFrequencyForm low_frequency_form = LowFrequencyForm::Power;
  double low_frequency_coefficient = 0.0, low_frequency_exponent = 0.0, low_frequency_limit = 0.0;
  double low_frequency_line[4] = {0, 0, 0, 0};  // slope, intercept, low, high
  UpperLaw low_frequency_above;
  Time low_frequency_read_time;
  // Drift G(t) = G (t / t0)^-nu, nu = |mean + sd xi|,
  // mean = clip(slope ln x + intercept, low, high), likewise sd.
  bool has_drift = false;
  Time drift_t0;
  double drift_mean[4] = {0, 0, 0, 0};  // slope, intercept, low, high
  double drift_sd[4] = {0, 0, 0, 0};
  UpperLaw drift_mean_above, drift_sd_above;

  Relaxation relaxation;
  CellVariation variation;
  StuckCells stuck;
  ThermalLaw thermal;
  CurveLaw curve;
  Retention retention;
};

/// Of a device file: "rram", "pcm", "sram", or "edram" for gain cells.
[[nodiscard]] const std::string& cell_type_name(const Device& device);

/// Throws Error(Input) naming the first impossible figure: negative sd at some level, g_max <=
/// g_min, bits outside 1..4, drift that grows, missing source.
void check_device(const Device& device);

}  // namespace kirchhoff::hardware
