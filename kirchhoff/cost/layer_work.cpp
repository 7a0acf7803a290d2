// kirchhoff/cost/layer_work.cpp - counts the work of every layer.
#include "kirchhoff/cost/layer_work.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstddef>

#include "kirchhoff/cost/buffer.hpp"
#include "kirchhoff/cost/digital_unit.hpp"
#include "kirchhoff/cost/interconnect.hpp"
#include "kirchhoff/cost/shift_add.hpp"

namespace kirchhoff::cost {
namespace {

using hardware::Hardware;
using mapping::LayerMapping;

constexpr double output_bits = 8.0;  // of a value that leaves a digital unit

double crossbars_per_tile(const Hardware& hardware) {
  return static_cast<double>(hardware.macros_per_tile) * hardware.crossbars_per_macro;
}

// A pipelined layer keeps the rows its kernel covers and the rows it moves on by; a sequential one
// the whole maps, for which all tiles have room.
double working_set_bits(const network::Network& network, const network::Node& node,
                        hardware::Dataflow dataflow) {
  const network::Shape& in = network.input_shape(node);
  const network::Shape& out = node.shape;
  const bool whole =
      dataflow == hardware::Dataflow::Sequential || node.kind == network::OperatorKind::Linear;
  const int rows_in = whole ? in.height : std::min(in.height, node.kernel + node.stride);
  const int rows_out = whole ? out.height : 1;
  return static_cast<double>(in.channels) * in.width * rows_in * node.input_bits() +
         static_cast<double>(out.channels) * out.width * rows_out * output_bits;
}

double capacity_bits(const LayerMapping& layer, const mapping::Mapping& mapping,
                     const Hardware& hardware) {
  const double crossbars = static_cast<double>(
      hardware.dataflow == hardware::Dataflow::Sequential ? mapping.crossbars : layer.crossbars);
  return crossbars / crossbars_per_tile(hardware) * hardware.buffer_kib * 8192.0;
}

// What a node keeps in the buffer beside what streams through it: written once, read as often as it
// is needed.
double operand_bits(const network::Network& network, std::size_t index) {
  const network::Node& node = network.node(index);
  const auto size = [&](std::size_t input) {
    return static_cast<double>(network.node(node.inputs[input]).shape.size());
  };
  switch (node.kind) {
    // One operand waits for the other. A scale of one value per channel needs no buffer, but the
    // map waits until the scale is known.
    case network::OperatorKind::Add:
    case network::OperatorKind::Multiply:
      return 2.0 * static_cast<double>(node.shape.size()) * output_bits;
    // All but the last input, the newest, wait.
    case network::OperatorKind::Concat:
      return 2.0 * (static_cast<double>(node.shape.size()) - size(node.inputs.size() - 1)) *
             output_bits;
    // Every product reads its value of the second input; the value of the first stays in a register
    // for all its products.
    case network::OperatorKind::MatMul:
      return 2.0 * size(0) * node.input_bits() +
             (size(1) + static_cast<double>(network::macs(network, index))) * node.weight_bits;
    default: return 0.0;
  }
}

void count_vectors(const network::Node& node, const LayerMapping& layer, LayerWork& work) {
  const double rows = static_cast<double>(layer.matrix_rows) * layer.groups;
  work.weights = rows * layer.matrix_outputs;
  work.driven_rows = rows * layer.column_tiles;
  work.serial_reads = static_cast<double>(layer.steps) * layer.reads;
  work.serial_turns = work.serial_reads * layer.turns_per_read;
  work.sum_levels = std::bit_width(static_cast<unsigned>(layer.row_tiles - 1));
  work.vector_bits = rows * node.input_bits();
  work.vectors = static_cast<double>(layer.vectors);
  work.serial_vectors = std::ceil(work.vectors / layer.copies);
  work.sum_bits = sum_bits(layer.matrix_rows, node.weight_bits, node.input_bits());
}

void count_traffic(const network::Network& network, const mapping::Mapping& mapping,
                   const LayerMapping& layer, const Hardware& hardware, LayerWork& work) {
  const network::Node& node = network.node(layer.node);
  const double per_tile = crossbars_per_tile(hardware);
  work.tiles = std::ceil(static_cast<double>(layer.crossbars) / per_tile);
  const double tiles_of_copy =
      std::ceil(static_cast<double>(layer.crossbars) / layer.copies / per_tile);
  const double parts = static_cast<double>(layer.crossbars) / layer.copies / layer.column_tiles;
  work.buffer_ports = std::min(tiles_of_copy, parts);
  work.hops = hop_count(static_cast<std::int64_t>(work.tiles), mapping.tiles);
  work.input_bits = static_cast<double>(network.input_shape(node).size()) * node.input_bits();
  work.output_values = static_cast<double>(node.shape.size());

  const double partial_sums = work.vectors * layer.matrix_outputs * layer.groups * work.sum_bits;
  work.partial_bits = partial_sums * (layer.row_tiles - 1);
  const double tiles_in_sum = std::ceil(layer.row_tiles / per_tile);
  work.crossing_bits = partial_sums * (tiles_in_sum - 1.0);
  const double spilled = spilled_share(working_set_bits(network, node, hardware.dataflow),
                                       capacity_bits(layer, mapping, hardware));
  // What does not fit is written out once and read once.
  work.spilled_bits = 2.0 * spilled * work.input_bits;
}

// Activations, pools, norms and products of two activations are work of the tiles of the layer
// before them.
void count_following_nodes(const network::Network& network, const mapping::Mapping& mapping,
                           std::vector<LayerWork>& work) {
  const std::vector<network::Node>& nodes = network.nodes();
  std::vector<std::size_t> owner(nodes.size(), 0);
  std::size_t next_layer = 0;
  for (std::size_t i = 0; i < nodes.size(); ++i) {
    if (next_layer < mapping.layers.size() && mapping.layers[next_layer].node == i) {
      owner[i] = next_layer++;
      continue;
    }
    for (const std::size_t input : nodes[i].inputs) owner[i] = std::max(owner[i], owner[input]);
    LayerWork& layer = work[owner[i]];
    layer.simple_operations += simple_operations(network, nodes[i]);
    layer.digital_products += digital_products(network, i);
    layer.operand_bits += operand_bits(network, i);
  }
}

}  // namespace

std::vector<LayerWork> layer_work(const network::Network& network, const mapping::Mapping& mapping,
                                  const Hardware& hardware) {
  std::vector<LayerWork> work(mapping.layers.size());
  if (work.empty()) return work;
  for (std::size_t i = 0; i < work.size(); ++i) {
    const LayerMapping& layer = mapping.layers[i];
    count_vectors(network.node(layer.node), layer, work[i]);
    count_traffic(network, mapping, layer, hardware, work[i]);
  }
  count_following_nodes(network, mapping, work);
  return work;
}

}  // namespace kirchhoff::cost
