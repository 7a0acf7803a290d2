// kirchhoff/mapping/mapping.cpp - unrolls layers to matrices and cuts them into crossbars.
#include "kirchhoff/mapping/mapping.hpp"

#include <utility>

#include "kirchhoff/base/error.hpp"
#include "kirchhoff/hardware/chip.hpp"
#include "kirchhoff/mapping/detail/fewest_tiles.hpp"

namespace kirchhoff::mapping {
namespace {

using hardware::CrossbarShape;
using hardware::Hardware;

// The matrix of one group: a convolution's window is a column of rows; of a product of two
// activations it is the second one, and the first one's positions are the vectors.
void unroll(const network::Network& network, const network::Node& node, LayerMapping& layer) {
  const network::Shape& input = network.input_shape(node);
  layer.groups = node.groups;
  const bool is_product = node.kind == network::OperatorKind::MatMul;
  layer.matrix_outputs = (is_product ? node.shape.channels : node.outputs) / node.groups;
  if (node.kind == network::OperatorKind::Linear) {
    layer.matrix_rows = static_cast<int>(input.size());
    layer.vectors = 1;
  } else {
    layer.kernel = node.kernel;
    layer.matrix_rows = node.kernel * node.kernel * (input.channels / node.groups);
    layer.vectors = std::int64_t{node.shape.height} * node.shape.width;
  }
}

}  // namespace

void make_dynamic(LayerMapping& layer, const Hardware& hardware) {
  layer.dynamic_weights = true;
  layer.digital = !hardware::is_rewritable(hardware);
  if (!layer.digital) return;
  layer.crossbars = 0;
  layer.crossbars_at_once = 0;
  layer.conversions = 0;
  layer.utilisation = 0.0;
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
  layer.columns_per_weight = hardware::columns_per_weight(hardware, node.weight_bits);
  require(layer.columns_per_weight <= shape.columns(),
          "layer {}: a weight of {} bits needs {} columns, more than the crossbar's columns ({}); "
          "use more columns, more cell_bits or fewer weight_bits",
          node.name, node.weight_bits, layer.columns_per_weight, shape.columns());
  const detail::FewestTiles fewest = detail::fewest_tiles(layer, shape);
  layer.row_tiles = fewest.rows;
  layer.column_tiles = fewest.columns;
  // Several whole groups lie on one crossbar's diagonal when each is small enough.
  layer.groups_per_crossbar = detail::fewest_tiles(layer, shape).most_packed;
  lay_out(layer, hardware);
  if (node.kind != network::OperatorKind::MatMul) return layer;
  require(hardware::is_rewritable(hardware),
          "layer {}: a product of two activations needs cells that are rewritten for every image; "
          "{} cells wear out: use SRAM, or leave it to the digital units",
          node.name, hardware::device_type_name(hardware.device.type));
  make_dynamic(layer, hardware);
  return layer;
}

Mapping map_network(const network::Network& network, const Hardware& hardware) {
  std::vector<LayerMapping> layers;
  for (const std::size_t index : network.layers()) {
    layers.push_back(map_layer(network, index, hardware));
  }
  return share_chip(std::move(layers), hardware);
}

}  // namespace kirchhoff::mapping
