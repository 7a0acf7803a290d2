// kirchhoff/mapping/detail/fewest_tiles.hpp - the bounds of one layer's choices on a crossbar.
#pragma once

#include <algorithm>

#include "kirchhoff/mapping/mapping.hpp"

namespace kirchhoff::mapping::detail {

inline int divide_up(int value, int divisor) { return (value + divisor - 1) / divisor; }

struct FewestTiles {
  int rows = 1, columns = 1;     // crossbars that one matrix needs at least
  int chunks = 1;                // row chunks: as many row tiles are useful at most
  int outputs_per_crossbar = 1;  // at most
  int most_packed = 1;           // whole groups on the diagonal of one crossbar
};

inline FewestTiles fewest_tiles(const LayerMapping& layer, const hardware::CrossbarShape& shape) {
  FewestTiles fewest;
  const int part_rows = layer.matrix_rows / layer.window_parts;
  const int tiles = divide_up(part_rows, shape.rows());
  const int last = part_rows - (tiles - 1) * shape.rows();
  fewest.rows = layer.window_parts * tiles;
  fewest.chunks = layer.window_parts * ((tiles - 1) * divide_up(shape.rows(), shape.active_rows()) +
                                        divide_up(last, shape.active_rows()));
  fewest.outputs_per_crossbar = shape.columns() / layer.columns_per_weight;
  fewest.columns = divide_up(layer.matrix_outputs, fewest.outputs_per_crossbar);
  if (layer.row_tiles > 1 || layer.column_tiles > 1) return fewest;
  const int by_rows = shape.rows() / layer.matrix_rows;
  const int by_columns = fewest.outputs_per_crossbar / layer.matrix_outputs;
  fewest.most_packed = std::max(1, std::min({by_rows, by_columns, layer.groups}));
  return fewest;
}

}  // namespace kirchhoff::mapping::detail
