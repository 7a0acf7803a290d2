// kirchhoff/hardware/macro_design.hpp - one compute-in-memory macro as its designers describe it.
//
// In:    what a data sheet or paper states: cells, geometry, precision, converters, supply
// Out:   MacroDesign, which the macro model turns into energy, cycle and area
#pragma once

#include <span>
#include <string>

#include "kirchhoff/base/quantity.hpp"

namespace kirchhoff::hardware {

/// Which constants apply. Macros with eDRAM cells are SRAM analog, flash and MRAM are non-volatile.
enum class MacroFamily { SramAnalog, SramDigital, NonVolatile };

/// How products are summed. Charge summing: bit lines are discharged by what is 1. Charge
/// redistribution: capacitors of all cells share their charge. Voltage sensing: lines settle to a
/// weighted mean. Digital: adders.
enum class ComputeMode {
  CurrentSumming,
  ChargeSumming,
  ChargeRedistribution,
  VoltageSensing,
  Digital
};

/// What turns a sum into a number. Hybrid: an analog converter for part of the bits, adders for
/// the rest.
enum class ConverterKind { Unknown, None, Sar, Flash, Ramp, SenseAmplifier, TimeDomain, Hybrid };

/// How an input of several bits is applied in one cycle.
enum class InputCoding { Unknown, BitSerial, PulseWidth, PulseCount, Amplitude };

/// Adders of a digital macro: a tree below each column group; the same behind Booth-recoded inputs,
/// which need one partial product for two bits; or an adder in every cell.
enum class AdderKind { Tree, BoothTree, InCell };

/// "sram-analog", "charge-redistribution", "sar", "pulse-width", "in-cell", ...
[[nodiscard]] std::span<const std::string> macro_family_names();
[[nodiscard]] std::span<const std::string> compute_mode_names();
[[nodiscard]] std::span<const std::string> converter_kind_names();
[[nodiscard]] std::span<const std::string> input_coding_names();

/// One bank; a macro has `banks` of them. Counts are real numbers where papers state averages
/// (ternary weights have 1.5 bits, three-level converters 3.46).
struct MacroDesign {
  MacroFamily family = MacroFamily::SramAnalog;
  ComputeMode mode = ComputeMode::ChargeSumming;
  ConverterKind converter = ConverterKind::Unknown;
  InputCoding coding = InputCoding::Unknown;
  AdderKind adders = AdderKind::Tree;
  double node_nm = 28.0;        // 3 to 350
  Voltage supply = volts(0.9);  // 0.2 to 5 V
  double rows = 128.0;          // of one bank
  double columns = 128.0;
  double cells = 0.0;             // of one bank; 0: rows x columns
  double cell_transistors = 8.0;  // of an SRAM or eDRAM cell, 1 to 40
  double dot_length = 128.0;      // products summed by one conversion or tree
  double outputs = 16.0;          // sums finished by one bank in one cycle
  double input_bits = 1.0;        // applied in one cycle
  double weight_bits = 1.0;
  double converter_bits = 1.0;  // 0 without a converter
  double banks = 1.0;

  /// Operations of 1 bit in one cycle of one bank; one multiply-accumulate is two.
  [[nodiscard]] double operations() const {
    return 2.0 * dot_length * outputs * input_bits * weight_bits;
  }
};

/// Throws Error(Input) naming the first field outside its range. Thread-safe.
void check_macro(const MacroDesign& macro);

}  // namespace kirchhoff::hardware
