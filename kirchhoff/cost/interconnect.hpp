// kirchhoff/cost/interconnect.hpp - cost of moving bits inside a tile and between tiles.
//
// Model: docs/models/interconnect.md
#pragma once

#include <cstdint>

#include "kirchhoff/cost/calibration.hpp"
#include "kirchhoff/cost/component_cost.hpp"
#include "kirchhoff/cost/technology.hpp"

namespace kirchhoff::cost {

/// One bit through one router; area of one tile's router; latency of one bit at `clock`.
[[nodiscard]] ComponentCost router_cost(Frequency clock, const Calibration& calibration,
                                        const Scaling& scaling);

/// One bit of random data over a wire of `distance`.
[[nodiscard]] Energy wire_energy(Length distance, Voltage supply, const Calibration& calibration);

/// Routers between a layer of `layer_tiles` tiles and its producer on a chip of `chip_tiles`.
[[nodiscard]] double hop_count(std::int64_t layer_tiles, std::int64_t chip_tiles);

}  // namespace kirchhoff::cost
