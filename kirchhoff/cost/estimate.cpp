// kirchhoff/cost/estimate.cpp - work x unit cost, layer by layer, and the sums.
//
// Totals are sums of layers and components by construction; nothing is computed twice.
#include <algorithm>
#include <cmath>
#include <span>
#include <string>

#include "kirchhoff/base/error.hpp"
#include "kirchhoff/cost/cost.hpp"
#include "kirchhoff/cost/detail/cost_notes.hpp"
#include "kirchhoff/cost/factors.hpp"
#include "kirchhoff/cost/layer_cost.hpp"
#include "kirchhoff/cost/layer_work.hpp"
#include "kirchhoff/cost/schedule.hpp"
#include "kirchhoff/cost/shared_parts.hpp"
#include "kirchhoff/cost/unit_costs.hpp"

namespace kirchhoff::cost {
namespace {

using hardware::Hardware;
using mapping::LayerMapping;
using mapping::Mapping;

constexpr std::size_t at(Component component) { return static_cast<std::size_t>(component); }

// Beside all layers with weights a mapping may hold products of two activations.
void check_same_network(const network::Network& network, const Mapping& mapping,
                        const network::Activity& activity) {
  const std::vector<std::size_t> layers = network.layers();
  std::size_t next = 0;
  bool fits = true;
  for (const LayerMapping& layer : mapping.layers) {
    if (layer.node < network.nodes().size() && !network.node(layer.node).has_weights()) {
      fits = fits && network.node(layer.node).has_products();
      continue;
    }
    fits = fits && next < layers.size() && layer.node == layers[next];
    ++next;
  }
  fits = fits && next == layers.size();
  require(fits, "network {}: the mapping has {} layers, the network {}; map this network",
          network.name(), mapping.layers.size(), layers.size());
  network::check_activity(activity, network);
}

// Bits by which the converter falls short of the sums of the largest chunk: 0 .. largest_sum, or
// -largest_sum .. largest_sum for pairs. Narrow weights and inputs do not fill cells and steps.
double converter_shortfall(const network::Node& node, const LayerMapping& layer,
                           const Hardware& hardware) {
  if (layer.digital || hardware.device.summing == hardware::Summing::AdderTree) return 0.0;
  const bool pair = hardware::weight_encoding(hardware) == hardware::Encoding::DifferentialPair;
  const int rows = std::min(layer.matrix_rows, hardware.crossbar.active_rows());
  const bool whole = hardware.macro.model == hardware::MacroModel::Whole;
  const int slice_bits = (whole ? hardware.macro.slices_per_sum : 1) * hardware.cell_bits;
  const int level_bits = std::min(slice_bits, pair ? node.weight_bits - 1 : node.weight_bits);
  const int input_bits = std::min(hardware.dac_bits, node.input_bits());
  const double largest_sum = rows * (std::exp2(level_bits) - 1.0) * (std::exp2(input_bits) - 1.0);
  const double sign_bits = pair ? 1.0 : 0.0;
  return std::max(0.0, std::log2(largest_sum + 1.0) + sign_bits - hardware.adc_bits);
}

LayerCost describe_layer(const network::Node& node, const LayerMapping& layer,
                         const Hardware& hardware) {
  LayerCost cost;
  cost.name = layer.name;
  cost.node = layer.node;
  cost.kind = layer.kind;
  cost.crossbars = layer.crossbars;
  cost.copies = layer.copies;
  cost.utilisation = layer.utilisation;
  cost.converter_shortfall_bits = converter_shortfall(node, layer, hardware);
  return cost;
}

std::vector<LayerCost> layer_costs(const network::Network& network, const Mapping& mapping,
                                   std::span<const LayerWork> work,
                                   const network::Activity& activity,
                                   std::span<const ChipCosts> kinds) {
  std::vector<LayerCost> layers;
  layers.reserve(mapping.layers.size());
  std::size_t next_activity = 0;
  for (std::size_t i = 0; i < mapping.layers.size(); ++i) {
    const LayerMapping& layer = mapping.layers[i];
    const network::Node& node = network.node(layer.node);
    const ChipCosts& chip = kinds[static_cast<std::size_t>(layer.kind)];
    const auto rates = [&](const network::LayerActivity& values) {
      return layer_rates(node, work[i].sum_bits, values, chip.units, chip.hardware,
                         chip.calibration);
    };
    const LayerRates of_layer = node.has_weights() ? rates(activity.layers[next_activity++])
                                                   : rates(network::default_layer_activity(node));
    LayerCost& cost = layers.emplace_back(describe_layer(node, layer, chip.hardware));
    cost.energy_by_component = layer_energies(work[i], of_layer, chip);
    cost.latency_by_component = layer_times(work[i], chip);
    cost.time_by_component = cost.latency_by_component;
    cost.stage_period = sum(cost.time_by_component);
  }
  return layers;
}

// From whole-image times to shares of one image's critical path.
void keep_critical_path(const network::Network& network, const Mapping& mapping,
                        hardware::Dataflow dataflow, std::vector<LayerCost>& layers) {
  std::vector<Time> times;
  times.reserve(layers.size());
  for (const LayerCost& layer : layers) times.push_back(layer.stage_period);
  const std::vector<double> shares = critical_shares(network, mapping, times, dataflow);
  for (std::size_t i = 0; i < layers.size(); ++i) {
    for (Time& time : layers[i].latency_by_component) time = shares[i] * time;
    layers[i].latency = sum(layers[i].latency_by_component);
  }
}

// What the layers of one kind of macro share.
struct KindUse {
  double crossbars = 0.0;  // that hold weights: all of a kind whose weights take turns
  double layers = 0.0;
  Time time;  // of its layers, one after the other
  bool has_turns = false;
  Power tile_leakage;  // of all its tiles
};

std::vector<KindUse> kind_uses(const Mapping& mapping, std::span<const ChipCosts> kinds,
                               std::span<const LayerCost> layers) {
  std::vector<KindUse> uses(kinds.size());
  for (std::size_t i = 0; i < layers.size(); ++i) {
    KindUse& use = uses[static_cast<std::size_t>(mapping.layers[i].kind)];
    use.crossbars += static_cast<double>(mapping.layers[i].crossbars);
    use.layers += 1.0;
    use.time += layers[i].stage_period;
  }
  for (std::size_t kind = 0; kind < kinds.size(); ++kind) {
    const mapping::Places places = mapping.places(static_cast<int>(kind));
    uses[kind].has_turns = places.rounds > 1;
    if (uses[kind].has_turns) uses[kind].crossbars = static_cast<double>(places.crossbars);
    uses[kind].tile_leakage = static_cast<double>(places.tiles) * kinds[kind].units.tile_leakage;
  }
  return uses;
}

// What a layer's crossbars lose while they are gated: its own while others work, or those that take
// turns with it, while it works and, by its share of their time, while other kinds work.
Energy gated_leakage(const LayerMapping& layer, const LayerCost& cost, const KindUse& use,
                     Time all_kinds, Time powered, Time stage_period, const UnitCosts& units) {
  const auto crossbars = static_cast<double>(layer.crossbars_at_once);
  if (!use.has_turns) return crossbars * units.gated_leakage * (stage_period - powered);
  const Energy beside = (use.crossbars - crossbars) * units.gated_leakage * powered;
  if (use.time <= Time{} || all_kinds == use.time) return beside;
  return beside + use.crossbars * units.gated_leakage *
                      (cost.stage_period / use.time * (all_kinds - use.time));
}

// A pipeline leaks everywhere all the time; a chip whose layers run one after the other powers one
// layer's crossbars and all tiles, and gates the periphery, not the memory, of its other crossbars.
// Tiles are shared by crossbars (pipelined) or by time. Crossbars without weights are off.
void add_leakage(const Mapping& mapping, std::span<const ChipCosts> kinds,
                 std::span<const KindUse> uses, hardware::Dataflow dataflow, Time stage_period,
                 std::vector<LayerCost>& layers) {
  const bool pipelined = dataflow == hardware::Dataflow::Pipelined;
  Power all_tiles{}, idle_tiles{};  // idle: of kinds without a layer
  Time all_kinds{};
  for (const KindUse& use : uses) {
    all_tiles += use.tile_leakage;
    all_kinds += use.time;
    if (use.layers == 0.0) idle_tiles += use.tile_leakage;
  }
  for (std::size_t i = 0; i < layers.size(); ++i) {
    LayerCost& layer = layers[i];
    const KindUse& use = uses[static_cast<std::size_t>(layer.kind)];
    const UnitCosts& units = kinds[static_cast<std::size_t>(layer.kind)].units;
    const auto crossbars = static_cast<double>(mapping.layers[i].crossbars_at_once);
    const Time powered = pipelined ? stage_period : layer.stage_period;
    const double share = use.crossbars > 0.0 ? crossbars / use.crossbars : 1.0 / use.layers;
    const Power tiles =
        pipelined ? share * use.tile_leakage + 1.0 / static_cast<double>(layers.size()) * idle_tiles
                  : all_tiles;
    layer.energy_by_component[at(Component::Leakage)] =
        (crossbars * units.crossbar_leakage + tiles) * powered +
        gated_leakage(mapping.layers[i], layer, use, all_kinds, powered, stage_period, units);
  }
}

using Areas = std::array<Area, component_count>;

Areas kind_areas(const mapping::Places& places, const UnitCosts& units,
                 const Calibration& calibration) {
  const auto crossbars = static_cast<double>(places.crossbars);
  const auto tiles = static_cast<double>(places.tiles);
  Areas areas{};
  areas[at(Component::Cells)] = crossbars * units.crossbar.cells;
  areas[at(Component::Drivers)] = crossbars * units.crossbar.drivers;
  areas[at(Component::Multiplexers)] = crossbars * units.crossbar.multiplexers;
  areas[at(Component::Converters)] = crossbars * units.crossbar.converters;
  areas[at(Component::ShiftAdd)] = crossbars * units.crossbar.shift_add;
  areas[at(Component::Buffers)] = tiles * units.buffer.area;
  areas[at(Component::Interconnect)] = tiles * units.router.area;
  areas[at(Component::DigitalUnits)] = tiles * units.digital.area;
  Area parts = sum(areas);
  // The area of a published macro holds its own white space.
  if (units.macro) parts = parts - crossbars * units.crossbar.sum();
  areas[at(Component::WhiteSpace)] = calibration.white_space_share * parts;
  return areas;
}

// Areas and leakage of each kind, and with them the chip's.
std::vector<KindCost> kind_costs(const Mapping& mapping, std::span<const ChipCosts> kinds,
                                 std::span<const KindUse> uses) {
  std::vector<KindCost> costs;
  costs.reserve(kinds.size());
  for (std::size_t kind = 0; kind < kinds.size(); ++kind) {
    const ChipCosts& chip = kinds[kind];
    KindCost& cost = costs.emplace_back();
    cost.name = chip.hardware.name;
    cost.layers = static_cast<std::int64_t>(uses[kind].layers);
    cost.places = mapping.places(static_cast<int>(kind));
    cost.area_by_component = kind_areas(cost.places, chip.units, chip.calibration);
    cost.area = sum(cost.area_by_component);
    cost.leakage = uses[kind].crossbars * chip.units.crossbar_leakage + uses[kind].tile_leakage;
  }
  return costs;
}

void add_kinds(std::span<const KindCost> kinds, Cost& cost) {
  for (const KindCost& kind : kinds) {
    cost.leakage += kind.leakage;
    for (std::size_t i = 0; i < component_count; ++i) {
      cost.components[i].area += kind.area_by_component[i];
    }
  }
}

void sum_up(Cost& cost) {
  for (LayerCost& layer : cost.layers) {
    layer.energy = sum(layer.energy_by_component);
    cost.kinds[static_cast<std::size_t>(layer.kind)].energy += layer.energy;
    for (std::size_t i = 0; i < component_count; ++i) {
      cost.components[i].energy += layer.energy_by_component[i];
      cost.components[i].latency += layer.latency_by_component[i];
    }
  }
  for (const ComponentTotal& component : cost.components) {
    cost.energy += component.energy;
    cost.latency += component.latency;
    cost.area += component.area;
  }
}

// All layers of a pipeline work at once, of a sequential chip only one.
double peak_operations(const Mapping& mapping, std::span<const LayerWork> work,
                       std::span<const LayerCost> layers, hardware::Dataflow dataflow) {
  double peak = 0.0;
  for (std::size_t i = 0; i < work.size(); ++i) {
    const Times& time = layers[i].latency_by_component;  // still of the whole image
    const Time busy = time[at(Component::Cells)] + time[at(Component::Converters)];
    if (busy <= Time{}) continue;  // digital
    const double operations = 2.0 * work[i].weights * work[i].serial_vectors;
    const double rate = mapping.layers[i].copies * operations / busy.si();
    peak = dataflow == hardware::Dataflow::Pipelined ? peak + rate : std::max(peak, rate);
  }
  return peak;
}

void set_stage_period(const Mapping& mapping, std::span<const LayerWork> work,
                      std::span<const ChipCosts> kinds, hardware::Dataflow dataflow, Cost& cost) {
  const bool pipelined = dataflow == hardware::Dataflow::Pipelined;
  for (const LayerCost& layer : cost.layers) {
    cost.stage_period = pipelined ? std::max(cost.stage_period, layer.stage_period)
                                  : cost.stage_period + layer.stage_period;
  }
  if (!pipelined) return;
  // Nothing passes through tiles of a kind without layers.
  std::vector<double> tiles(kinds.size(), 0.0);
  for (const LayerMapping& layer : mapping.layers) {
    tiles[static_cast<std::size_t>(layer.kind)] =
        static_cast<double>(mapping.places(layer.kind).tiles);
  }
  wait_for_shared_parts(work, tiles, kinds, cost);
}

// Those of a kind begin with its name where there are several.
void add_notes(const network::Network& network, const Mapping& mapping,
               std::span<const LayerWork> work, std::span<const ChipCosts> kinds, Cost& cost) {
  for (std::size_t kind = 0; kind < kinds.size(); ++kind) {
    if (kinds.size() > 1 && cost.kinds[kind].layers == 0) continue;
    const ChipCosts& chip = kinds[kind];
    for (const std::string& note :
         detail::cost_notes(cost, network, mapping, static_cast<int>(kind), work, chip.hardware,
                            chip.calibration)) {
      cost.notes.push_back(kinds.size() > 1 ? chip.hardware.name + ": " + note : note);
    }
  }
}

}  // namespace

Cost estimate(const network::Network& network, const Mapping& mapping, const Hardware& hardware,
              const network::Activity& activity, const Calibration& calibration) {
  return estimate(network, mapping, std::span<const Hardware>(&hardware, 1), activity, calibration);
}

Cost estimate(const network::Network& network, const Mapping& mapping,
              std::span<const Hardware> kinds, const network::Activity& activity,
              const Calibration& calibration) {
  check_same_network(network, mapping, activity);
  std::vector<UnitCosts> units;
  units.reserve(kinds.size());
  for (const Hardware& kind : kinds) units.push_back(unit_costs(kind, calibration));
  std::vector<ChipCosts> chips;
  chips.reserve(kinds.size());
  for (std::size_t k = 0; k < kinds.size(); ++k) chips.push_back({units[k], kinds[k], calibration});
  const std::vector<LayerWork> work = layer_work(network, mapping, kinds);
  // Layers whose weights take turns cannot work at the same time.
  const hardware::Dataflow dataflow =
      mapping.rounds > 1 ? hardware::Dataflow::Sequential : kinds.front().dataflow;
  Cost cost;
  cost.layers = layer_costs(network, mapping, work, activity, chips);
  cost.peak_operations_per_s = peak_operations(mapping, work, cost.layers, dataflow);
  keep_critical_path(network, mapping, dataflow, cost.layers);
  set_stage_period(mapping, work, chips, dataflow, cost);
  const std::vector<KindUse> uses = kind_uses(mapping, chips, cost.layers);
  add_leakage(mapping, chips, uses, dataflow, cost.stage_period, cost.layers);
  cost.kinds = kind_costs(mapping, chips, uses);
  add_kinds(cost.kinds, cost);
  sum_up(cost);
  // The same sum in another order may differ in the last bit; a sequential period is the latency.
  if (dataflow == hardware::Dataflow::Sequential) cost.stage_period = cost.latency;
  if (cost.stage_period > Time{}) cost.power = cost.energy / cost.stage_period;
  cost.macs = network::total_macs(network);
  cost.parameters = network::parameter_count(network);
  cost.activity_source = activity.source;
  add_notes(network, mapping, work, chips, cost);
  if (kinds.size() == 1) cost.kinds.clear();
  const hardware::Factors& factors = kinds.front().factors;
  if (!factors.values.empty()) apply_factors(factors, cost);
  return cost;
}

}  // namespace kirchhoff::cost
