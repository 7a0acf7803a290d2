// kirchhoff/cost/breakdown.hpp - the figures of a cost that people ask for next: rates, shares,
// areas by layer, bits moved, and what each layer waits for.
//
// In:    a Cost and what it was made of
// Out:   Breakdown; nothing in it is a new estimate, all is arithmetic on the cost and the work
// Model: docs/models/breakdown.md
#pragma once

#include <array>
#include <span>
#include <string>
#include <vector>

#include "kirchhoff/cost/cost.hpp"

namespace kirchhoff::cost {

/// Bits (per image) or bits per second, by the way they take.
struct Traffic {
  double buffers = 0.0;          // out of the tiles' buffers to the word lines
  double interconnect = 0.0;     // from the producer's tiles to the layer's
  double external_memory = 0.0;  // what no buffer has room for, to and from another chip
};

/// One layer; in the order of Cost::layers.
struct LayerBreakdown {
  std::int64_t macs = 0;
  double tiles = 0.0;               // crossbars / crossbars of a tile
  std::int64_t first_crossbar = 0;  // layers lie one after the other
  Energy dynamic_energy;            // all but leakage
  Power leakage;                    // its share of the chip's, by crossbars
  Area area;                        // likewise
  std::array<Area, component_count> area_by_component{};
  double operations_per_s = 0.0;       // while it works: 2 MACs / its stage period
  double peak_operations_per_s = 0.0;  // were its cells and converters never to wait
  double operations_per_j = 0.0;
  Traffic moved;             // bits per image
  Traffic bandwidth;         // bits per second that it has
  std::string limit;         // what takes the largest part of its time: a component's name, or
                             // "external_memory"
  double limit_share = 0.0;  // that part, 0 to 1
};

/// A whole chip. One multiply-accumulate is two operations.
struct Breakdown {
  Frequency clock;
  std::int64_t crossbars = 0, macros = 0, tiles = 0;
  int crossbars_per_tile = 1;
  std::vector<int> kind_crossbars_per_tile;  // in the order of Cost::kinds; the first is the above
  Energy dynamic_energy;
  Energy leakage_energy;
  double utilisation = 0.0;       // cells that hold weights / all cells
  double images_per_s = 0.0;      // 1 / stage period
  double operations_per_s = 0.0;  // 2 MACs / stage period
  double operations_per_j = 0.0;  // all operations / all energy, not a mean over layers
  double operations_per_s_mm2 = 0.0;
  Traffic bandwidth;  // of all layers together (pipelined) or of the one with most (sequential)
  std::vector<LayerBreakdown> layers;
};

/// Takes a cost apart that estimate() made of the same values. Pure, thread-safe.
[[nodiscard]] Breakdown break_down(const Cost& cost, const network::Network& network,
                                   const mapping::Mapping& mapping,
                                   const hardware::Hardware& hardware,
                                   const Calibration& calibration);
/// The same of a chip with several kinds of macros. Crossbars are counted kind after kind.
[[nodiscard]] Breakdown break_down(const Cost& cost, const network::Network& network,
                                   const mapping::Mapping& mapping,
                                   std::span<const hardware::Hardware> kinds,
                                   const Calibration& calibration);

}  // namespace kirchhoff::cost
