// kirchhoff/cost/detail/cost_notes.hpp - what a reader must know beside the figures of a cost.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "kirchhoff/cost/cost.hpp"
#include "kirchhoff/cost/layer_work.hpp"

namespace kirchhoff::cost::detail {

/// Sentences about one kind of macro of a chip whose layers and stage period are estimated: weights
/// that take turns, converters that are not priced, macros costed as a whole.
[[nodiscard]] std::vector<std::string> cost_notes(const Cost& cost, const network::Network& network,
                                                  const mapping::Mapping& mapping, int kind,
                                                  std::span<const LayerWork> work,
                                                  const hardware::Hardware& hardware,
                                                  const Calibration& calibration);

}  // namespace kirchhoff::cost::detail
