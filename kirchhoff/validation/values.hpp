// kirchhoff/validation/values.hpp - the expected energy of data-dependent parts beside its exact
// simulation, layer by layer.
//
// In:    a network, chips, made-up inputs and made-up or trained weights
// Out:   errors of the expectation, and of a model that knows no data
// Model: docs/models/activity.md
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "kirchhoff/cost/calibration.hpp"
#include "kirchhoff/hardware/hardware.hpp"
#include "kirchhoff/network/network.hpp"
#include "kirchhoff/network/weights.hpp"

namespace kirchhoff::validation {

/// How much is drawn. A layer of few rows gets more vectors than one of many, so that chance weighs
/// as little: as many sequences of 4 vectors as hold these inputs, at least 64.
struct ValuesPlan {
  std::int64_t measured_inputs = 2'000'000;  // that the activity of a layer is measured on
  std::int64_t tested_inputs = 500'000;      // that are simulated: other ones
  int column_tiles = 1;  // crossbars beside each other, of each row tile: spread evenly
  std::uint64_t seed = 1;
};

/// Energy of what depends on data: cells and word lines.
struct ValuesEnergy {
  Energy cells, word_lines;
  [[nodiscard]] Energy total() const { return cells + word_lines; }
};

struct ValuesRow {
  std::string layer;
  int crossbars = 0;         // simulated
  std::int64_t vectors = 0;  // applied to each
  ValuesEnergy exact;        // every cell and step
  ValuesEnergy expected;     // cost::read_signal with activity measured on other vectors
  ValuesEnergy fixed;        // the same with half of the bits ones and uniform weight levels
};
/// expected / exact - 1 of one component or the total.
[[nodiscard]] double relative_error(Energy expected, Energy exact);

struct ValuesSummary {
  double mean = 0.0;   // of |error of the total| over layers
  double worst = 0.0;  // and the largest
};

struct ValuesChip {
  std::string chip;
  int dac_bits = 1;
  std::vector<ValuesRow> rows;
  ValuesSummary expected;        // of the totals
  ValuesSummary expected_cells;  // of the cells alone
  ValuesSummary fixed;           // of the totals
};

/// Compares all layers on all chips; every layer's numbers are the same on each chip. `weights` may
/// be null: weights are drawn as well. Throws Error(Input) when weights do not fit the network, or
/// a weight needs more columns than a crossbar has. Pure; seconds for ResNet18.
[[nodiscard]] std::vector<ValuesChip> compare_values(const network::Network& network,
                                                     std::span<const hardware::Hardware> chips,
                                                     const network::Weights* weights,
                                                     const cost::Calibration& calibration,
                                                     const ValuesPlan& plan);

}  // namespace kirchhoff::validation
