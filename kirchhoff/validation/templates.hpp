// kirchhoff/validation/templates.hpp - published chips as chip files: what `estimate` makes of
// their macros beside what was published.
//
// In:    chip files with [[published]]
// Out:   the table and the predictions that summaries, bars and reports of silicon.hpp take
// Model: docs/models/macro.md, docs/decisions/0013
#pragma once

#include <span>
#include <string>
#include <vector>

#include "kirchhoff/cost/macro_constants.hpp"
#include "kirchhoff/hardware/hardware.hpp"
#include "kirchhoff/validation/silicon.hpp"

namespace kirchhoff::validation {

struct Templates {
  std::vector<hardware::Hardware> chips;  // at each published point
  SiliconTable table;                     // one row a point, `chip` is the name of the file's chip
};

/// Every point of the chips as a row whose design is the macros of the chip at that point. Throws
/// Error(Input) for a chip that cannot be read or of which nothing is published.
[[nodiscard]] Templates read_templates(std::span<const std::string> names);

/// Beside each point the figures of its chip's macros in the chip model of `estimate`. Throws
/// Error(Input) for a chip that is costed by component.
[[nodiscard]] SiliconComparison compare_templates(const Templates& templates,
                                                  const cost::MacroConstants& constants);

}  // namespace kirchhoff::validation
