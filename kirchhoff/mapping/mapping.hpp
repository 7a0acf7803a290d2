// kirchhoff/mapping/mapping.hpp - where every weight sits: unrolling, tiling, slices, copies.
//
// In:    Network (with bits), Hardware
// Out:   Mapping
// Model: docs/models/mapping.md
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "kirchhoff/hardware/hardware.hpp"
#include "kirchhoff/network/network.hpp"

namespace kirchhoff::mapping {

/// What stays in place while the rest moves.
enum class LoopOrder {
  WeightStationary,  // the weights of a round, until all vectors have passed; vectors read whole
  OutputStationary,  // the sums of a block of vectors, until all row rounds have added to them
  InputStationary,   // the window: it moves through input registers, only what enters is read
};
[[nodiscard]] const std::string& loop_order_name(LoopOrder order);  // "weight-stationary", ...

/// One layer on crossbars. A convolution is unrolled: a matrix of kernel^2 x inputs/groups rows and
/// outputs/groups weights, applied to height x width vectors; each group is a matrix of its own.
struct LayerMapping {
  std::size_t node = 0;  // index in the network
  std::string name;
  int kind = 0;  // of the chip's macros: in whose crossbars it lies
  // Given by the layer and the chip.
  int matrix_rows = 0;     // rows of one group's matrix
  int matrix_outputs = 0;  // outputs of one group
  int groups = 1;
  int kernel = 1;                // side of the window whose positions the rows are
  std::int64_t vectors = 0;      // output positions of one image
  int slices = 1;                // cells a weight magnitude is cut into
  int columns_per_weight = 1;    // slices, or twice as many for pairs
  int steps = 1;                 // input steps per vector
  bool dynamic_weights = false;  // the matrix is an activation: written once per image
  bool digital = false;          // computed by the digital units; no crossbars
  // Chosen; lay_out() computes what follows from it.
  int window_parts = 1;         // 1, kernel or kernel^2: parts of the window that share no crossbar
  int row_tiles = 1;            // crossbars on top of each other for one matrix
  int column_tiles = 1;         // crossbars beside each other
  int groups_per_crossbar = 1;  // small groups lie block-diagonally in one, read one by one
  int copies = 1;               // of the whole layer, each working on its share of the vectors
  LoopOrder order = LoopOrder::WeightStationary;
  // Weights that do not fit take turns: row tiles in `row_rounds` parts, columns and groups in
  // `column_rounds`; everything again for each of `blocks` parts of the vectors.
  int row_rounds = 1;
  int column_rounds = 1;
  std::int64_t blocks = 1;
  bool reloaded = false;  // its weights come from outside the chip for every image
  // What follows.
  int row_chunks =
      1;  // conversions per output, step and slice: sum over row tiles of ceil(rows / active_rows)
  // What one crossbar does one after the other; all crossbars of a layer work at the same time.
  int reads = 1;               // per vector and step: sets of active rows, each of one group
  int turns_per_read = 1;      // conversions that the busiest converter makes after one read
  std::int64_t crossbars = 0;  // of all copies
  std::int64_t crossbars_at_once = 0;  // of one round: all, when nothing takes turns
  double utilisation = 0.0;            // cells that hold weights / all cells of its crossbars
  std::int64_t conversions = 0;        // per image, all steps, slices, chunks and outputs

  [[nodiscard]] std::int64_t rounds() const { return std::int64_t{row_rounds} * column_rounds; }
};

/// What a chip has, or one kind of macro of it.
struct Places {
  std::int64_t crossbars = 0;  // what the layers need, or what tile_count gives
  std::int64_t macros = 0;
  std::int64_t tiles = 0;
  std::int64_t rounds = 1;  // how often they are filled with weights for one image; 1: once ever
};

struct Mapping {
  std::vector<LayerMapping> layers;  // in the network's order
  std::int64_t crossbars = 0;        // of the chip: what the layers need, or what tile_count gives
  std::int64_t macros = 0;
  std::int64_t tiles = 0;
  std::int64_t rounds = 1;  // how often the chip is filled with weights for one image; 1: once ever
  std::vector<Places> kinds;  // of these, by kind of macro; empty for a chip of one kind

  /// Of one kind; of the whole chip when it has only one.
  [[nodiscard]] Places places(int kind) const {
    if (kinds.empty()) return {crossbars, macros, tiles, rounds};
    return kinds[static_cast<std::size_t>(kind)];
  }
};

/// Rows [first, first + count) of a layer's matrix that are summed by one conversion. With several
/// window parts the rows are those of the parts one after the other.
struct RowChunk {
  int first = 0;
  int count = 0;
};

/// Maps every layer by the fixed rule. Copies are given, in the pipelined dataflow, to the layer
/// that is the slowest stage until it has max_copies (powers of two) or the tiles are full. On a
/// chip with too few tiles the layers take turns, one after the other, in either dataflow. Throws
/// Error(Input) naming the layer when more than 10^7 crossbars were needed. Pure.
[[nodiscard]] Mapping map_network(const network::Network& network,
                                  const hardware::Hardware& hardware);

/// One layer with weights, or one product of two activations, by the fixed rule: one copy, one
/// round. Throws Error(Input) naming the layer when a weight needs more columns than a crossbar
/// has, or when the cells cannot be rewritten for every image as a product needs. Pure.
[[nodiscard]] LayerMapping map_layer(const network::Network& network, std::size_t node,
                                     const hardware::Hardware& hardware);

/// Computes what follows from a layer's choices. Throws Error(Input) naming the layer and the
/// choice that is impossible on this chip. Pure; allocates nothing unless it throws.
void lay_out(LayerMapping& layer, const hardware::Hardware& hardware);

/// Chooses rounds for a layer alone on `crossbars` of them: whole sums in each round where its row
/// tiles fit. Does nothing to a layer that fits.
void take_turns(LayerMapping& layer, const hardware::Hardware& hardware, std::int64_t crossbars);

/// Shares out the chip: copies and turns of layers laid out with one copy and one round, and the
/// totals. `layers` may be another mapping's, changed by the user or by a search.
[[nodiscard]] Mapping share_chip(std::vector<LayerMapping> layers,
                                 const hardware::Hardware& hardware);

/// The same for a chip of several kinds of macros, of which each layer names one. Layers of a kind
/// with too few tiles take turns on it; then all layers run one after the other. In a pipeline the
/// slowest layer is the one with the longest serial_conversions() x `conversion` of its kind: one
/// positive number per kind, e.g. in seconds.
[[nodiscard]] Mapping share_chip(std::vector<LayerMapping> layers,
                                 std::span<const hardware::Hardware> kinds,
                                 std::span<const double> conversion);

/// Marks a layer whose matrix is an activation. SRAM cells are written once per image; other cells
/// would wear out, so that the digital units compute the layer and it takes no crossbars.
void make_dynamic(LayerMapping& layer, const hardware::Hardware& hardware);

/// The row chunks of one layer in order: what noise sums before a converter and cost counts.
[[nodiscard]] std::vector<RowChunk> row_chunks(const LayerMapping& layer,
                                               const hardware::CrossbarShape& shape);

}  // namespace kirchhoff::mapping
