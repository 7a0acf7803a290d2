// kirchhoff/validation/cimloop_work.cpp - cuts layers into macros and counts.
#include "kirchhoff/validation/cimloop_work.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>

#include "kirchhoff/cost/shift_add.hpp"
#include "kirchhoff/network/activity.hpp"

namespace kirchhoff::validation {
namespace {

constexpr double output_bits = 8.0;

// Mean of an input as a whole number: the pulses of its train (eq. 1).
double mean_value(const network::LayerActivity& activity) {
  double mean = 0.0, weight = 1.0;
  for (const double share : activity.ones_share) {
    mean += weight * share;
    weight *= 2.0;
  }
  return mean;
}

CimloopLayer describe(const network::Network& network, const network::Node& node,
                      const network::LayerActivity& activity) {
  const network::Shape& input = network.input_shape(node);
  CimloopLayer layer;
  layer.groups = node.groups;
  layer.matrix_outputs = static_cast<double>(node.outputs) / node.groups;
  if (node.kind == network::OperatorKind::Linear) {
    layer.matrix_rows = static_cast<double>(input.size());
    layer.vectors = 1.0;
    layer.reads_per_vector = layer.matrix_rows;
  } else {
    const double per_position = static_cast<double>(input.channels) / node.groups;
    layer.matrix_rows = per_position * node.kernel * node.kernel;
    layer.vectors = static_cast<double>(node.shape.height) * node.shape.width;
    // Along a row of outputs only the window's new columns are read (eq. 6).
    layer.reads_per_vector = per_position * node.kernel * std::min(node.kernel, node.stride);
  }
  layer.weight_bits = node.weight_bits;
  layer.activation_bits = node.activation_bits;
  layer.mean_pulses = mean_value(activity);
  return layer;
}

// Mean level, 0 to 1, summed over the slices of a weight whose code is uniform; the last slice may
// not fill its cell (eq. 2).
double level_sum(double weight_bits, int cell_bits) {
  const double top = std::exp2(cell_bits) - 1.0;
  double sum = 0.0;
  for (double left = weight_bits; left > 0.0; left -= cell_bits) {
    sum += 0.5 * (std::exp2(std::min<double>(left, cell_bits)) - 1.0) / top;
  }
  return sum;
}

// How one layer lies on the macros (eq. 3).
struct Placement {
  double slices = 1.0;
  double row_tiles = 1.0, column_tiles = 1.0;  // of one group
  double copies = 1.0;
  double passes = 1.0;      // over all macros
  double row_passes = 1.0;  // that make partial sums
};

Placement place(const CimloopLayer& layer, const CimloopChip& chip) {
  Placement placement;
  placement.slices = std::ceil(layer.weight_bits / chip.cell_bits);
  const double outputs_per_macro = std::max(1.0, std::floor(chip.columns / placement.slices));
  placement.row_tiles = std::ceil(layer.matrix_rows / chip.rows);
  placement.column_tiles = std::ceil(layer.matrix_outputs / outputs_per_macro);
  const double tiles = placement.row_tiles * placement.column_tiles * layer.groups;
  const double macros = chip.macros();
  placement.copies = std::clamp(std::floor(macros / tiles), 1.0, layer.vectors);
  placement.passes = std::ceil(tiles / macros);
  placement.row_passes = std::ceil(placement.row_tiles / macros);
  return placement;
}

void add_macro_work(const CimloopLayer& layer, const Placement& placement, const CimloopChip& chip,
                    CimloopWork& work) {
  const double inputs = layer.vectors * layer.matrix_rows * layer.groups;
  const double cells = inputs * layer.matrix_outputs * layer.mean_pulses;
  const double drives = inputs * placement.column_tiles;
  work.cell_pulses += cells * placement.slices;
  work.level_pulses += cells * level_sum(layer.weight_bits, chip.cell_bits);
  work.drive_pulses += drives * layer.mean_pulses;
  work.driven_cell_pulses += drives * layer.mean_pulses * chip.columns;
  work.drive_bits += drives * layer.activation_bits;
  work.conversions +=
      layer.vectors * layer.matrix_outputs * layer.groups * placement.slices * placement.row_tiles;
  const double weights = layer.matrix_rows * layer.matrix_outputs * layer.groups;
  work.weight_bits += weights * layer.weight_bits;
  work.written_cells += weights * placement.slices * placement.copies;
  work.turns += std::ceil(layer.vectors / placement.copies) * placement.passes;
}

void add_traffic(const CimloopLayer& layer, const Placement& placement, CimloopWork& work) {
  const double inputs = layer.vectors * layer.matrix_rows * layer.groups;
  const double outputs = layer.vectors * layer.matrix_outputs * layer.groups;
  const double reads = layer.vectors * layer.reads_per_vector * layer.groups;
  // Passes over other rows need other inputs; passes over other outputs the same again (eq. 6).
  const double repeats = std::max(1.0, std::floor(placement.passes / placement.row_passes));
  const int sum_bits =
      cost::sum_bits(static_cast<int>(layer.matrix_rows), static_cast<int>(layer.weight_bits),
                     static_cast<int>(layer.activation_bits));
  const double partial_sums = 2.0 * outputs * (placement.row_passes - 1.0);  // written and read
  work.buffer_bits +=
      reads * repeats * layer.activation_bits + outputs * output_bits + partial_sums * sum_bits;
  work.router_bits += inputs * layer.activation_bits + outputs * output_bits;
}

}  // namespace

std::vector<CimloopLayer> cimloop_layers(const network::Network& network) {
  const network::Activity activity = network::default_activity(network);
  std::vector<CimloopLayer> layers;
  for (const std::size_t index : network.layers()) {
    layers.push_back(describe(network, network.node(index), activity.layers.at(layers.size())));
  }
  return layers;
}

CimloopWork cimloop_work(const std::vector<CimloopLayer>& layers, const CimloopChip& chip) {
  CimloopWork work;
  for (const CimloopLayer& layer : layers) {
    const Placement placement = place(layer, chip);
    add_macro_work(layer, placement, chip, work);
    add_traffic(layer, placement, work);
  }
  return work;
}

}  // namespace kirchhoff::validation
