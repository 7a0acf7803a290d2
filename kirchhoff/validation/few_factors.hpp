// kirchhoff/validation/few_factors.hpp - fits a few of the macro model's constants to some chips.
//
// A fit, not a prediction: the errors that remain are those of chips the factors were fitted on.
// It answers how far the model's equations can follow given chips, as calibrated models do.
#pragma once

#include <array>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "kirchhoff/cost/macro_constants.hpp"
#include "kirchhoff/validation/silicon_rows.hpp"

namespace kirchhoff::validation {

/// A constant that was multiplied by a factor above 0; the others keep the values they had.
struct ScaledConstant {
  cost::MacroConstant constant;
  double factor = 1.0;
};

struct FewFactors {
  std::vector<ScaledConstant> factors;
  cost::MacroConstants constants;  // with the factors applied
  /// Mean of |predicted / published - 1| over the scored rows, by metric; before and after. Empty
  /// where no row is scored.
  std::array<std::optional<double>, cost::macro_metric_count> error_before, error_after;
};

/// The rows whose id matches one of the patterns; a pattern may end in "*". Throws Error(Input)
/// naming a pattern that matches no row.
[[nodiscard]] std::vector<SiliconRow> matching_rows(std::span<const SiliconRow> rows,
                                                    std::span<const std::string> patterns);

/// Frees at most `most_factors` constants (at most six of each metric), those with which the mean
/// errors of energy, cycle and area have the least sum: all choices are tried, each fitted by
/// least squares of logarithms from the values of `start`. Deterministic; some seconds for seven
/// chips.
[[nodiscard]] FewFactors fit_few_factors(std::span<const SiliconRow> rows,
                                         const cost::MacroConstants& start,
                                         std::size_t most_factors);

}  // namespace kirchhoff::validation
