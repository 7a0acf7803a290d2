// kirchhoff/hardware/periphery.hpp - what is around the cells: how inputs are put on rows, and what
// is not ideal: wires, temperature, converters, drift. As it is made, everything is ideal.
//
// Model: docs/models/periphery.md
#pragma once

#include <span>
#include <string>

#include "kirchhoff/base/quantity.hpp"
#include "kirchhoff/hardware/macro_design.hpp"

namespace kirchhoff::hardware {

/// What products are divided by when cells have drifted.
enum class DriftCompensation {
  Global,     // the mean decay of the layer's cells
  None,       // nothing
  PerColumn,  // the decay of the cells of each output
};

/// Where the thresholds of a converter lie.
enum class ConverterModel {
  Ideal,     // where they should
  Sar,       // binary-weighted capacitors with mismatch, decided bit by bit
  Ramp,      // steps of unequal height, added up
  Flash,     // one comparator for each, with an offset of its own
  Pipeline,  // one stage for each bit, whose gain is not quite two
};

/// Which sums the codes span.
enum class ConverterRangeRule {
  Percentile,  // 99.9 % of the sums of the calibration inputs
  FullScale,   // the largest sum that the cells can make
  LeastError,  // the range with the least mean square error on the calibration inputs
  Learned,     // as many root mean squares of those sums as the layer has learned in training
};

struct Periphery {
  Resistance row_wire;           // of a segment between two cells, 0 to 1000 ohm
  Resistance column_wire;        // cells of SRAM carry no current when they are read: no effect
  double temperature_k = 300.0;  // 200 to 500
  DriftCompensation drift_compensation = DriftCompensation::Global;
  ConverterModel converter = ConverterModel::Ideal;
  ConverterRangeRule range = ConverterRangeRule::Percentile;
  double gain_sd = 0.0;        // of a converter, relative, 0 to 0.5
  double offset_sd_lsb = 0.0;  // of a converter, 0 to 100 LSB
  // Relative, 0 to 0.5: of a unit capacitor (Sar), a step (Ramp), a stage's gain (Pipeline). Flash:
  // of a threshold, LSB.
  double mismatch_sd = 0.0;
  // How the digit of one step is put on its row: BitSerial, PulseWidth or Amplitude. Digits of one
  // bit are the same in all.
  InputCoding input_coding = InputCoding::BitSerial;
  double pulse_slot_share = 1.0;  // of a read, that one slot of a pulse lasts: 0.01 to 1
  Time refresh_period;  // of a row of cells whose charge leaks, up to 1 s; 0: as their device says

  [[nodiscard]] bool has_converter_errors() const {
    return gain_sd > 0.0 || offset_sd_lsb > 0.0 ||
           (converter != ConverterModel::Ideal && mismatch_sd > 0.0);
  }
};

/// Names in files, in the order of the enumerators.
[[nodiscard]] std::span<const std::string> drift_compensation_names();
[[nodiscard]] std::span<const std::string> converter_model_names();
[[nodiscard]] std::span<const std::string> converter_range_names();
/// What a chip's input_coding may be, BitSerial first; their names in files in the same order.
[[nodiscard]] std::span<const InputCoding> chip_input_codings();
[[nodiscard]] std::span<const std::string> chip_input_coding_names();

/// Throws Error(Input) naming the first figure out of range.
void check_periphery(const Periphery& periphery);

}  // namespace kirchhoff::hardware
