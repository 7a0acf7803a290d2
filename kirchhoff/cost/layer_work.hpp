// kirchhoff/cost/layer_work.hpp - how often each component works for one layer and one image.
//
// In:    Network, Mapping, Hardware
// Out:   counts; what one operation costs is in unit_costs.hpp
#pragma once

#include <vector>

#include "kirchhoff/hardware/hardware.hpp"
#include "kirchhoff/mapping/mapping.hpp"
#include "kirchhoff/network/network.hpp"

namespace kirchhoff::cost {

struct LayerWork {
  // Per vector.
  double weights = 0.0;       // of the layer: products of one vector
  double driven_rows = 0.0;   // word lines of all its crossbars
  double serial_reads = 0.0;  // one after the other in one crossbar
  double serial_turns = 0.0;  // conversions one after the other in one converter
  double sum_levels = 0.0;    // of the adder tree over row tiles
  double vector_bits = 0.0;   // inputs of one vector
  double buffer_ports = 1.0;  // tiles that feed their part of a vector at the same time
  // Per image.
  double vectors = 0.0;
  double serial_vectors = 0.0;  // of the copy with most
  double input_bits = 0.0;      // of the feature map that comes in
  double output_values = 0.0;
  double simple_operations = 0.0;  // comparisons and additions of the nodes that follow
  double digital_products = 0.0;   // multiplications of the nodes that follow
  double operand_bits = 0.0;       // operands of nodes that follow, to and from the buffer
  double spilled_bits = 0.0;       // to and from memory outside
  double partial_bits = 0.0;       // partial sums that move inside tiles
  double crossing_bits = 0.0;      // partial sums that leave a tile
  int sum_bits = 0;
  double tiles = 1.0;  // that hold a part of the layer
  double hops = 0.0;   // routers on the way from the producer
};

/// One entry per mapped layer. Nodes without weights count with the last layer before them (the
/// first layer when there is none). Pure.
[[nodiscard]] std::vector<LayerWork> layer_work(const network::Network& network,
                                                const mapping::Mapping& mapping,
                                                const hardware::Hardware& hardware);

}  // namespace kirchhoff::cost
