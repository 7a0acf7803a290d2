// kirchhoff/cost/shared_parts.hpp - parts of a chip that all layers of a pipeline use at once.
//
// Model: docs/models/schedule.md
#pragma once

#include <span>

#include "kirchhoff/cost/cost.hpp"
#include "kirchhoff/cost/layer_cost.hpp"
#include "kirchhoff/cost/layer_work.hpp"

namespace kirchhoff::cost {

/// Raises the stage period of a pipeline to what its buffers, routers and memory port need for one
/// image together, and names the part that sets it. A latency below that is raised too: the wait
/// is shared out to the layers by their traffic. `tiles` of the chip share the work evenly: the
/// least that any placement needs.
void wait_for_shared_parts(std::span<const LayerWork> work, double tiles, const ChipCosts& chip,
                           Cost& cost);
/// The same of a chip with several kinds of macros: tiles and unit costs by kind. Buffers serve the
/// layers of their own kind; routers and the memory port are the chip's.
void wait_for_shared_parts(std::span<const LayerWork> work, std::span<const double> tiles,
                           std::span<const ChipCosts> kinds, Cost& cost);

}  // namespace kirchhoff::cost
