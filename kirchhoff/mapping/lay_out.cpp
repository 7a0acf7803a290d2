// kirchhoff/mapping/lay_out.cpp - what follows from the choices of one layer's mapping.
#include <algorithm>
#include <array>

#include "kirchhoff/base/error.hpp"
#include "kirchhoff/mapping/detail/fewest_tiles.hpp"
#include "kirchhoff/mapping/mapping.hpp"

namespace kirchhoff::mapping {
namespace {

using detail::divide_up;
using hardware::CrossbarShape;

void check_choices(const LayerMapping& layer, const CrossbarShape& shape) {
  const detail::FewestTiles fewest = detail::fewest_tiles(layer, shape);
  const bool parts = layer.window_parts == 1 || layer.window_parts == layer.kernel ||
                     layer.window_parts == layer.kernel * layer.kernel;
  require(parts, "layer {}: window_parts ({}) must be 1, {} or {}", layer.name, layer.window_parts,
          layer.kernel, layer.kernel * layer.kernel);
  require(layer.row_tiles >= fewest.rows && layer.row_tiles <= std::max(fewest.rows, fewest.chunks),
          "layer {}: row_tiles ({}) must be {} to {}", layer.name, layer.row_tiles, fewest.rows,
          std::max(fewest.rows, fewest.chunks));
  require(layer.column_tiles >= fewest.columns && layer.column_tiles <= layer.matrix_outputs,
          "layer {}: column_tiles ({}) must be {} to {}", layer.name, layer.column_tiles,
          fewest.columns, layer.matrix_outputs);
  require(layer.groups_per_crossbar >= 1 && layer.groups_per_crossbar <= fewest.most_packed,
          "layer {}: groups_per_crossbar ({}) must be 1 to {}", layer.name,
          layer.groups_per_crossbar, fewest.most_packed);
  require(layer.copies >= 1 && layer.copies <= layer.vectors,
          "layer {}: copies ({}) must be 1 to {}, one per vector", layer.name, layer.copies,
          layer.vectors);
  require(layer.row_rounds >= 1 && layer.row_rounds <= layer.row_tiles,
          "layer {}: row_rounds ({}) must be 1 to {}", layer.name, layer.row_rounds,
          layer.row_tiles);
  const int columns = layer.column_tiles * divide_up(layer.groups, layer.groups_per_crossbar);
  require(layer.column_rounds >= 1 && layer.column_rounds <= columns,
          "layer {}: column_rounds ({}) must be 1 to {}", layer.name, layer.column_rounds, columns);
  require(layer.blocks >= 1 && layer.blocks <= layer.vectors,
          "layer {}: blocks ({}) must be 1 to {}, one vector each", layer.name, layer.blocks,
          layer.vectors);
}

// Groups that share a crossbar are read one after the other: rows of a second group would add the
// errors, noise and current of its cells to the sums of the first. The busiest crossbar is the one
// with full rows and columns, or with the largest share of a matrix that is spread wider (eq. 1).
void count_turns(LayerMapping& layer, const CrossbarShape& shape, int sums,
                 const detail::FewestTiles& fewest) {
  const int full_rows = std::min(layer.matrix_rows / layer.window_parts, shape.rows());
  const int chunks = layer.row_tiles == fewest.rows ? divide_up(full_rows, shape.active_rows())
                                                    : divide_up(fewest.chunks, layer.row_tiles);
  const int outputs = layer.column_tiles == fewest.columns
                          ? std::min(layer.matrix_outputs, fewest.outputs_per_crossbar)
                          : divide_up(layer.matrix_outputs, layer.column_tiles);
  layer.row_chunks = fewest.chunks;
  layer.reads = chunks * layer.groups_per_crossbar;
  layer.turns_per_read = divide_up(outputs * sums, shape.adc_count());
}

}  // namespace

const std::string& loop_order_name(LoopOrder order) {
  static const std::array<std::string, 3> names = {"weight-stationary", "output-stationary",
                                                   "input-stationary"};
  return names.at(static_cast<std::size_t>(order));
}

void lay_out(LayerMapping& layer, const hardware::Hardware& hardware) {
  const CrossbarShape& shape = hardware.crossbar;
  check_choices(layer, shape);
  const int sums = hardware::sums_per_weight(hardware, layer.slices);
  count_turns(layer, shape, sums, detail::fewest_tiles(layer, shape));
  const int columns = layer.column_tiles * divide_up(layer.groups, layer.groups_per_crossbar);
  const std::int64_t of_copy = std::int64_t{columns} * layer.row_tiles;
  layer.crossbars = layer.copies * of_copy;
  layer.crossbars_at_once = std::int64_t{layer.copies} *
                            divide_up(layer.row_tiles, layer.row_rounds) *
                            divide_up(columns, layer.column_rounds);
  layer.conversions = layer.vectors * layer.steps * sums * layer.row_chunks *
                      layer.matrix_outputs * layer.groups;
  const double cells = static_cast<double>(layer.matrix_rows) * layer.matrix_outputs *
                       layer.groups * layer.columns_per_weight;
  layer.utilisation = cells / (static_cast<double>(of_copy) * shape.rows() * shape.columns());
}

}  // namespace kirchhoff::mapping
