// kirchhoff/cost/toggle_rate.hpp - how often the inputs of a digital adder tree's adders toggle.
//
// In:    shares of ones and toggles of the inputs, moments of the weights
// Out:   expected toggles per adder input bit and step
// Model: docs/models/activity.md
#pragma once

#include <vector>

#include "kirchhoff/network/activity.hpp"

namespace kirchhoff::cost {

/// What a tree of adders adds up: words `weight x input bit`, one a row.
struct AdderTreeActivity {
  int rows = 128;                   // 2 or more words enter
  int weight_bits = 8;              // of each, in two's complement
  double input_ones = 0.5;          // P(input bit = 1)
  double input_toggles = 0.5;       // P(it differs in the next step), at most 2 min(p, 1 - p)
  std::vector<double> weight_ones;  // P(bit = 1) per plane of the complement, weight_bits entries
  double weight_mean = 0.0;         // of the integers
  double weight_mean_square = 0.0;
};

/// Rows that are fed bit by bit, least significant plane first: successive steps are successive
/// planes of a value, then the first plane of the next vector. Exact for inputs when the activity
/// has value_counts, and for weights when it has complement_ones.
[[nodiscard]] AdderTreeActivity adder_tree_activity(const network::LayerActivity& activity,
                                                    int rows, int weight_bits);

/// Expected toggles per adder input bit and step over all levels of the tree, 0 to 1; settled
/// values, no glitches. The rows' words are exact; sums are taken as normal numbers with the exact
/// moments of two successive steps. Throws Error(Input) when a share is outside 0..1. Pure,
/// thread-safe; some milliseconds: ask once per layer.
[[nodiscard]] double toggle_rate(const AdderTreeActivity& activity);
/// The same of one level alone; level 0 is entered by the rows' words.
[[nodiscard]] double toggle_rate(const AdderTreeActivity& activity, int level);

}  // namespace kirchhoff::cost
