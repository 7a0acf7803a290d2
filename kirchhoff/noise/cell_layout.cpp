// kirchhoff/noise/cell_layout.cpp - where the cells of a layer lie on its crossbars.
#include "kirchhoff/noise/cell_layout.hpp"

#include <algorithm>

namespace kirchhoff::noise {
namespace {

int divide_up(int value, int divisor) { return (value + divisor - 1) / divisor; }

}  // namespace

CellLayout::CellLayout(const mapping::LayerMapping& layer, const hardware::Hardware& hardware,
                       int slices)
    : chunks_(mapping::row_chunks(layer, hardware.crossbar)),
      rows_(layer.matrix_rows),
      outputs_(layer.matrix_outputs),
      slices_(slices),
      width_(hardware::weight_encoding(hardware) == hardware::Encoding::DifferentialPair ? 2 : 1),
      columns_per_adc_(hardware.crossbar.columns_per_adc()) {
  // A weight that is wider than a crossbar is taken as one all the same.
  outputs_per_part_ =
      std::clamp(hardware.crossbar.columns() / (slices_ * width_), 1, std::max(outputs_, 1));
  parts_beside_ = divide_up(outputs_, outputs_per_part_);
  converters_ =
      static_cast<std::size_t>(divide_up(outputs_per_part_ * slices_ * width_, columns_per_adc_));
  const int window_rows = layer.matrix_rows / layer.window_parts;
  int last_window = -1, last_tile = -1;
  std::size_t tiles = 0;
  std::vector<CrossbarPart> column;  // of one group and its first outputs
  for (std::size_t c = 0; c < chunks_.size(); ++c) {
    const int window = chunks_[c].first / window_rows;
    const int tile = chunks_[c].first % window_rows / hardware.crossbar.rows();
    if (window != last_window || tile != last_tile) {
      column.push_back({.first_chunk = c});
      ++tiles;
    }
    last_window = window;
    last_tile = tile;
    ++column.back().chunk_count;
    column.back().rows += chunks_[c].count;
    part_of_chunk_.push_back((tiles - 1) * static_cast<std::size_t>(parts_beside_));
  }
  parts_of_group_ = tiles * static_cast<std::size_t>(parts_beside_);
  const bool has_reference = hardware::weight_encoding(hardware) == hardware::Encoding::Offset;
  for (int group = 0; group < layer.groups; ++group) {
    for (CrossbarPart part : column) {
      part.group = group;
      for (int first = 0; first < outputs_; first += outputs_per_part_) {
        part.first_output = first;
        part.output_count = std::min(outputs_per_part_, outputs_ - first);
        part.columns = part.output_count * slices_ * width_ + (has_reference ? 1 : 0);
        part.first_reference = references_;
        references_ += has_reference ? static_cast<std::size_t>(part.rows) : 0;
        parts_.push_back(part);
      }
    }
  }
}

std::size_t CellLayout::first_cell(int group, std::size_t chunk, int slice, int output) const {
  const std::size_t rows_before =
      static_cast<std::size_t>(group) * static_cast<std::size_t>(rows_) +
      static_cast<std::size_t>(chunks_[chunk].first);
  const auto outputs = static_cast<std::size_t>(outputs_);
  return rows_before * outputs * static_cast<std::size_t>(slices_) +
         (static_cast<std::size_t>(slice) * outputs + static_cast<std::size_t>(output)) *
             static_cast<std::size_t>(chunks_[chunk].count);
}

std::size_t CellLayout::converter(int group, std::size_t chunk, int slice, int output) const {
  const std::size_t part = static_cast<std::size_t>(group) * parts_of_group_ +
                           part_of_chunk_[chunk] +
                           static_cast<std::size_t>(output / outputs_per_part_);
  const int column = (output % outputs_per_part_ * slices_ + slice) * width_;
  return part * converters_ + static_cast<std::size_t>(column / columns_per_adc_);
}

}  // namespace kirchhoff::noise
