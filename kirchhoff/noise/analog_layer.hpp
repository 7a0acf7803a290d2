// kirchhoff/noise/analog_layer.hpp - one layer's matrix on crossbars: programmed cells, noisy
// reads, converters.
//
// In:    integer weights, LayerMapping, Hardware
// Out:   products as the chip's converters deliver them, in units of the integer product
// Model: docs/models/analog_layer.md
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "kirchhoff/base/quantity.hpp"
#include "kirchhoff/base/stream.hpp"
#include "kirchhoff/hardware/hardware.hpp"
#include "kirchhoff/mapping/mapping.hpp"

namespace kirchhoff::noise {

/// How the cells and reads behave.
struct ReadConditions {
  bool programming_noise = true;
  bool read_noise = true;
  bool converters = true;  // false: converters of unlimited resolution and range
  Time since_programming = seconds(60.0);
};

/// One group of one layer on its crossbars. Construction slices the weights into cell levels;
/// `calibrate` fixes the converter ranges; `program` draws the cells of one chip. Not thread-safe.
class AnalogLayer {
 public:
  /// `weights` is [matrix_outputs][matrix_rows] of this group.
  AnalogLayer(std::span<const std::int8_t> weights, int weight_bits, int activation_bits,
              const mapping::LayerMapping& layer, const hardware::Hardware& hardware);
  ~AnalogLayer();
  AnalogLayer(AnalogLayer&&) noexcept;
  AnalogLayer& operator=(AnalogLayer&&) noexcept;

  /// Collects the range of ideal partial sums for `inputs` ([vectors][matrix_rows] integers
  /// 0..2^activation_bits-1); may be called several times. The range of each slice is the 99.9 %
  /// percentile of |partial sum| (of the sums that are not 0), never below one unit per step of the
  /// converter.
  void calibrate(std::span<const std::uint8_t> inputs);
  /// Fixes the ranges from what was collected. Throws Error(Input) when nothing was collected.
  void finish_calibration();

  /// Draws the conductances of one chip at `conditions.since_programming` from `stream`. Global
  /// drift compensation: products are divided by the mean decay of the layer's cells.
  void program(const ReadConditions& conditions, Stream stream);

  /// out[vectors][matrix_outputs] = noisy integer products. Read noise comes from `stream`; the
  /// same stream and inputs give the same bits. Works on blocks of 256 vectors internally.
  void multiply(std::span<const std::uint8_t> inputs, std::span<float> out, Stream stream);

  /// Converter step of slice `s` in units of the integer product (1 = every integer is a code).
  [[nodiscard]] double converter_step(int slice) const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace kirchhoff::noise
