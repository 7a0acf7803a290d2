// kirchhoff/cost/macro.hpp - energy, cycle and area of one macro of any family, by part.
//
// In:    MacroDesign, MacroConstants
// Out:   MacroCost: sums of parts, each with its physical equation
// Model: docs/models/macro.md; how far off it is: docs/validation.md
#pragma once

#include <array>
#include <cstddef>
#include <span>
#include <string>

#include "kirchhoff/base/quantity.hpp"
#include "kirchhoff/cost/macro_constants.hpp"
#include "kirchhoff/hardware/macro_design.hpp"

namespace kirchhoff::cost {

/// What a macro is made of. Cells include the lines that drive and read them.
enum class MacroPart { Cells, Converters, Adders, Inputs, Control };
inline constexpr std::size_t macro_part_count = 5;
/// "cells", "converters", "adders", "inputs", "control".
[[nodiscard]] std::span<const std::string> macro_part_names();

/// Energy and cycle of one bank for one invocation; area of all banks.
struct MacroCost {
  std::array<Energy, macro_part_count> energy{};
  std::array<Time, macro_part_count> cycle{};
  std::array<Area, macro_part_count> area{};
};

/// Estimates a checked design. Pure, thread-safe, no allocation; every part finite and not
/// negative.
[[nodiscard]] MacroCost macro_cost(const hardware::MacroDesign& macro,
                                   const MacroConstants& constants);

/// One figure with its nominal 80 % interval.
struct Interval {
  double value = 0.0, low = 0.0, high = 0.0;
};
/// Energy: J per operation of 1 bit. Cycle: s. Area: m2.
[[nodiscard]] Interval macro_figure(MacroMetric metric, const hardware::MacroDesign& macro,
                                    const MacroConstants& constants);

/// Bits that a conversion can tell apart: those of its converter, of the analog half of a hybrid
/// one, or of the sum itself where that has fewer levels.
[[nodiscard]] double effective_bits(const hardware::MacroDesign& macro);

}  // namespace kirchhoff::cost
