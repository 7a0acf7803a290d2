// kirchhoff/validation/cimloop_work.hpp - how often each part of such a chip works for one image.
//
// In:    Network, its default activity, CimloopChip
// Out:   counts; what one operation costs is in cimloop_chip.cpp
// Model: docs/models/cimloop_chip.md, eq. 1 to 3, 6 and 15
#pragma once

#include <vector>

#include "kirchhoff/network/network.hpp"
#include "kirchhoff/validation/cimloop_table.hpp"

namespace kirchhoff::validation {

/// What a layer is to such a chip; made once per network.
struct CimloopLayer {
  double matrix_rows = 0.0, matrix_outputs = 0.0;  // of one group
  double groups = 1.0;
  double vectors = 0.0;           // output positions
  double reads_per_vector = 0.0;  // inputs that the buffer sends anew for one position
  double weight_bits = 8.0, activation_bits = 8.0;
  double mean_pulses = 0.0;  // of one input: a value is a train of as many pulses
};
/// Layers with weights, with stated default activity.
[[nodiscard]] std::vector<CimloopLayer> cimloop_layers(const network::Network& network);

/// Per image, over all layers.
struct CimloopWork {
  double cell_pulses = 0.0;         // pulses that reach a cell that holds a weight's slice
  double level_pulses = 0.0;        // the same, each weighted with the cell's mean level, 0 to 1
  double driven_cell_pulses = 0.0;  // pulses x all cells on a driven word line
  double drive_pulses = 0.0;        // pulses of word-line drivers
  double drive_bits = 0.0;          // input bits loaded into word-line drivers
  double conversions = 0.0;
  double buffer_bits = 0.0;  // of inputs, outputs and partial sums, to and from the buffer
  double router_bits = 0.0;
  double weight_bits = 0.0;    // of the network
  double written_cells = 0.0;  // of all copies
  double turns = 0.0;          // products one after the other
};

/// Counts. A layer's matrix is cut into macros; spare macros hold copies that share its vectors;
/// what does not fit is done in passes, for which inputs are read again and partial sums wait in
/// the buffer. Pure, no allocation.
[[nodiscard]] CimloopWork cimloop_work(const std::vector<CimloopLayer>& layers,
                                       const CimloopChip& chip);

}  // namespace kirchhoff::validation
