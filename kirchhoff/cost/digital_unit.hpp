// kirchhoff/cost/digital_unit.hpp - cost of affine transforms, activations, pooling and additions.
//
// Model: docs/models/digital_unit.md
#pragma once

#include "kirchhoff/cost/calibration.hpp"
#include "kirchhoff/cost/component_cost.hpp"
#include "kirchhoff/cost/technology.hpp"
#include "kirchhoff/network/network.hpp"

namespace kirchhoff::cost {

/// Energy per affine transform and per simple operation; area of one tile's unit; latency of one
/// value through it at `clock`.
struct DigitalUnitCost {
  Energy affine;
  Energy simple;
  Time latency;
  Area area;
};
[[nodiscard]] DigitalUnitCost digital_unit_cost(Frequency clock, const Calibration& calibration,
                                                const Scaling& scaling);

/// Comparisons or additions of one node without weights for one image.
[[nodiscard]] double simple_operations(const network::Network& network, const network::Node& node);
/// Multiplications with an addition of one node without weights for one image; each costs as much
/// as an affine transform. MatMul: its multiply-accumulates.
[[nodiscard]] double digital_products(const network::Network& network, std::size_t index);

}  // namespace kirchhoff::cost
