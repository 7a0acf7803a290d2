// kirchhoff/validation/neurosim_report.hpp - the comparison with NeuroSim as JSON and as a table.
#pragma once

#include <string>

#include "kirchhoff/base/json.hpp"
#include "kirchhoff/validation/neurosim.hpp"

namespace kirchhoff::validation {

/// `summary` (tau_energy, tau_area, tau_latency, counts_exact and the numbers of runs) and `rows`.
/// A figure that a run does not state is null.
[[nodiscard]] Json neurosim_json(const NeurosimComparison& comparison);

/// A table of counts, one of figures, what was assumed and the summary with its bars.
[[nodiscard]] std::string neurosim_text(const NeurosimComparison& comparison);

}  // namespace kirchhoff::validation
