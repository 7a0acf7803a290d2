// kirchhoff/mapping/row_chunks.cpp - cuts a matrix's rows into what one conversion sums.
#include <algorithm>

#include "kirchhoff/mapping/mapping.hpp"

namespace kirchhoff::mapping {

std::vector<RowChunk> row_chunks(const LayerMapping& layer, const hardware::CrossbarShape& shape) {
  std::vector<RowChunk> chunks;
  chunks.reserve(static_cast<std::size_t>(layer.row_chunks));
  for (int tile = 0; tile < layer.matrix_rows; tile += shape.rows()) {
    const int tile_end = std::min(tile + shape.rows(), layer.matrix_rows);
    for (int first = tile; first < tile_end; first += shape.active_rows()) {
      chunks.push_back({.first = first, .count = std::min(shape.active_rows(), tile_end - first)});
    }
  }
  return chunks;
}

}  // namespace kirchhoff::mapping
