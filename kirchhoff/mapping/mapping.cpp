// kirchhoff/mapping/mapping.cpp - unrolls layers to matrices and cuts them into crossbars.
#include "kirchhoff/mapping/mapping.hpp"

#include <algorithm>

#include "kirchhoff/base/error.hpp"
#include "kirchhoff/mapping/copies.hpp"

namespace kirchhoff::mapping {
namespace {

using hardware::CrossbarShape;
using hardware::Hardware;

constexpr std::int64_t most_crossbars = 10'000'000;

int divide_up(int value, int divisor) { return (value + divisor - 1) / divisor; }

// The matrix of one group: a convolution's window is a column of rows.
void unroll(const network::Network& network, const network::Node& node, LayerMapping& layer) {
  const network::Shape& input = network.input_shape(node);
  layer.groups = node.groups;
  layer.matrix_outputs = node.outputs / node.groups;
  if (node.kind == network::OperatorKind::Linear) {
    layer.matrix_rows = static_cast<int>(input.size());
    layer.vectors = 1;
  } else {
    layer.matrix_rows = node.kernel * node.kernel * (input.channels / node.groups);
    layer.vectors = std::int64_t{node.shape.height} * node.shape.width;
  }
}

// Several whole groups lie on one crossbar's diagonal when each is small enough.
int pack_groups(const LayerMapping& layer, int outputs_per_crossbar, const CrossbarShape& shape) {
  if (layer.row_tiles > 1 || layer.column_tiles > 1) return 1;
  const int by_rows = shape.rows() / layer.matrix_rows;
  const int by_columns = outputs_per_crossbar / layer.matrix_outputs;
  return std::max(1, std::min({by_rows, by_columns, layer.groups}));
}

// Groups that share a crossbar are read one after the other: rows of a second group would add the
// errors, noise and current of its cells to the sums of the first. The busiest crossbar is the one
// with full rows and columns.
void schedule(LayerMapping& layer, int outputs_per_crossbar, const CrossbarShape& shape) {
  const int tile_rows = std::min(layer.matrix_rows, shape.rows());
  layer.reads = divide_up(tile_rows, shape.active_rows()) * layer.groups_per_crossbar;
  const int outputs = std::min(layer.matrix_outputs, outputs_per_crossbar);
  layer.turns_per_read = divide_up(outputs * layer.slices, shape.adc_count());
}

LayerMapping map_layer(const network::Network& network, std::size_t index,
                       const Hardware& hardware) {
  const network::Node& node = network.node(index);
  const CrossbarShape& shape = hardware.crossbar;
  LayerMapping layer;
  layer.node = index;
  layer.name = node.name;
  unroll(network, node, layer);
  layer.slices = hardware::slice_count(hardware, node.weight_bits);
  layer.steps = hardware::step_count(hardware, node.input_bits());

  const int columns_per_weight = hardware::columns_per_weight(hardware, node.weight_bits);
  require(columns_per_weight <= shape.columns(),
          "layer {}: a weight of {} bits needs {} columns, more than the crossbar's columns ({}); "
          "use more columns, more cell_bits or fewer weight_bits",
          node.name, node.weight_bits, columns_per_weight, shape.columns());
  const int outputs_per_crossbar = shape.columns() / columns_per_weight;
  layer.row_tiles = divide_up(layer.matrix_rows, shape.rows());
  layer.column_tiles = divide_up(layer.matrix_outputs, outputs_per_crossbar);
  layer.groups_per_crossbar = pack_groups(layer, outputs_per_crossbar, shape);
  schedule(layer, outputs_per_crossbar, shape);

  const int last_tile_rows = layer.matrix_rows - (layer.row_tiles - 1) * shape.rows();
  layer.row_chunks = (layer.row_tiles - 1) * divide_up(shape.rows(), shape.active_rows()) +
                     divide_up(last_tile_rows, shape.active_rows());
  layer.crossbars = std::int64_t{divide_up(layer.groups, layer.groups_per_crossbar)} *
                    layer.row_tiles * layer.column_tiles;
  layer.conversions = layer.vectors * layer.steps * layer.slices * layer.row_chunks *
                      layer.matrix_outputs * layer.groups;
  const double cells = static_cast<double>(layer.matrix_rows) * layer.matrix_outputs *
                       layer.groups * columns_per_weight;
  layer.utilisation =
      cells / (static_cast<double>(layer.crossbars) * shape.rows() * shape.columns());
  return layer;
}

}  // namespace

Mapping map_network(const network::Network& network, const Hardware& hardware) {
  Mapping mapping;
  for (const std::size_t index : network.layers()) {
    mapping.layers.push_back(map_layer(network, index, hardware));
  }
  if (hardware.dataflow == hardware::Dataflow::Pipelined) {
    assign_copies(mapping.layers, hardware.max_copies);
  }
  for (const LayerMapping& layer : mapping.layers) {
    mapping.crossbars += layer.crossbars;
    require(mapping.crossbars <= most_crossbars,
            "layer {}: the network needs more than {} crossbars of {} x {}; use larger crossbars, "
            "fewer copies or a smaller network",
            layer.name, most_crossbars, hardware.crossbar.rows(), hardware.crossbar.columns());
  }
  mapping.macros =
      (mapping.crossbars + hardware.crossbars_per_macro - 1) / hardware.crossbars_per_macro;
  mapping.tiles = (mapping.macros + hardware.macros_per_tile - 1) / hardware.macros_per_tile;
  return mapping;
}

}  // namespace kirchhoff::mapping
