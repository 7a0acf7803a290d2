// kirchhoff/cost/estimate.cpp - work x unit cost, layer by layer, and the sums.
//
// Totals are sums of layers and components by construction; nothing is computed twice.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <span>
#include <string>
#include <utility>

#include "kirchhoff/base/error.hpp"
#include "kirchhoff/cost/cost.hpp"
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

void check_same_network(const network::Network& network, const Mapping& mapping,
                        const network::Activity& activity) {
  const std::vector<std::size_t> layers = network.layers();
  bool fits = layers.size() == mapping.layers.size();
  for (std::size_t i = 0; fits && i < layers.size(); ++i) {
    fits = mapping.layers[i].node == layers[i];
  }
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
  cost.crossbars = layer.crossbars;
  cost.copies = layer.copies;
  cost.utilisation = layer.utilisation;
  cost.converter_shortfall_bits = converter_shortfall(node, layer, hardware);
  return cost;
}

std::vector<LayerCost> layer_costs(const network::Network& network, const Mapping& mapping,
                                   std::span<const LayerWork> work,
                                   const network::Activity& activity, const ChipCosts& chip) {
  std::vector<LayerCost> layers;
  layers.reserve(mapping.layers.size());
  for (std::size_t i = 0; i < mapping.layers.size(); ++i) {
    const LayerMapping& layer = mapping.layers[i];
    const network::Node& node = network.node(layer.node);
    const LayerRates rates = layer_rates(node, work[i].sum_bits, activity.layers[i], chip.units,
                                         chip.hardware, chip.calibration);
    LayerCost& cost = layers.emplace_back(describe_layer(node, layer, chip.hardware));
    cost.energy_by_component = layer_energies(work[i], rates, chip);
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

// Crossbars that hold weights: all of a chip whose weights take turns.
std::int64_t used_crossbars(const Mapping& mapping) {
  if (mapping.rounds > 1) return mapping.crossbars;
  std::int64_t used = 0;
  for (const LayerMapping& layer : mapping.layers) used += layer.crossbars;
  return used;
}

// A pipeline leaks everywhere all the time; a chip whose layers run one after the other powers one
// layer's crossbars and all tiles, and gates the periphery, not the memory, of its other crossbars.
// Tiles are shared by crossbars (pipelined) or by time. Crossbars without weights are off.
void add_leakage(const Mapping& mapping, const UnitCosts& units, hardware::Dataflow dataflow,
                 Time stage_period, std::vector<LayerCost>& layers) {
  const Power tiles = static_cast<double>(mapping.tiles) * units.tile_leakage;
  const auto used = static_cast<double>(used_crossbars(mapping));
  const bool pipelined = dataflow == hardware::Dataflow::Pipelined;
  for (std::size_t i = 0; i < layers.size(); ++i) {
    LayerCost& layer = layers[i];
    const auto crossbars = static_cast<double>(mapping.layers[i].crossbars_at_once);
    const Time powered = pipelined ? stage_period : layer.stage_period;
    // What is gated while others work, or others that are while this one works.
    const bool turns = mapping.rounds > 1;
    const double idle = turns ? used - crossbars : crossbars;
    const Time gated = turns ? powered : stage_period - powered;
    const double even = 1.0 / static_cast<double>(layers.size());
    const double share = pipelined ? (used > 0.0 ? crossbars / used : even) : 1.0;
    layer.energy_by_component[at(Component::Leakage)] =
        (crossbars * units.crossbar_leakage + share * tiles) * powered +
        idle * units.gated_leakage * gated;
  }
}

void add_areas(const Mapping& mapping, const UnitCosts& units, const Calibration& calibration,
               std::array<ComponentTotal, component_count>& components) {
  const auto crossbars = static_cast<double>(mapping.crossbars);
  const auto tiles = static_cast<double>(mapping.tiles);
  const auto area = [&](Component component) -> Area& { return components[at(component)].area; };
  area(Component::Cells) = crossbars * units.crossbar.cells;
  area(Component::Drivers) = crossbars * units.crossbar.drivers;
  area(Component::Multiplexers) = crossbars * units.crossbar.multiplexers;
  area(Component::Converters) = crossbars * units.crossbar.converters;
  area(Component::ShiftAdd) = crossbars * units.crossbar.shift_add;
  area(Component::Buffers) = tiles * units.buffer.area;
  area(Component::Interconnect) = tiles * units.router.area;
  area(Component::DigitalUnits) = tiles * units.digital.area;
  Area parts{};
  for (const ComponentTotal& component : components) parts += component.area;
  // The area of a published macro holds its own white space.
  if (units.macro) parts = parts - crossbars * units.crossbar.sum();
  area(Component::WhiteSpace) = calibration.white_space_share * parts;
}

void sum_up(Cost& cost) {
  for (LayerCost& layer : cost.layers) {
    layer.energy = sum(layer.energy_by_component);
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

// What the figures do not say of a chip whose weights take turns.
std::vector<std::string> reload_notes(const network::Network& network, const Mapping& mapping,
                                      std::span<const LayerWork> work, const Hardware& hardware,
                                      Time stage_period) {
  if (mapping.rounds == 1) return {};
  double written = 0.0;
  for (const LayerWork& layer : work) written += layer.written_cells;
  const double cells = static_cast<double>(mapping.crossbars) * hardware.crossbar.rows() *
                       hardware.crossbar.columns();
  std::vector<std::string> notes = {
      fmt::format("the weights of {} do not fit {} tiles: they are loaded from outside in {} "
                  "fillings of the chip per image; layers run one after the other",
                  network.name(), mapping.tiles, mapping.rounds)};
  if (hardware.device.type == hardware::DeviceType::Sram) return notes;
  constexpr double seconds_per_day = 86400.0;
  notes.push_back(fmt::format(
      "each {} cell is rewritten {:.2g} times per image, {:.2g} times a day at full rate: it wears "
      "out; programming time is counted as one row per cycle, a lower bound",
      hardware::device_type_name(hardware.device.type), written / cells,
      written / cells * seconds_per_day / stage_period.si()));
  return notes;
}

// What the chip says of its converters and this estimate does not know.
std::vector<std::string> converter_notes(const Hardware& hardware) {
  using hardware::ConverterModel;
  const ConverterModel model = hardware.periphery.converter;
  const bool is_whole = hardware.macro.model == hardware::MacroModel::Whole;
  const bool is_priced = is_whole || model == ConverterModel::Ideal || model == ConverterModel::Sar;
  if (is_priced || hardware.device.summing == hardware::Summing::AdderTree) return {};
  return {fmt::format(
      "converters are priced as successive approximation: converter_model \"{}\" changes the "
      "accuracy only",
      hardware::converter_model_names()[static_cast<std::size_t>(model)])};
}

// What a chip described like a published one does that others may not (docs/models/physics.md).
std::vector<std::string> macro_notes(const Hardware& hardware, std::span<const LayerCost> layers,
                                     const Calibration& calibration) {
  if (hardware.macro.model != hardware::MacroModel::Whole) return {};
  std::vector<std::string> notes = {
      "macros are costed as a whole, by equations fitted to published ones"};
  double missing = 0.0;
  for (const LayerCost& layer : layers) {
    missing = std::max(missing, layer.converter_shortfall_bits);
  }
  if (missing > calibration.converter_shortfall_bits) {
    notes.push_back(fmt::format(
        "converters resolve {:.0f} bits less than the largest sum, as on some published chips",
        missing));
  }
  return notes;
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

}  // namespace

Cost estimate(const network::Network& network, const Mapping& mapping, const Hardware& hardware,
              const network::Activity& activity, const Calibration& calibration) {
  check_same_network(network, mapping, activity);
  const UnitCosts units = unit_costs(hardware, calibration);
  const std::vector<LayerWork> work = layer_work(network, mapping, hardware);
  // Layers whose weights take turns cannot work at the same time.
  const hardware::Dataflow dataflow =
      mapping.rounds > 1 ? hardware::Dataflow::Sequential : hardware.dataflow;
  const ChipCosts chip{units, hardware, calibration};
  Cost cost;
  cost.layers = layer_costs(network, mapping, work, activity, chip);
  cost.peak_operations_per_s = peak_operations(mapping, work, cost.layers, dataflow);
  keep_critical_path(network, mapping, dataflow, cost.layers);

  for (const LayerCost& layer : cost.layers) {
    cost.stage_period = dataflow == hardware::Dataflow::Pipelined
                            ? std::max(cost.stage_period, layer.stage_period)
                            : cost.stage_period + layer.stage_period;
  }
  if (dataflow == hardware::Dataflow::Pipelined) {
    wait_for_shared_parts(work, static_cast<double>(mapping.tiles), chip, cost);
  }
  add_leakage(mapping, units, dataflow, cost.stage_period, cost.layers);
  add_areas(mapping, units, calibration, cost.components);
  sum_up(cost);
  // The same sum in another order may differ in the last bit; a sequential period is the latency.
  if (dataflow == hardware::Dataflow::Sequential) cost.stage_period = cost.latency;

  cost.leakage = static_cast<double>(used_crossbars(mapping)) * units.crossbar_leakage +
                 static_cast<double>(mapping.tiles) * units.tile_leakage;
  if (cost.stage_period > Time{}) cost.power = cost.energy / cost.stage_period;
  cost.macs = network::total_macs(network);
  cost.parameters = network::parameter_count(network);
  cost.activity_source = activity.source;
  cost.notes = reload_notes(network, mapping, work, hardware, cost.stage_period);
  for (std::string& note : converter_notes(hardware)) cost.notes.push_back(std::move(note));
  for (std::string& note : macro_notes(hardware, cost.layers, calibration)) {
    cost.notes.push_back(std::move(note));
  }
  if (!hardware.factors.values.empty()) apply_factors(hardware.factors, cost);
  return cost;
}

}  // namespace kirchhoff::cost
