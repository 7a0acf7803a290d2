// kirchhoff/cost/breakdown.cpp - divides a cost by its crossbars, its time and its operations.
#include "kirchhoff/cost/breakdown.hpp"

#include <algorithm>
#include <span>

#include "kirchhoff/base/error.hpp"
#include "kirchhoff/cost/layer_work.hpp"

namespace kirchhoff::cost {
namespace {

using hardware::Hardware;

constexpr std::size_t at(Component component) { return static_cast<std::size_t>(component); }

double ratio(double part, double whole) { return whole > 0.0 ? part / whole : 0.0; }

Traffic moved_bits(const LayerWork& work) {
  const double reloaded = work.loads_from_outside ? work.loaded_bits : 0.0;
  return {.buffers = work.vectors * work.vector_bits * work.column_rounds,
          .interconnect = work.input_bits,
          .external_memory = work.spilled_bits + reloaded};
}

// Each copy of a layer has its own ports; the memory outside is one for all.
Traffic bandwidth(const LayerWork& work, int copies, const Hardware& hardware,
                  const Calibration& calibration) {
  const double clock = hardware.clock.si();
  return {.buffers = copies * work.buffer_ports * calibration.buffer_bits_per_cycle * clock,
          .interconnect = copies * calibration.router_bits_per_cycle * clock,
          .external_memory = calibration.external_bits_per_cycle * clock};
}

void find_limit(const LayerCost& cost, LayerBreakdown& layer) {
  const std::array<Time, component_count>& times = cost.time_by_component;
  const auto longest = std::max_element(times.begin(), times.end());
  layer.limit = component_name(static_cast<Component>(longest - times.begin()));
  layer.limit_share = ratio(longest->si(), cost.stage_period.si());
}

void divide_rates(const LayerCost& cost, LayerBreakdown& layer) {
  const double operations = 2.0 * static_cast<double>(layer.macs);
  const Time busy = cost.time_by_component[at(Component::Cells)] +
                    cost.time_by_component[at(Component::Converters)];
  layer.operations_per_s = ratio(operations, cost.stage_period.si());
  layer.peak_operations_per_s = ratio(operations, busy.si());
  layer.operations_per_j = ratio(operations, cost.energy.si());
}

// Leakage and area follow the crossbars: tiles are shared by them.
void share_out(const Cost& cost, double share, LayerBreakdown& layer) {
  layer.leakage = share * cost.leakage;
  for (std::size_t i = 0; i < component_count; ++i) {
    layer.area_by_component[i] = share * cost.components[i].area;
    layer.area += layer.area_by_component[i];
  }
}

void add_bandwidth(const Traffic& layer, hardware::Dataflow dataflow, Traffic& chip) {
  const bool is_pipelined = dataflow == hardware::Dataflow::Pipelined;
  const auto joined = [&](double a, double b) { return is_pipelined ? a + b : std::max(a, b); };
  chip.buffers = joined(chip.buffers, layer.buffers);
  chip.interconnect = joined(chip.interconnect, layer.interconnect);
  chip.external_memory = std::max(chip.external_memory, layer.external_memory);
}

void add_layers(const Cost& cost, const network::Network& network, const mapping::Mapping& mapping,
                const Hardware& hardware, const Calibration& calibration, Breakdown& result) {
  const std::vector<LayerWork> work = layer_work(network, mapping, hardware);
  const double slots = result.crossbars_per_tile;
  std::int64_t next_crossbar = 0;
  double used = 0.0;
  for (std::size_t i = 0; i < cost.layers.size(); ++i) {
    const LayerCost& of = cost.layers[i];
    const auto crossbars = static_cast<double>(of.crossbars);
    LayerBreakdown layer;
    layer.macs = network::macs(network, of.node);
    layer.tiles = crossbars / slots;
    layer.first_crossbar = next_crossbar;
    layer.dynamic_energy = of.energy - of.energy_by_component[at(Component::Leakage)];
    layer.moved = moved_bits(work[i]);
    layer.bandwidth = bandwidth(work[i], of.copies, hardware, calibration);
    share_out(cost, ratio(crossbars, static_cast<double>(result.crossbars)), layer);
    divide_rates(of, layer);
    find_limit(of, layer);
    add_bandwidth(layer.bandwidth, hardware.dataflow, result.bandwidth);
    next_crossbar += of.crossbars;
    used += of.utilisation * crossbars;
    result.layers.push_back(std::move(layer));
  }
  result.utilisation = ratio(used, static_cast<double>(result.crossbars));
}

}  // namespace

Breakdown break_down(const Cost& cost, const network::Network& network,
                     const mapping::Mapping& mapping, const Hardware& hardware,
                     const Calibration& calibration) {
  require(cost.layers.size() == mapping.layers.size(),
          "a cost of {} layers and a mapping of {} were given; take those of one network",
          cost.layers.size(), mapping.layers.size());
  Breakdown result;
  result.clock = hardware.clock;
  result.crossbars = mapping.crossbars;
  result.macros = mapping.macros;
  result.tiles = mapping.tiles;
  result.crossbars_per_tile = hardware.macros_per_tile * hardware.crossbars_per_macro;
  result.leakage_energy = cost.components[at(Component::Leakage)].energy;
  result.dynamic_energy = cost.energy - result.leakage_energy;
  const double operations = 2.0 * static_cast<double>(cost.macs);
  result.images_per_s = ratio(1.0, cost.stage_period.si());
  result.operations_per_s = operations * result.images_per_s;
  result.operations_per_j = ratio(operations, cost.energy.si());
  result.operations_per_s_mm2 = ratio(result.operations_per_s, cost.area.si() * 1e6);
  add_layers(cost, network, mapping, hardware, calibration, result);
  return result;
}

}  // namespace kirchhoff::cost
