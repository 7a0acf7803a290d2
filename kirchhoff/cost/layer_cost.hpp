// kirchhoff/cost/layer_cost.hpp - work x unit cost of one layer on one mapping.
//
// In:    LayerWork, LayerRates, UnitCosts
// Out:   energy and time by component, for one whole image
// Model: docs/models/, one page per component
#pragma once

#include <array>

#include "kirchhoff/cost/calibration.hpp"
#include "kirchhoff/cost/cost.hpp"
#include "kirchhoff/cost/layer_work.hpp"
#include "kirchhoff/cost/unit_costs.hpp"
#include "kirchhoff/hardware/hardware.hpp"
#include "kirchhoff/network/activity.hpp"
#include "kirchhoff/network/network.hpp"

namespace kirchhoff::cost {

using Energies = std::array<Energy, component_count>;
using Times = std::array<Time, component_count>;

/// What a layer's values mean for its components, the same for each of its mappings.
struct LayerRates {
  Energy weight_read;         // of one weight's cells, all steps of one vector
  double active_steps = 0.0;  // of one row, of one vector
  double slots = 0.0;         // of one row's pulses, of one vector; 0 in other codings
  Energy addition;            // of one conversion to its running sum
  Energy conversion;          // one sum of a column: by its converter, or by its adder tree
};
[[nodiscard]] LayerRates layer_rates(const network::Node& node, int sum_bits,
                                     const network::LayerActivity& activity, const UnitCosts& units,
                                     const hardware::Hardware& hardware,
                                     const Calibration& calibration);

/// What one of everything costs on a chip, for a layer: references must outlive it.
struct ChipCosts {
  const UnitCosts& units;
  const hardware::Hardware& hardware;
  const Calibration& calibration;
};

/// Without leakage, which is the chip's. Pure; allocates nothing.
[[nodiscard]] Energies layer_energies(const LayerWork& work, const LayerRates& rates,
                                      const ChipCosts& chip);
/// Nothing inside a layer overlaps: an upper bound. Pure; allocates nothing.
[[nodiscard]] Times layer_times(const LayerWork& work, const ChipCosts& chip);

template <typename Quantities>
[[nodiscard]] auto sum(const Quantities& quantities) {
  typename Quantities::value_type total{};
  for (const auto& quantity : quantities) total += quantity;
  return total;
}

}  // namespace kirchhoff::cost
