// kirchhoff/validation/null_model.hpp - what one gets without knowing circuits.
#pragma once

#include <optional>
#include <span>

#include "kirchhoff/validation/silicon_rows.hpp"

namespace kirchhoff::validation {

/// The median over the other chips of the row's family (each chip by the median of its rows) of
/// published value / law, times the law of this row. Laws: energy V^2 (nm / 28)^1.2, cycle
/// (nm / 28) / V, area banks x rows x columns (nm / 28)^1.5. Empty when no other chip has a figure.
[[nodiscard]] std::optional<double> null_prediction(std::span<const SiliconRow> rows,
                                                    const SiliconRow& row,
                                                    cost::MacroMetric metric);

}  // namespace kirchhoff::validation
