// kirchhoff/noise/cell_layout.hpp - where the cells of a layer lie on its crossbars.
//
// Model: docs/models/periphery.md
#pragma once

#include <cstddef>
#include <vector>

#include "kirchhoff/hardware/hardware.hpp"
#include "kirchhoff/mapping/mapping.hpp"

namespace kirchhoff::noise {

/// One crossbar of one group: the row chunks that lie in it, and the outputs.
struct CrossbarPart {
  int group = 0;
  std::size_t first_chunk = 0, chunk_count = 0;
  int first_output = 0, output_count = 0;
  int rows = 0;
  int columns = 0;                  // the reference column included
  std::size_t first_reference = 0;  // of its cells among those of all reference columns, by rows
};

/// The crossbars of a layer in order. The cells of an output stand beside each other, slice after
/// slice, the positive cell of a pair before the negative one; rows are in order of the matrix, the
/// first ones farthest from the converters. The reference column of an offset mapping is the last
/// column, farthest from the drivers. Cells that hold no weight are left out.
class CellLayout {
 public:
  CellLayout() = default;
  CellLayout(const mapping::LayerMapping& layer, const hardware::Hardware& hardware, int slices);

  [[nodiscard]] const std::vector<CrossbarPart>& parts() const { return parts_; }
  /// Cells of all reference columns; 0 for mappings without.
  [[nodiscard]] std::size_t reference_count() const { return references_; }
  /// Columns of the slices of one output.
  [[nodiscard]] std::size_t columns_per_output() const {
    return static_cast<std::size_t>(slices_) * static_cast<std::size_t>(width_);
  }
  [[nodiscard]] std::size_t converter_count() const { return parts_.size() * converters_; }
  /// The converter behind a column of a chunk; converters serve columns_per_adc columns each.
  [[nodiscard]] std::size_t converter(int group, std::size_t chunk, int slice, int output) const;

  /// Calls visit(cell, row, column) for all cells of a part: the index among the cells in the
  /// layer's order (group, chunk, slice, output, row), and the place of its positive column.
  template <typename Visit>
  void for_each_cell(const CrossbarPart& part, Visit visit) const {
    std::size_t row_before = 0;
    for (std::size_t c = part.first_chunk; c < part.first_chunk + part.chunk_count; ++c) {
      const auto count = static_cast<std::size_t>(chunks_[c].count);
      for (int slice = 0; slice < slices_; ++slice) {
        for (int output = 0; output < part.output_count; ++output) {
          const std::size_t first = first_cell(part.group, c, slice, part.first_output + output);
          const auto word = static_cast<std::size_t>(output) * static_cast<std::size_t>(slices_);
          const std::size_t column =
              (word + static_cast<std::size_t>(slice)) * static_cast<std::size_t>(width_);
          for (std::size_t row = 0; row < count; ++row)
            visit(first + row, row_before + row, column);
        }
      }
      row_before += count;
    }
  }

 private:
  [[nodiscard]] std::size_t first_cell(int group, std::size_t chunk, int slice, int output) const;

  std::vector<mapping::RowChunk> chunks_;
  std::vector<std::size_t> part_of_chunk_;  // of group 0, output 0
  std::vector<CrossbarPart> parts_;
  int rows_ = 0, outputs_ = 0, slices_ = 1;
  int width_ = 1;  // columns of a slice: 2 for pairs
  int outputs_per_part_ = 1, parts_beside_ = 1, columns_per_adc_ = 1;
  std::size_t parts_of_group_ = 0;
  std::size_t converters_ = 1;  // of a part
  std::size_t references_ = 0;
};

}  // namespace kirchhoff::noise
