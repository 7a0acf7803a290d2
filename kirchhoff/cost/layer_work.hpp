// kirchhoff/cost/layer_work.hpp - how often each component works for one layer and one image.
//
// In:    Network, Mapping, Hardware
// Out:   counts; what one operation costs is in unit_costs.hpp
// Model: docs/models/mapping.md
#pragma once

#include <span>
#include <vector>

#include "kirchhoff/hardware/hardware.hpp"
#include "kirchhoff/mapping/mapping.hpp"
#include "kirchhoff/network/network.hpp"

namespace kirchhoff::cost {

/// What a layer asks for however it is mapped. Per image.
struct LayerDemand {
  int weight_bits = 0;
  int activation_bits = 0;
  double input_bits = 0.0;  // of the feature map that comes in
  double output_values = 0.0;
  double simple_operations = 0.0;  // comparisons and additions of the nodes that follow
  double digital_products = 0.0;   // multiplications of the nodes that follow
  double operand_bits = 0.0;       // operands of nodes that follow, to and from the buffer
  double kept_rows_bits = 0.0;     // that a pipelined layer keeps
  double kept_maps_bits = 0.0;     // that a layer keeps when layers run one after the other
  double window_share = 1.0;       // of a window that is new when it has moved by its stride
};

/// What all layers of a chip share: crossbars and tiles are those of the layer's kind of macro.
struct ChipShare {
  bool one_after_the_other = false;  // layers: the sequential dataflow, or weights taking turns
  double crossbars = 0.0;            // of the chip
  double tiles = 0.0;                // of the chip
  double used_tiles = 0.0;           // of all kinds: that data passes between
  double other_buffer_bits = 0.0;    // of the tiles of all other kinds
  double crossbars_per_tile = 1.0;
  double buffer_kib = 0.0;  // of one tile
  double crossbar_rows = 0.0;
  double layers = 1.0;
  int pulse_bits = 0;       // of the digits that are pulse widths; 0 in other codings
  bool has_offset = false;  // the inputs' sum is subtracted from every output
};

struct LayerWork {
  // Per vector.
  double weights = 0.0;           // of the layer: products of one vector
  double driven_rows = 0.0;       // word lines of all its crossbars
  double serial_reads = 0.0;      // one after the other in one crossbar
  double serial_turns = 0.0;      // conversions one after the other in one converter
  double sum_levels = 0.0;        // of the adder tree over row tiles
  double slots_per_read = 1.0;    // of the longest pulse, mean over a vector's steps
  double offset_additions = 0.0;  // of the inputs' sum, and subtractions of it
  double vector_bits = 0.0;       // inputs of one vector that come from the buffers
  double shifted_bits = 0.0;      // inputs that move through input registers
  double buffer_ports = 1.0;      // tiles that feed their part of a vector at the same time
  // Per image.
  double vectors = 0.0;
  double serial_vectors = 0.0;  // of the copy with most
  double rounds = 1.0;          // in which all vectors pass
  double column_rounds = 1.0;   // that read the same inputs again
  double conversions = 0.0;
  double invocations = 0.0;  // turns of all crossbars of one copy, over all vectors
  double input_bits = 0.0;   // of the feature map that comes in
  double output_values = 0.0;
  double simple_operations = 0.0;  // comparisons and additions of the nodes that follow
  double operand_bits = 0.0;       // operands of nodes that follow, to and from the buffer
  double spilled_bits = 0.0;       // to and from memory outside
  double partial_bits = 0.0;       // partial sums that move inside tiles
  double crossing_bits = 0.0;      // partial sums that leave a tile
  double stored_bits = 0.0;        // partial sums to and from buffers between rounds
  double digital_products = 0.0;   // of nodes that follow, and of a layer on digital units
  int sum_bits = 0;
  double tiles = 1.0;  // that hold a part of the layer
  double hops = 0.0;   // routers on the way from the producer
  // Weights that are written per image.
  double loaded_bits = 0.0;    // from outside the chip, or from the buffers for a dynamic matrix
  double written_cells = 0.0;  // of all copies
  double loads = 0.0;          // one after the other
  double rows_per_load = 0.0;  // one after the other in one crossbar
  bool loads_from_outside = false;
};

/// One entry per mapped layer. Nodes without weights count with the last layer before them (the
/// first layer when there is none). Pure.
[[nodiscard]] std::vector<LayerDemand> layer_demands(const network::Network& network,
                                                     const mapping::Mapping& mapping);

[[nodiscard]] ChipShare chip_share(const mapping::Mapping& mapping,
                                   const hardware::Hardware& hardware);
/// Of the layers on one of several kinds of macros.
[[nodiscard]] ChipShare chip_share(const mapping::Mapping& mapping,
                                   std::span<const hardware::Hardware> kinds, std::size_t kind);

/// The work of one layer on one mapping. Pure; allocates nothing: a search calls it for each.
[[nodiscard]] LayerWork layer_work(const LayerDemand& demand, const mapping::LayerMapping& layer,
                                   const ChipShare& chip);

/// All layers of a network.
[[nodiscard]] std::vector<LayerWork> layer_work(const network::Network& network,
                                                const mapping::Mapping& mapping,
                                                const hardware::Hardware& hardware);
[[nodiscard]] std::vector<LayerWork> layer_work(const network::Network& network,
                                                const mapping::Mapping& mapping,
                                                std::span<const hardware::Hardware> kinds);

}  // namespace kirchhoff::cost
