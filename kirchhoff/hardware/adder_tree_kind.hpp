// kirchhoff/hardware/adder_tree_kind.hpp - how the adders of digital in-memory computing are built.
#pragma once

#include <span>
#include <string>

namespace kirchhoff::hardware {

enum class AdderTreeKind {
  RippleCarry,  // a binary tree of ripple-carry adders
  CarrySave,    // rows of 3:2 carry-save adders, one ripple-carry adder at the end
  Wallace,      // the same by columns, with half adders where they save a level
  Booth,        // inputs recoded by twos (radix 4), then as Wallace; needs two input bits or more
  LookUp,       // sums of small groups of weights read from tables, then as RippleCarry
};
/// "ripple-carry", "carry-save", "wallace", "booth", "look-up".
[[nodiscard]] const std::string& adder_tree_name(AdderTreeKind kind);
/// All names, in the order of the enumerators.
[[nodiscard]] std::span<const std::string> adder_tree_names();

}  // namespace kirchhoff::hardware
