// kirchhoff/mapping/search.hpp - the best of all mappings of one layer.
//
// In:    a layer mapped by the fixed rule, Hardware, limits, and what a mapping costs
// Out:   the best mapping; the fixed one where nothing is better
// Model: docs/models/mapping.md
#pragma once

#include <cstdint>
#include <functional>

#include "kirchhoff/base/quantity.hpp"
#include "kirchhoff/mapping/mapping.hpp"

namespace kirchhoff::mapping {

struct LayerScore {
  Energy energy;
  Time latency;
};
/// What one image costs on a layer mapped so. Called thousands of times per layer.
using LayerPrice = std::function<LayerScore(const LayerMapping&)>;

struct SearchLimits {
  std::int64_t most_crossbars = 1;     // that the layer may take, copies included
  std::int64_t crossbars_at_once = 1;  // that the chip has for it; more take turns
  int most_copies = 1;                 // of the layer
  // Whether each conversion must sum the rows that it sums by the fixed rule: accuracy is measured
  // on those. Without it a window may also be cut into its rows or positions.
  bool keep_sums = true;
};

struct FoundMapping {
  LayerMapping mapping;
  LayerScore score;
  std::int64_t evaluated = 0;  // mappings that were priced
};

/// Tries every spread over row and column tiles within the limits, every packing of groups, the
/// copies, the rounds and the loop orders. Of equally good mappings the first is kept, and the
/// fixed rule's is the first. `rule` Fixed means LeastEnergyDelay. Pure; allocates once per call.
[[nodiscard]] FoundMapping best_mapping(const LayerMapping& layer,
                                        const hardware::Hardware& hardware,
                                        const SearchLimits& limits, hardware::MappingRule rule,
                                        const LayerPrice& price);

}  // namespace kirchhoff::mapping
