// kirchhoff/noise/grouped_analog_layer.hpp - all groups of one layer on crossbars, block by block.
//
// In:    integer weights of every group, LayerMapping, Hardware
// Out:   products as the chip's converters deliver them, in units of the integer product
// Model: docs/models/analog_layer.md
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "kirchhoff/base/stream.hpp"
#include "kirchhoff/hardware/hardware.hpp"
#include "kirchhoff/mapping/mapping.hpp"
#include "kirchhoff/network/weights.hpp"
#include "kirchhoff/noise/analog_layer.hpp"
#include "kirchhoff/noise/cell_layout.hpp"
#include "kirchhoff/noise/converter_bank.hpp"
#include "kirchhoff/noise/converter_range.hpp"
#include "kirchhoff/noise/weight_levels.hpp"

namespace kirchhoff::noise {

/// Vectors of one block; shorter blocks are padded to a multiple of `block_padding`.
inline constexpr int vectors_per_block = 256;
inline constexpr int block_padding = 64;

/// The work horse behind AnalogLayer: the same arithmetic for all groups of a layer, on blocks of
/// vectors that stand side by side. All groups share the converter range of a slice. Order of
/// calls: calibrate_block (once or more), finish_calibration, program, multiply_block. Not
/// thread-safe.
class GroupedAnalogLayer {
 public:
  /// `weights` is [groups][matrix_outputs][matrix_rows] of the layer.
  GroupedAnalogLayer(std::span<const std::int8_t> weights, int weight_bits, int activation_bits,
                     const mapping::LayerMapping& layer, const hardware::Hardware& hardware);

  /// Collects ideal partial sums of a block `columns` [groups x rows][256], its first `vectors`
  /// columns, 0 to 256; sums of 0 do not count.
  void calibrate_block(std::span<const std::uint8_t> columns, int vectors);
  /// Fixes the converter steps. `reach`: of converters whose range is learned, in root mean squares
  /// of their sums (network/weights.hpp). Throws Error(Input) when no block was collected.
  void finish_calibration(double reach = network::default_converter_reach);
  /// Draws all cells; see AnalogLayer::program. Throws Error(Input) when converters are on and were
  /// not calibrated.
  void program(const ReadConditions& conditions, Stream stream);
  /// out[groups x outputs][256] = noisy products of one block; `stream` belongs to this block
  /// alone.
  void multiply_block(std::span<const std::uint8_t> columns, int width, std::span<float> out,
                      Stream stream);

  [[nodiscard]] double converter_step(int slice) const;
  /// Mean decay of the layer's cells that the last programming divides by; 1 without drift, and
  /// where the chip does not compensate it or does so by column.
  [[nodiscard]] double decay() const { return decay_; }
  [[nodiscard]] int rows() const { return rows_; }
  [[nodiscard]] int outputs() const { return outputs_; }
  [[nodiscard]] int groups() const { return groups_; }

 private:
  void calibrate_chunk(std::size_t chunk, int group, std::span<const std::uint8_t> columns,
                       int vectors);
  [[nodiscard]] float ideal_level(std::size_t cell) const;
  void scale_to_steps(std::vector<float>& cells) const;
  [[nodiscard]] bool has_read_noise() const;  // of cells
  void draw_cells(const ReadConditions& conditions, Stream stream);
  void merge_slices();
  void multiply_chunk(std::size_t chunk, int group, std::span<const std::uint8_t> columns,
                      int width, float* total, std::uint64_t key_first, std::uint64_t key_second);
  void cut_digits(const std::uint8_t* columns, int count, int width, int step);
  void multiply_cells(std::ptrdiff_t first_cell, int columns, int count, int width);
  void subtract_offset(const std::uint8_t* columns, int count, int group, int width,
                       float* total) const;
  [[nodiscard]] double read_variance() const;  // of one read, in levels, for a squared input of 1
  void convert_slices(int first_slice, int slice_count, int step, int width, float* total,
                      std::uint64_t key_first, std::uint64_t key_second,
                      std::uint32_t first_column);
  void convert_by_bank(int slice, int column, int width, double worth, bool noisy,
                       std::uint32_t first_number, std::uint64_t key_first,
                       std::uint64_t key_second, float* total);
  void compensate(std::span<float> out) const;
  [[nodiscard]] double compensated_offset(std::size_t output) const;
  void multiply_merged(std::span<const std::uint8_t> columns, int width, std::span<float> out);
  [[nodiscard]] std::ptrdiff_t chunk_offset(int group, std::size_t chunk) const;
  [[nodiscard]] int slices_per_product() const;

  // Geometry.
  int rows_ = 0, outputs_ = 0, groups_ = 1;
  int slices_ = 1, steps_ = 1, cell_bits_ = 1, dac_bits_ = 1;
  bool pair_ = true;
  bool pulses_ = false;  // digits of several bits are pulse widths
  std::vector<mapping::RowChunk> chunks_;
  hardware::Hardware hardware_;
  CellLayout layout_;
  CodeRange codes_;
  std::int64_t largest_sum_ = 0;  // of a chunk

  // Per slice.
  std::vector<double> converter_steps_;
  std::vector<ConverterRange> ranges_;
  bool collected_ = false;
  bool calibrated_ = false;

  // Cells, by group, chunk, slice, output, row: the order in which the products need them.
  WeightLevels levels_;
  std::vector<float> matrix_;         // conductances in units of a converter step
  std::vector<float> square_, cube_;  // the same of digits' powers, where amplitudes bend products
  std::vector<float> merged_;         // [groups][outputs][rows], when nothing needs the slices
  ReadConditions conditions_;
  bool programmed_ = false;
  bool use_merged_ = false;
  double decay_ = 1.0;
  std::vector<double> column_decay_;  // [groups][outputs], or empty
  ConverterBank bank_;                // empty: ideal converters

  // Scratch.
  std::vector<float> plane_, squares_, sums_, spread_, gaussian_;
  std::vector<float> square_plane_, cube_plane_, bent_sums_;
  std::vector<std::size_t> converters_;  // [slices][outputs] of the chunk at work, with a bank
};

}  // namespace kirchhoff::noise
