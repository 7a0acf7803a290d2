// kirchhoff/cost/map_search.hpp - maps a network by what each mapping costs.
//
// In:    Network, Hardware (with its mapping rule), Activity, Calibration
// Out:   Mapping
// Model: docs/models/mapping.md
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "kirchhoff/cost/calibration.hpp"
#include "kirchhoff/cost/layer_cost.hpp"
#include "kirchhoff/cost/layer_work.hpp"
#include "kirchhoff/cost/unit_costs.hpp"
#include "kirchhoff/hardware/hardware.hpp"
#include "kirchhoff/mapping/mapping.hpp"
#include "kirchhoff/mapping/search.hpp"
#include "kirchhoff/network/activity.hpp"
#include "kirchhoff/network/network.hpp"

namespace kirchhoff::cost {

/// What one layer costs on any mapping of it: everything that does not depend on the mapping,
/// computed once. The chip's totals are those of `mapping`. Thread-safe; holds references to
/// hardware and calibration, which must outlive it.
class LayerPricer {
 public:
  LayerPricer(const network::Network& network, const mapping::Mapping& mapping,
              const hardware::Hardware& hardware, const network::Activity& activity,
              const Calibration& calibration);
  /// Prices layers on `kind` of several kinds of macros, whichever kind `mapping` has them on.
  LayerPricer(const network::Network& network, const mapping::Mapping& mapping,
              std::span<const hardware::Hardware> kinds, std::size_t kind,
              const network::Activity& activity, const Calibration& calibration);

  /// Of one image, with what the chip leaks because of the layer: its crossbars and tiles all the
  /// time, and the others' while it works.
  /// `index` counts the mapping's layers. Allocates nothing.
  [[nodiscard]] mapping::LayerScore price(std::size_t index,
                                          const mapping::LayerMapping& layer) const;

 private:
  [[nodiscard]] Energy leakage(const mapping::LayerMapping& layer, Time time) const;

  const hardware::Hardware& hardware_;
  const Calibration& calibration_;
  UnitCosts units_;
  ChipShare chip_;
  Time others_;  // of the fixed mapping: latency, or the slowest layer of a pipeline
  std::vector<LayerDemand> demands_;
  std::vector<LayerRates> rates_;
};

struct SearchedMapping {
  mapping::Mapping mapping;
  std::int64_t evaluated = 0;  // mappings of layers that were priced
};

/// Searches each layer's mapping by energy, by latency and by their product, and keeps what is best
/// for the whole chip by its rule (Fixed: by LeastEnergyDelay); the fixed mapping where nothing is
/// better. The rows that a conversion sums stay, so that accuracies of the fixed mapping hold. A
/// layer takes at most max_copies times the crossbars of the fixed mapping, and its share of a chip
/// of given tiles; in the pipelined dataflow copies are given afterwards, to the slowest stage.
/// Throws like map_network(). Pure.
[[nodiscard]] SearchedMapping search_mapping(const network::Network& network,
                                             const hardware::Hardware& hardware,
                                             const network::Activity& activity,
                                             const Calibration& calibration);

/// What a search is after, the smaller the better: energy, latency, or their product (Fixed too).
[[nodiscard]] double rule_value(const Cost& cost, hardware::MappingRule rule);

/// What a layer may take of its kind of macro: a share of what it and all others need, as mapped by
/// the fixed rule. `needed`: crossbars of all layers of the kind, one copy each.
[[nodiscard]] mapping::SearchLimits search_limits(const mapping::LayerMapping& layer,
                                                  const mapping::Places& places,
                                                  const hardware::Hardware& hardware,
                                                  std::int64_t needed);

/// The mapping that a chip asks for: map_network() with the rule Fixed, else searched with default
/// activity, so that a design has one mapping whatever is measured. Pure.
[[nodiscard]] mapping::Mapping map_by_rule(const network::Network& network,
                                           const hardware::Hardware& hardware,
                                           const Calibration& calibration);

}  // namespace kirchhoff::cost
