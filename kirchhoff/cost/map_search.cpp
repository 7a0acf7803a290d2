// kirchhoff/cost/map_search.cpp - prices mappings for the search, layer by layer.
#include "kirchhoff/cost/map_search.hpp"

#include <algorithm>
#include <utility>

namespace kirchhoff::cost {
namespace {

using hardware::Dataflow;
using hardware::Hardware;
using hardware::MappingRule;
using mapping::LayerMapping;
using mapping::Mapping;

Mapping search_layers(const Mapping& fixed, const LayerPricer& pricer, const Hardware& hardware,
                      MappingRule rule, std::int64_t& evaluated) {
  std::int64_t needed = 0;
  for (const LayerMapping& layer : fixed.layers) needed += layer.crossbars / layer.copies;
  std::vector<LayerMapping> layers = fixed.layers;
  for (std::size_t i = 0; i < layers.size(); ++i) {
    if (layers[i].digital) continue;
    const mapping::SearchLimits limits =
        search_limits(layers[i], fixed.places(0), hardware, needed);
    layers[i].copies = 1;
    mapping::FoundMapping found =
        mapping::best_mapping(layers[i], hardware, limits, rule,
                              [&](const LayerMapping& layer) { return pricer.price(i, layer); });
    evaluated += found.evaluated;
    layers[i] = std::move(found.mapping);
  }
  return mapping::share_chip(std::move(layers), hardware);
}

}  // namespace

mapping::SearchLimits search_limits(const LayerMapping& layer, const mapping::Places& places,
                                    const Hardware& hardware, std::int64_t needed) {
  const std::int64_t own = layer.crossbars / layer.copies;
  mapping::SearchLimits limits{
      .most_crossbars = own * hardware.max_copies,
      .crossbars_at_once = own * hardware.max_copies,
      .most_copies = hardware.dataflow == Dataflow::Pipelined ? 1 : hardware.max_copies};
  if (hardware.tile_count == 0) return limits;
  const double share = static_cast<double>(places.crossbars) / static_cast<double>(needed);
  const auto shared = static_cast<std::int64_t>(share * static_cast<double>(own));
  limits.most_crossbars = std::clamp(shared, own, limits.most_crossbars);
  limits.crossbars_at_once = places.crossbars;
  return limits;
}

double rule_value(const Cost& cost, MappingRule rule) {
  if (rule == MappingRule::LeastEnergy) return cost.energy.si();
  if (rule == MappingRule::LeastLatency) return cost.latency.si();
  return cost.energy.si() * cost.latency.si();
}

LayerPricer::LayerPricer(const network::Network& network, const Mapping& mapping,
                         const Hardware& hardware, const network::Activity& activity,
                         const Calibration& calibration)
    : LayerPricer(network, mapping, {&hardware, 1}, 0, activity, calibration) {}

LayerPricer::LayerPricer(const network::Network& network, const Mapping& mapping,
                         std::span<const Hardware> kinds, std::size_t kind,
                         const network::Activity& activity, const Calibration& calibration)
    : hardware_(kinds[kind]),
      calibration_(calibration),
      units_(unit_costs(kinds[kind], calibration)),
      chip_(chip_share(mapping, kinds, kind)),
      demands_(layer_demands(network, mapping)) {
  network::check_activity(activity, network);
  std::vector<UnitCosts> units;
  for (const Hardware& each : kinds) units.push_back(unit_costs(each, calibration));
  const std::vector<LayerWork> work = layer_work(network, mapping, kinds);
  std::size_t next_activity = 0;
  for (std::size_t i = 0; i < mapping.layers.size(); ++i) {
    const network::Node& node = network.node(mapping.layers[i].node);
    const auto own = static_cast<std::size_t>(mapping.layers[i].kind);
    const auto rates = [&](const network::LayerActivity& values) {
      return layer_rates(node, work[i].sum_bits, values, units_, hardware_, calibration);
    };
    rates_.push_back(node.has_weights() ? rates(activity.layers[next_activity++])
                                        : rates(network::default_layer_activity(node)));
    const Time time = sum(layer_times(work[i], {units[own], kinds[own], calibration}));
    others_ = chip_.one_after_the_other ? others_ + time : std::max(others_, time);
  }
}

mapping::LayerScore LayerPricer::price(std::size_t index, const LayerMapping& layer) const {
  const ChipCosts costs{units_, hardware_, calibration_};
  const LayerWork work = layer_work(demands_[index], layer, chip_);
  const Time time = sum(layer_times(work, costs));
  return {.energy = sum(layer_energies(work, rates_[index], costs)) + leakage(layer, time),
          .latency = time};
}

// What the chip leaks because of this layer, while the others are as in the fixed mapping.
Energy LayerPricer::leakage(const LayerMapping& layer, Time time) const {
  const auto crossbars = static_cast<double>(layer.crossbars_at_once);
  const Power own = crossbars * units_.crossbar_leakage;
  const Power own_tiles = crossbars / chip_.crossbars_per_tile * units_.tile_leakage;
  if (!chip_.one_after_the_other) return (own + own_tiles) * std::max(time, others_);
  const Power all_tiles = chip_.tiles * units_.tile_leakage;
  if (layer.reloaded) {
    return (own + (chip_.crossbars - crossbars) * units_.gated_leakage + all_tiles) * time;
  }
  return (own + all_tiles) * time + (crossbars * units_.gated_leakage + own_tiles) * others_;
}

SearchedMapping search_mapping(const network::Network& network, const Hardware& hardware,
                               const network::Activity& activity, const Calibration& calibration) {
  const Mapping fixed = mapping::map_network(network, hardware);
  const LayerPricer pricer(network, fixed, hardware, activity, calibration);
  const auto value = [&](const Mapping& mapping) {
    return rule_value(estimate(network, mapping, hardware, activity, calibration),
                      hardware.mapping_rule);
  };
  SearchedMapping best{.mapping = fixed};
  double best_value = value(fixed);
  // What is best for each layer alone need not be best for the chip: layers share its leakage and
  // its tiles. So each rule proposes a mapping, and the chip's own rule decides.
  for (const MappingRule rule :
       {MappingRule::LeastEnergy, MappingRule::LeastLatency, MappingRule::LeastEnergyDelay}) {
    Mapping found = search_layers(fixed, pricer, hardware, rule, best.evaluated);
    const double found_value = value(found);
    if (found_value >= best_value) continue;
    best_value = found_value;
    best.mapping = std::move(found);
  }
  return best;
}

Mapping map_by_rule(const network::Network& network, const Hardware& hardware,
                    const Calibration& calibration) {
  if (hardware.mapping_rule == hardware::MappingRule::Fixed) {
    return mapping::map_network(network, hardware);
  }
  return search_mapping(network, hardware, network::default_activity(network), calibration).mapping;
}

}  // namespace kirchhoff::cost
