// kirchhoff/cost/exact_adder_tree.hpp - a value-exact simulation of one digital adder tree: the
// oracle beside toggle_rate.hpp.
//
// In:    integer weights of one column and the input bits of all rows, step by step
// Out:   toggles of the bits that enter the adders and of their carries, by level
// Model: docs/models/activity.md
#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace kirchhoff::cost {

/// Each row multiplies its weight, a word in two's complement, by one input bit; ripple-carry
/// adders add the words in pairs, one bit wider at each level. An odd word passes a level.
struct AdderTreeRun {
  int weight_bits = 8;                   // 2 to 8: of the words that enter
  std::span<const std::int8_t> weights;  // one a row, at least 2
  std::span<const std::uint8_t> bits;    // [steps][rows], 0 or 1
};

/// Of one level of adders. Settled values alone are compared: glitches are not seen.
struct AdderTreeLevel {
  std::int64_t input_bits = 0;     // bits that enter the adders, all steps but the first
  std::int64_t input_toggles = 0;  // of them that differ from the step before
  std::int64_t carry_toggles = 0;  // carries between full adders that differ
};

struct ExactAdderTree {
  std::vector<AdderTreeLevel> levels;  // from the rows to the root
  std::vector<std::int64_t> sums;      // of the root, one a step
  /// Toggles per adder input bit and step, all levels.
  [[nodiscard]] double toggle_rate() const;
};

/// Adds up every step with every adder. Throws Error(Input) when sizes disagree or a weight does
/// not fit. Pure, thread-safe.
[[nodiscard]] ExactAdderTree exact_adder_tree(const AdderTreeRun& run);

}  // namespace kirchhoff::cost
