// kirchhoff/cost/exact_crossbar.hpp - a value-exact simulation of one crossbar: the oracle beside
// the expectations of signals.hpp.
//
// In:    integer weights and a batch of integer input vectors
// Out:   what every cell and word line did, summed in integers; the products; the energy
// Model: docs/models/activity.md; the same equations of cells.md and drivers.md, cell by cell
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "kirchhoff/base/quantity.hpp"
#include "kirchhoff/cost/calibration.hpp"
#include "kirchhoff/hardware/hardware.hpp"

namespace kirchhoff::cost {

/// What sits in one crossbar and what is applied to it, one vector after the other.
struct CrossbarRun {
  int rows = 0;
  int outputs = 0;
  int weight_bits = 8;                   // 2 to 8
  int activation_bits = 8;               // 1 to 8
  std::span<const std::int8_t> weights;  // [outputs][rows], symmetric around 0
  std::span<const std::uint8_t> inputs;  // [vectors][rows]
};

/// Cells of a crossbar as they are programmed.
struct CellLevels {
  int columns = 0;                   // outputs x columns per weight
  std::vector<std::uint8_t> levels;  // [rows][columns]
  std::vector<std::int64_t> worth;   // of one level of each column of a weight, in the product
};
/// Cuts weights into cells. DifferentialPair: slices of the magnitude, least significant first, in
/// the positive or the negative cell of each pair. TwosComplement: one bit per cell, the last
/// counts negative. Offset: slices of w + 2^(weight_bits-1), without the reference column. Throws
/// Error(Input) when a weight does not fit weight_bits.
[[nodiscard]] CellLevels cell_levels(const CrossbarRun& run, const hardware::Hardware& hardware);

struct ExactCrossbar {
  // Sums over vectors and steps; a digit is the integer of one row in one step.
  std::int64_t driven_row_steps = 0;    // digit not 0: its word line is driven
  std::int64_t skipped_row_steps = 0;   // digit 0: zero skipping, no driver energy
  std::int64_t idle_steps = 0;          // steps in which no row at all is driven
  std::int64_t slots = 0;               // digit, over all rows: slots of their pulses
  std::int64_t cell_slot_levels = 0;    // digit x level, over all cells
  std::int64_t cell_squares = 0;        // digit^2, over all cells
  std::int64_t cell_square_levels = 0;  // digit^2 x level, over all cells
  std::vector<std::int64_t> products;   // [vectors][outputs], added up from steps and slices
  Energy cells;
  Energy word_lines;
};

/// Applies every step of every vector to every cell. Slow on purpose: no statistics, no shortcut.
/// Throws Error(Input) when the run does not fit the crossbar or sizes disagree. Pure, thread-safe.
[[nodiscard]] ExactCrossbar exact_crossbar(const CrossbarRun& run,
                                           const hardware::Hardware& hardware,
                                           const Calibration& calibration);

}  // namespace kirchhoff::cost
