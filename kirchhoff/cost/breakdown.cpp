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

// What the layers of one kind of macro share, and where its crossbars begin.
struct KindTotals {
  Power leakage;
  std::array<Area, component_count> area_by_component{};
  double crossbars = 0.0;
  double crossbars_per_tile = 1.0;
  std::int64_t next_crossbar = 0;
};

std::vector<KindTotals> kind_totals(const Cost& cost, const mapping::Mapping& mapping,
                                    std::span<const Hardware> kinds) {
  std::vector<KindTotals> totals(kinds.size());
  std::int64_t next_crossbar = 0;
  for (std::size_t kind = 0; kind < kinds.size(); ++kind) {
    KindTotals& total = totals[kind];
    const bool is_only = cost.kinds.empty();
    total.leakage = is_only ? cost.leakage : cost.kinds[kind].leakage;
    for (std::size_t i = 0; i < component_count; ++i) {
      total.area_by_component[i] =
          is_only ? cost.components[i].area : cost.kinds[kind].area_by_component[i];
    }
    const std::int64_t crossbars = mapping.places(static_cast<int>(kind)).crossbars;
    total.crossbars = static_cast<double>(crossbars);
    total.crossbars_per_tile = kinds[kind].macros_per_tile * kinds[kind].crossbars_per_macro;
    total.next_crossbar = next_crossbar;
    next_crossbar += crossbars;
  }
  return totals;
}

// Leakage and area follow the crossbars: tiles are shared by them.
void share_out(const KindTotals& kind, double share, LayerBreakdown& layer) {
  layer.leakage = share * kind.leakage;
  for (std::size_t i = 0; i < component_count; ++i) {
    layer.area_by_component[i] = share * kind.area_by_component[i];
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
                std::span<const Hardware> kinds, const Calibration& calibration,
                Breakdown& result) {
  const std::vector<LayerWork> work = layer_work(network, mapping, kinds);
  std::vector<KindTotals> totals = kind_totals(cost, mapping, kinds);
  // Cells, when crossbars of the kinds differ in size.
  double used = 0.0, all = 0.0;
  const auto cells = [&](std::size_t kind) {
    const hardware::CrossbarShape& shape = kinds[kind].crossbar;
    return kinds.size() == 1 ? 1.0 : static_cast<double>(shape.rows()) * shape.columns();
  };
  for (std::size_t i = 0; i < cost.layers.size(); ++i) {
    const LayerCost& of = cost.layers[i];
    const auto kind = static_cast<std::size_t>(of.kind);
    const auto crossbars = static_cast<double>(of.crossbars);
    LayerBreakdown layer;
    layer.macs = network::macs(network, of.node);
    layer.tiles = crossbars / totals[kind].crossbars_per_tile;
    layer.first_crossbar = totals[kind].next_crossbar;
    layer.dynamic_energy = of.energy - of.energy_by_component[at(Component::Leakage)];
    layer.moved = moved_bits(work[i]);
    layer.bandwidth = bandwidth(work[i], of.copies, kinds[kind], calibration);
    share_out(totals[kind], ratio(crossbars, totals[kind].crossbars), layer);
    divide_rates(of, layer);
    find_limit(of, layer);
    add_bandwidth(layer.bandwidth, kinds[kind].dataflow, result.bandwidth);
    totals[kind].next_crossbar += of.crossbars;
    used += of.utilisation * crossbars * cells(kind);
    result.layers.push_back(std::move(layer));
  }
  for (std::size_t kind = 0; kind < kinds.size(); ++kind) {
    all += totals[kind].crossbars * cells(kind);
  }
  result.utilisation = ratio(used, all);
}

}  // namespace

Breakdown break_down(const Cost& cost, const network::Network& network,
                     const mapping::Mapping& mapping, const Hardware& hardware,
                     const Calibration& calibration) {
  return break_down(cost, network, mapping, std::span<const Hardware>(&hardware, 1), calibration);
}

Breakdown break_down(const Cost& cost, const network::Network& network,
                     const mapping::Mapping& mapping, std::span<const Hardware> kinds,
                     const Calibration& calibration) {
  require(cost.layers.size() == mapping.layers.size(),
          "a cost of {} layers and a mapping of {} were given; take those of one network",
          cost.layers.size(), mapping.layers.size());
  Breakdown result;
  result.clock = kinds.front().clock;
  result.crossbars = mapping.crossbars;
  result.macros = mapping.macros;
  result.tiles = mapping.tiles;
  for (const Hardware& kind : kinds) {
    result.kind_crossbars_per_tile.push_back(kind.macros_per_tile * kind.crossbars_per_macro);
  }
  result.crossbars_per_tile = result.kind_crossbars_per_tile.front();
  result.leakage_energy = cost.components[at(Component::Leakage)].energy;
  result.dynamic_energy = cost.energy - result.leakage_energy;
  const double operations = 2.0 * static_cast<double>(cost.macs);
  result.images_per_s = ratio(1.0, cost.stage_period.si());
  result.operations_per_s = operations * result.images_per_s;
  result.operations_per_j = ratio(operations, cost.energy.si());
  result.operations_per_s_mm2 = ratio(result.operations_per_s, cost.area.si() * 1e6);
  add_layers(cost, network, mapping, kinds, calibration, result);
  return result;
}

}  // namespace kirchhoff::cost
