// tests/report/cost_sample.hpp - a small cost with round figures, so that outputs can be read.
#pragma once

#include "kirchhoff/report/cost_view.hpp"

namespace kirchhoff::report::sample {

inline cost::LayerCost layer(const std::string& name, double energy, double time,
                             std::int64_t crossbars) {
  constexpr auto cells = static_cast<std::size_t>(cost::Component::Cells);
  constexpr auto converters = static_cast<std::size_t>(cost::Component::Converters);
  cost::LayerCost result;
  result.name = name;
  result.crossbars = crossbars;
  result.copies = 2;
  result.utilisation = 0.25;
  result.energy = joules(energy);
  result.latency = result.stage_period = seconds(time);
  result.energy_by_component[cells] = joules(0.25 * energy);
  result.energy_by_component[converters] = joules(0.75 * energy);
  result.latency_by_component[cells] = seconds(0.4 * time);
  result.latency_by_component[converters] = seconds(0.6 * time);
  result.time_by_component = result.latency_by_component;
  return result;
}

inline cost::LayerBreakdown more(const cost::LayerCost& layer, std::int64_t first, double macs) {
  cost::LayerBreakdown result;
  result.macs = static_cast<std::int64_t>(macs);
  result.first_crossbar = first;
  result.tiles = static_cast<double>(layer.crossbars) / 2.0;
  result.dynamic_energy = layer.energy;
  result.leakage = watts(1e-4 * static_cast<double>(layer.crossbars));
  result.area = square_metres(1e-7 * static_cast<double>(layer.crossbars));
  result.area_by_component[0] = 0.5 * result.area;
  result.area_by_component[3] = 0.3 * result.area;
  result.area_by_component[5] = 0.1 * result.area;
  result.area_by_component[11] = 0.1 * result.area;
  result.operations_per_s = 2.0 * macs / layer.stage_period.si();
  result.peak_operations_per_s = 2.0 * result.operations_per_s;
  result.operations_per_j = 2.0 * macs / layer.energy.si();
  result.moved = {.buffers = macs / 10.0, .interconnect = macs / 100.0, .external_memory = 0.0};
  result.bandwidth = {.buffers = 1e12, .interconnect = 2e11, .external_memory = 3e10};
  result.limit = "converters";
  result.limit_share = 0.6;
  return result;
}

/// Two layers on two tiles of two crossbars; the last tile is half full.
inline CostView view() {
  CostView view;
  view.network = "two-layers";
  view.chip = "round-chip";
  view.basis = "activity assumed: round numbers";
  cost::Cost& cost = view.cost;
  cost.layers = {layer("first", 2e-6, 1e-5, 1), layer("second <b>", 6e-6, 3e-5, 2)};
  for (const cost::LayerCost& part : cost.layers) {
    for (std::size_t i = 0; i < cost::component_count; ++i) {
      cost.components[i].energy += part.energy_by_component[i];
      cost.components[i].latency += part.latency_by_component[i];
    }
    cost.energy += part.energy;
    cost.latency += part.latency;
  }
  cost.stage_period = seconds(3e-5);
  cost.area = square_metres(3e-7);
  cost.components[0].area = 0.5 * cost.area;
  cost.components[3].area = 0.3 * cost.area;
  cost.components[5].area = 0.1 * cost.area;
  cost.components[11].area = 0.1 * cost.area;
  cost.leakage = watts(3e-4);
  cost.power = cost.energy / cost.stage_period;
  cost.macs = 4'000'000;
  cost.parameters = 5000;
  cost.peak_operations_per_s = 2e12;
  cost::Breakdown& all = view.breakdown;
  all.clock = megahertz(500.0);
  all.crossbars = 3;
  all.macros = 3;
  all.tiles = 2;
  all.crossbars_per_tile = 2;
  all.dynamic_energy = cost.energy;
  all.utilisation = 0.25;
  all.images_per_s = 1.0 / 3e-5;
  all.operations_per_s = 8e6 / 3e-5;
  all.operations_per_j = 1e12;
  all.operations_per_s_mm2 = 8e6 / 3e-5 / 0.3;
  all.bandwidth = {.buffers = 2e12, .interconnect = 4e11, .external_memory = 3e10};
  all.layers = {more(cost.layers[0], 0, 1e6), more(cost.layers[1], 1, 3e6)};
  return view;
}

}  // namespace kirchhoff::report::sample
