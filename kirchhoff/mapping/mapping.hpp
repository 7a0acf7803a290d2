// kirchhoff/mapping/mapping.hpp - where every weight sits: unrolling, tiling, slices, copies.
//
// In:    Network (with bits), Hardware
// Out:   Mapping
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "kirchhoff/hardware/hardware.hpp"
#include "kirchhoff/network/network.hpp"

namespace kirchhoff::mapping {

/// One layer on crossbars. A convolution is unrolled: a matrix of kernel^2 x inputs/groups rows and
/// outputs/groups weights, applied to height x width vectors; each group is a matrix of its own.
struct LayerMapping {
  std::size_t node = 0;  // index in the network
  std::string name;
  int matrix_rows = 0;     // rows of one group's matrix
  int matrix_outputs = 0;  // outputs of one group
  int groups = 1;
  std::int64_t vectors = 0;     // output positions of one image
  int slices = 1;               // cells a weight magnitude is cut into
  int steps = 1;                // input steps per vector
  int row_tiles = 1;            // crossbars on top of each other for one matrix
  int column_tiles = 1;         // crossbars beside each other
  int groups_per_crossbar = 1;  // small groups lie block-diagonally in one, read one by one
  int row_chunks =
      1;  // conversions per output, step and slice: sum over row tiles of ceil(rows / active_rows)
  // What one crossbar does one after the other; all crossbars of a layer work at the same time.
  int reads = 1;                 // per vector and step: sets of active rows, each of one group
  int turns_per_read = 1;        // conversions that the busiest converter makes after one read
  int copies = 1;                // of the whole layer, each working on its share of the vectors
  std::int64_t crossbars = 0;    // of all copies
  double utilisation = 0.0;      // cells that hold weights / all cells of its crossbars
  std::int64_t conversions = 0;  // per image, all steps, slices, chunks and outputs
};

struct Mapping {
  std::vector<LayerMapping> layers;  // in the network's order
  std::int64_t crossbars = 0;
  std::int64_t macros = 0;
  std::int64_t tiles = 0;
};

/// Rows [first, first + count) of a layer's matrix that are summed by one conversion.
struct RowChunk {
  int first = 0;
  int count = 0;
};

/// Maps every layer. Copies are given, in the pipelined dataflow, to the layer that is the slowest
/// stage until it has max_copies (powers of two). Throws Error(Input) naming the layer when more
/// than 10^7 crossbars were needed. Pure.
[[nodiscard]] Mapping map_network(const network::Network& network,
                                  const hardware::Hardware& hardware);

/// The row chunks of one layer in order: what noise sums before a converter and cost counts.
[[nodiscard]] std::vector<RowChunk> row_chunks(const LayerMapping& layer,
                                               const hardware::CrossbarShape& shape);

}  // namespace kirchhoff::mapping
