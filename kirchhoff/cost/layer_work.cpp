// kirchhoff/cost/layer_work.cpp - counts the work of every layer.
#include "kirchhoff/cost/layer_work.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstddef>
#include <cstdint>

#include "kirchhoff/cost/buffer.hpp"
#include "kirchhoff/cost/digital_unit.hpp"
#include "kirchhoff/cost/interconnect.hpp"
#include "kirchhoff/cost/shift_add.hpp"
#include "kirchhoff/cost/waiting_maps.hpp"

namespace kirchhoff::cost {
namespace {

using hardware::Hardware;
using mapping::LayerMapping;
using mapping::LoopOrder;

constexpr double output_bits = 8.0;  // of a value that leaves a digital unit

double divide_up(double value, double divisor) { return std::ceil(value / divisor); }

double map_rows_bits(const network::Node& node, const network::Shape& in, int rows_in,
                     int rows_out) {
  return static_cast<double>(in.channels) * in.width * rows_in * node.input_bits() +
         static_cast<double>(node.shape.channels) * node.shape.width * rows_out * output_bits;
}

// eq. 2: the first window of a row comes in whole, each other only with its new columns.
double new_share(const network::Node& node) {
  if (node.kind != network::OperatorKind::Convolution) return 1.0;
  const double fresh = std::min(node.stride, node.kernel);
  return (node.kernel + (node.shape.width - 1) * fresh) /
         (static_cast<double>(node.shape.width) * node.kernel);
}

LayerDemand own_demand(const network::Network& network, const network::Node& node) {
  const network::Shape& in = network.input_shape(node);
  LayerDemand demand;
  demand.weight_bits = node.weight_bits;
  demand.activation_bits = node.input_bits();
  demand.input_bits = static_cast<double>(in.size()) * node.input_bits();
  demand.output_values = static_cast<double>(node.shape.size());
  // A pipelined layer keeps the rows its kernel covers and the rows it moves on by.
  demand.kept_maps_bits = map_rows_bits(node, in, in.height, node.shape.height);
  // Every position of a product's first input meets all of the second, and waits for it.
  const bool keeps_all =
      node.kind == network::OperatorKind::Linear || node.kind == network::OperatorKind::MatMul;
  demand.kept_rows_bits =
      keeps_all ? demand.kept_maps_bits
                : map_rows_bits(node, in, std::min(in.height, node.kernel + node.stride), 1);
  demand.window_share = new_share(node);
  return demand;
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

// Activations, pools, norms and products of two activations are work of the tiles of the layer
// before them.
void add_following_nodes(const network::Network& network, const mapping::Mapping& mapping,
                         std::vector<LayerDemand>& demands) {
  const std::vector<network::Node>& nodes = network.nodes();
  std::vector<std::size_t> owner(nodes.size(), 0);
  std::size_t next_layer = 0;
  for (std::size_t i = 0; i < nodes.size(); ++i) {
    if (next_layer < mapping.layers.size() && mapping.layers[next_layer].node == i) {
      owner[i] = next_layer++;
      continue;
    }
    for (const std::size_t input : nodes[i].inputs) owner[i] = std::max(owner[i], owner[input]);
    LayerDemand& demand = demands[owner[i]];
    demand.simple_operations += simple_operations(network, nodes[i]);
    demand.digital_products += digital_products(network, i);
    demand.operand_bits += operand_bits(network, i);
  }
}

void count_vectors(const LayerDemand& demand, const LayerMapping& layer, LayerWork& work) {
  const double rows = static_cast<double>(layer.matrix_rows) * layer.groups;
  work.weights = rows * layer.matrix_outputs;
  work.driven_rows = rows * layer.column_tiles;
  work.serial_reads = static_cast<double>(layer.steps) * layer.reads;
  work.serial_turns = work.serial_reads * layer.turns_per_read;
  const auto summed_tiles =
      static_cast<unsigned>((layer.row_tiles + layer.row_rounds - 1) / layer.row_rounds);
  work.sum_levels = std::bit_width(summed_tiles - 1U) + (layer.row_rounds > 1 ? 1 : 0);
  work.vector_bits = rows * demand.activation_bits;
  if (layer.order == LoopOrder::InputStationary) {
    work.shifted_bits = work.vector_bits;
    work.vector_bits *= demand.window_share;
  }
  work.vectors = static_cast<double>(layer.vectors);
  work.serial_vectors = divide_up(work.vectors, layer.copies);
  work.rounds = static_cast<double>(layer.rounds());
  work.column_rounds = layer.column_rounds;
  work.conversions = static_cast<double>(layer.conversions);
  const int group_columns =
      (layer.groups + layer.groups_per_crossbar - 1) / layer.groups_per_crossbar;
  work.invocations =
      work.vectors * work.serial_turns * layer.row_tiles * layer.column_tiles * group_columns;
  work.sum_bits = sum_bits(layer.matrix_rows, demand.weight_bits, demand.activation_bits);
}

// cells.md eq. 5: a pulse of b bits has 2^b - 1 slots; the last step may have fewer bits.
double slots_per_read(const LayerDemand& demand, const ChipShare& chip) {
  if (chip.pulse_bits == 0) return 1.0;
  double slots = 0.0, steps = 0.0;
  for (int rest = demand.activation_bits; rest > 0; rest -= chip.pulse_bits, steps += 1.0)
    slots += std::exp2(std::min(rest, chip.pulse_bits)) - 1.0;
  return slots / steps;
}

void count_coding(const LayerDemand& demand, const LayerMapping& layer, const ChipShare& chip,
                  LayerWork& work) {
  work.slots_per_read = slots_per_read(demand, chip);
  if (!chip.has_offset) return;
  // shift_add.md eq. 3: every input once, every output once.
  work.offset_additions =
      (static_cast<double>(layer.matrix_rows) + layer.matrix_outputs) * layer.groups;
}

void count_places(const LayerMapping& layer, const ChipShare& chip, LayerWork& work) {
  const auto crossbars = static_cast<double>(layer.crossbars_at_once);
  work.tiles = divide_up(crossbars, chip.crossbars_per_tile);
  const double tiles_of_copy = divide_up(crossbars / layer.copies, chip.crossbars_per_tile);
  const int group_tiles =
      (layer.groups + layer.groups_per_crossbar - 1) / layer.groups_per_crossbar;
  const int columns = layer.column_tiles * group_tiles;
  const int columns_at_once = (columns + layer.column_rounds - 1) / layer.column_rounds;
  const double parts = crossbars / layer.copies / std::min(layer.column_tiles, columns_at_once);
  work.buffer_ports = std::min(tiles_of_copy, parts);
  work.hops =
      hop_count(static_cast<std::int64_t>(work.tiles), static_cast<std::int64_t>(chip.used_tiles));
}

// eq. 3: sums of one row round wait in the buffers for the next.
void count_stored_sums(const LayerMapping& layer, double capacity, double partial_sums,
                       LayerWork& work) {
  if (layer.row_rounds == 1) return;
  work.stored_bits = 2.0 * partial_sums * (layer.row_rounds - 1);
  const double waiting = partial_sums / static_cast<double>(layer.blocks) / layer.column_rounds;
  work.spilled_bits += spilled_share(waiting, capacity) * work.stored_bits;
}

void count_traffic(const LayerDemand& demand, const LayerMapping& layer, const ChipShare& chip,
                   LayerWork& work) {
  work.input_bits = demand.input_bits;
  work.output_values = demand.output_values;
  work.simple_operations = demand.simple_operations;
  work.operand_bits = demand.operand_bits;
  work.digital_products = demand.digital_products;
  const double partial_sums = work.vectors * layer.matrix_outputs * layer.groups * work.sum_bits;
  work.partial_bits = partial_sums * (layer.row_tiles - 1);
  const double tiles_in_sum = divide_up(layer.row_tiles, chip.crossbars_per_tile);
  work.crossing_bits = partial_sums * (tiles_in_sum - 1.0);
  // All tiles have room for a layer that runs alone.
  const double crossbars =
      chip.one_after_the_other ? chip.crossbars : static_cast<double>(layer.crossbars);
  const double others = chip.one_after_the_other ? chip.other_buffer_bits : 0.0;
  const double capacity = crossbars / chip.crossbars_per_tile * chip.buffer_kib * 8192.0 + others;
  const double kept = chip.one_after_the_other ? demand.kept_maps_bits : demand.kept_rows_bits;
  // What does not fit is written out once and read once.
  work.spilled_bits = 2.0 * spilled_share(kept, capacity) * work.input_bits;
  count_stored_sums(layer, capacity, partial_sums, work);
}

// eq. 4.
void count_loads(const LayerDemand& demand, const LayerMapping& layer, const ChipShare& chip,
                 LayerWork& work) {
  if (!layer.reloaded && !layer.dynamic_weights) return;
  const auto blocks = static_cast<double>(layer.rounds() > 1 ? layer.blocks : 1);
  work.loaded_bits = blocks * work.weights * demand.weight_bits;
  work.written_cells = blocks * work.weights * layer.columns_per_weight * layer.copies;
  work.loads = blocks * work.rounds;
  work.rows_per_load = std::min(chip.crossbar_rows,
                                static_cast<double>(layer.matrix_rows) * layer.groups_per_crossbar);
  work.loads_from_outside = layer.reloaded;
}

// A layer without crossbars: both operands of every product come from the buffers. Layers of a
// pipeline share the digital units evenly.
LayerWork digital_work(const LayerDemand& demand, const LayerMapping& layer,
                       const ChipShare& chip) {
  LayerWork work;
  work.vectors = work.serial_vectors = static_cast<double>(layer.vectors);
  work.digital_products = demand.digital_products +
                          work.vectors * layer.matrix_rows * layer.matrix_outputs * layer.groups;
  work.vector_bits =
      static_cast<double>(layer.matrix_rows) * layer.groups *
      (demand.activation_bits + static_cast<double>(layer.matrix_outputs) * demand.weight_bits);
  work.input_bits = demand.input_bits;
  work.output_values = demand.output_values;
  work.simple_operations = demand.simple_operations;
  work.operand_bits = demand.operand_bits;
  work.tiles = chip.one_after_the_other ? chip.tiles : std::max(1.0, chip.tiles / chip.layers);
  work.buffer_ports = work.tiles;
  work.hops = hop_count(1, static_cast<std::int64_t>(chip.used_tiles));
  return work;
}

double crossbars_per_tile(const Hardware& hardware) {
  return static_cast<double>(hardware.macros_per_tile) * hardware.crossbars_per_macro;
}

// Empty tiles are not on any way.
double used_tiles(const mapping::Mapping& mapping, const Hardware& hardware, int kind) {
  const mapping::Places places = mapping.places(kind);
  if (places.rounds > 1) return static_cast<double>(places.tiles);
  double crossbars = 0.0;
  for (const LayerMapping& layer : mapping.layers) {
    if (layer.kind == kind) crossbars += static_cast<double>(layer.crossbars);
  }
  return divide_up(crossbars, crossbars_per_tile(hardware));
}

}  // namespace

std::vector<LayerDemand> layer_demands(const network::Network& network,
                                       const mapping::Mapping& mapping) {
  std::vector<LayerDemand> demands;
  demands.reserve(mapping.layers.size());
  for (const LayerMapping& layer : mapping.layers) {
    demands.push_back(own_demand(network, network.node(layer.node)));
  }
  if (demands.empty()) return demands;
  add_following_nodes(network, mapping, demands);
  const std::vector<WaitingBits> waiting = waiting_bits(network, mapping);
  for (std::size_t i = 0; i < demands.size(); ++i) {
    demands[i].kept_rows_bits += waiting[i].rows;
    demands[i].kept_maps_bits += waiting[i].maps;
  }
  return demands;
}

ChipShare chip_share(const mapping::Mapping& mapping, const Hardware& hardware) {
  return chip_share(mapping, {&hardware, 1}, 0);
}

ChipShare chip_share(const mapping::Mapping& mapping, std::span<const Hardware> kinds,
                     std::size_t kind) {
  const Hardware& hardware = kinds[kind];
  const mapping::Places places = mapping.places(static_cast<int>(kind));
  ChipShare chip;
  chip.one_after_the_other =
      hardware.dataflow == hardware::Dataflow::Sequential || mapping.rounds > 1;
  chip.crossbars = static_cast<double>(places.crossbars);
  chip.tiles = static_cast<double>(places.tiles);
  chip.crossbars_per_tile = crossbars_per_tile(hardware);
  chip.buffer_kib = static_cast<double>(hardware.buffer_kib);
  chip.crossbar_rows = static_cast<double>(hardware.crossbar.rows());
  chip.layers = static_cast<double>(mapping.layers.size());
  const bool pulses = hardware.periphery.input_coding == hardware::InputCoding::PulseWidth;
  chip.pulse_bits = pulses ? hardware.dac_bits : 0;
  chip.has_offset = hardware::weight_encoding(hardware) == hardware::Encoding::Offset;
  for (std::size_t other = 0; other < kinds.size(); ++other) {
    chip.used_tiles += used_tiles(mapping, kinds[other], static_cast<int>(other));
    if (other == kind) continue;
    chip.other_buffer_bits += static_cast<double>(mapping.places(static_cast<int>(other)).tiles) *
                              kinds[other].buffer_kib * 8192.0;
  }
  // What takes turns comes through a router even on a chip of one tile.
  chip.used_tiles = std::max(mapping.rounds > 1 ? 2.0 : 1.0, chip.used_tiles);
  return chip;
}

LayerWork layer_work(const LayerDemand& demand, const LayerMapping& layer, const ChipShare& chip) {
  if (layer.digital) return digital_work(demand, layer, chip);
  LayerWork work;
  count_vectors(demand, layer, work);
  count_coding(demand, layer, chip, work);
  count_places(layer, chip, work);
  count_traffic(demand, layer, chip, work);
  count_loads(demand, layer, chip, work);
  return work;
}

std::vector<LayerWork> layer_work(const network::Network& network, const mapping::Mapping& mapping,
                                  const Hardware& hardware) {
  return layer_work(network, mapping, std::span<const Hardware>(&hardware, 1));
}

std::vector<LayerWork> layer_work(const network::Network& network, const mapping::Mapping& mapping,
                                  std::span<const Hardware> kinds) {
  const std::vector<LayerDemand> demands = layer_demands(network, mapping);
  std::vector<ChipShare> shares;
  shares.reserve(kinds.size());
  for (std::size_t kind = 0; kind < kinds.size(); ++kind) {
    shares.push_back(chip_share(mapping, kinds, kind));
  }
  std::vector<LayerWork> work;
  work.reserve(demands.size());
  for (std::size_t i = 0; i < demands.size(); ++i) {
    const LayerMapping& layer = mapping.layers[i];
    work.push_back(layer_work(demands[i], layer, shares[static_cast<std::size_t>(layer.kind)]));
  }
  return work;
}

}  // namespace kirchhoff::cost
