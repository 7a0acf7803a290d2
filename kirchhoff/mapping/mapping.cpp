// kirchhoff/mapping/mapping.cpp - unrolls layers to matrices and cuts them into crossbars.
#include "kirchhoff/mapping/mapping.hpp"

#include <algorithm>
#include <utility>

#include "kirchhoff/base/error.hpp"
#include "kirchhoff/mapping/copies.hpp"
#include "kirchhoff/mapping/detail/fewest_tiles.hpp"

namespace kirchhoff::mapping {
namespace {

using hardware::CrossbarShape;
using hardware::Hardware;

constexpr std::int64_t most_crossbars = 10'000'000;

// The matrix of one group: a convolution's window is a column of rows.
void unroll(const network::Network& network, const network::Node& node, LayerMapping& layer) {
  const network::Shape& input = network.input_shape(node);
  layer.groups = node.groups;
  layer.matrix_outputs = node.outputs / node.groups;
  if (node.kind == network::OperatorKind::Linear) {
    layer.matrix_rows = static_cast<int>(input.size());
    layer.vectors = 1;
  } else {
    layer.kernel = node.kernel;
    layer.matrix_rows = node.kernel * node.kernel * (input.channels / node.groups);
    layer.vectors = std::int64_t{node.shape.height} * node.shape.width;
  }
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
  return layer;
}

std::int64_t crossbars_per_tile(const Hardware& hardware) {
  return std::int64_t{hardware.crossbars_per_macro} * hardware.macros_per_tile;
}

void count_totals(Mapping& mapping, const Hardware& hardware) {
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
  // Digital units stand in tiles, also those of a network without crossbars.
  if (!mapping.layers.empty()) mapping.tiles = std::max<std::int64_t>(1, mapping.tiles);
  if (hardware.tile_count == 0) return;
  mapping.tiles = hardware.tile_count;
  mapping.macros = mapping.tiles * hardware.macros_per_tile;
  mapping.crossbars = mapping.tiles * crossbars_per_tile(hardware);
  require(mapping.crossbars <= most_crossbars,
          "tile_count ({}) times {} crossbars per tile must be at most {}", hardware.tile_count,
          crossbars_per_tile(hardware), most_crossbars);
}

// Layers share a filling of the chip as long as they fit, in order; a layer larger than the chip
// fills it several times alone.
std::int64_t count_fillings(const std::vector<LayerMapping>& layers, std::int64_t crossbars) {
  std::int64_t fillings = 1, free = crossbars;
  for (const LayerMapping& layer : layers) {
    if (layer.crossbars_at_once > free) {
      ++fillings;
      free = crossbars;
    }
    fillings += layer.rounds() * layer.blocks - 1;
    free = layer.rounds() > 1 ? 0 : free - layer.crossbars_at_once;
  }
  return fillings;
}

}  // namespace

void take_turns(LayerMapping& layer, const Hardware& hardware, std::int64_t crossbars) {
  if (layer.crossbars_at_once <= crossbars) return;
  const int columns =
      layer.column_tiles * detail::divide_up(layer.groups, layer.groups_per_crossbar);
  const auto rows_at_once = static_cast<int>(std::min<std::int64_t>(crossbars, layer.row_tiles));
  const auto columns_at_once =
      static_cast<int>(std::min<std::int64_t>(crossbars / rows_at_once, columns));
  layer.row_rounds = detail::divide_up(layer.row_tiles, rows_at_once);
  layer.column_rounds = detail::divide_up(columns, columns_at_once);
  lay_out(layer, hardware);
}

void make_dynamic(LayerMapping& layer, const Hardware& hardware) {
  layer.dynamic_weights = true;
  layer.digital = hardware.device.type != hardware::DeviceType::Sram;
  if (!layer.digital) return;
  layer.crossbars = 0;
  layer.crossbars_at_once = 0;
  layer.conversions = 0;
  layer.utilisation = 0.0;
}

Mapping share_chip(std::vector<LayerMapping> layers, const Hardware& hardware) {
  Mapping mapping;
  mapping.layers = std::move(layers);
  const std::int64_t available = hardware.tile_count == 0
                                     ? most_crossbars
                                     : hardware.tile_count * crossbars_per_tile(hardware);
  std::int64_t needed = 0;
  for (const LayerMapping& layer : mapping.layers) needed += layer.crossbars;
  if (hardware.tile_count > 0 && needed > available) {
    for (LayerMapping& layer : mapping.layers) {
      layer.reloaded = !layer.dynamic_weights;
      take_turns(layer, hardware, available);
    }
    mapping.rounds = count_fillings(mapping.layers, available);
  } else if (hardware.dataflow == hardware::Dataflow::Pipelined) {
    const bool unlimited = hardware.tile_count == 0;
    assign_copies(mapping.layers, hardware.max_copies, unlimited ? unlimited_crossbars : available);
  }
  count_totals(mapping, hardware);
  return mapping;
}

Mapping map_network(const network::Network& network, const Hardware& hardware) {
  std::vector<LayerMapping> layers;
  for (const std::size_t index : network.layers()) {
    layers.push_back(map_layer(network, index, hardware));
  }
  return share_chip(std::move(layers), hardware);
}

}  // namespace kirchhoff::mapping
