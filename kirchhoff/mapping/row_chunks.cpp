// kirchhoff/mapping/row_chunks.cpp - cuts a matrix's rows into what one conversion sums.
#include <algorithm>

#include "kirchhoff/mapping/mapping.hpp"

namespace kirchhoff::mapping {

std::vector<RowChunk> row_chunks(const LayerMapping& layer, const hardware::CrossbarShape& shape) {
  std::vector<RowChunk> chunks;
  chunks.reserve(static_cast<std::size_t>(layer.row_chunks));
  const int part_rows = layer.matrix_rows / layer.window_parts;
  for (int part = 0; part < layer.matrix_rows; part += part_rows) {
    const int part_end = part + part_rows;
    for (int tile = part; tile < part_end; tile += shape.rows()) {
      const int tile_end = std::min(tile + shape.rows(), part_end);
      for (int first = tile; first < tile_end; first += shape.active_rows()) {
        chunks.push_back(
            {.first = first, .count = std::min(shape.active_rows(), tile_end - first)});
      }
    }
  }
  return chunks;
}

}  // namespace kirchhoff::mapping
