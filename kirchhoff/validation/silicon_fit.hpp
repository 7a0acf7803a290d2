// kirchhoff/validation/silicon_fit.hpp - fits the macro model's constants on published macros.
#pragma once

#include <span>
#include <vector>

#include "kirchhoff/cost/macro_constants.hpp"
#include "kirchhoff/validation/silicon_rows.hpp"

namespace kirchhoff::validation {

/// The most probable constants given their priors and the scored macros among `rows` (processors
/// teach nothing about macros). Energy and cycle are fitted for each family by itself, area for all
/// together; each chip counts once, however many rows it has. Deterministic. The intervals of
/// `start` are kept.
[[nodiscard]] cost::MacroConstants fit_constants(std::span<const SiliconRow> rows,
                                                 const cost::MacroConstants& start);

/// fit_constants without the rows of one chip; only what this chip's family would change.
[[nodiscard]] cost::MacroConstants fit_without(std::span<const SiliconRow> rows, int chip_number,
                                               const cost::MacroConstants& start);

/// How far one chip lay from a prediction that did not know it.
struct ChipResidual {
  int chip_number = 0;
  hardware::MacroFamily family = hardware::MacroFamily::SramAnalog;
  double log_error = 0.0;  // median over its rows of |ln(predicted / published)|
};

/// Half width in ln(value) that covers the given share of chips, from the residuals of all chips
/// but one (-1: of all). Chips of the same family count four times those of others, so that a small
/// family borrows from its parents. 1.0 when there is no residual at all.
[[nodiscard]] double interval_half_width(std::span<const ChipResidual> residuals,
                                         hardware::MacroFamily family, int without_chip,
                                         double share = 0.8);

}  // namespace kirchhoff::validation
