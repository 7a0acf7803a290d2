// kirchhoff/cost/estimate.cpp - work x unit cost, layer by layer, and the sums.
//
// Totals are sums of layers and components by construction; nothing is computed twice.
#include <algorithm>
#include <cmath>
#include <span>

#include "kirchhoff/base/error.hpp"
#include "kirchhoff/cost/cells.hpp"
#include "kirchhoff/cost/cost.hpp"
#include "kirchhoff/cost/factors.hpp"
#include "kirchhoff/cost/layer_work.hpp"
#include "kirchhoff/cost/schedule.hpp"
#include "kirchhoff/cost/shift_add.hpp"
#include "kirchhoff/cost/signals.hpp"
#include "kirchhoff/cost/unit_costs.hpp"

namespace kirchhoff::cost {
namespace {

using hardware::Hardware;
using mapping::LayerMapping;
using mapping::Mapping;

using Energies = std::array<Energy, component_count>;
using Times = std::array<Time, component_count>;

constexpr std::size_t at(Component component) { return static_cast<std::size_t>(component); }

template <typename Quantities>
auto sum(const Quantities& quantities) {
  typename Quantities::value_type total{};
  for (const auto& quantity : quantities) total += quantity;
  return total;
}

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

Energies layer_energies(const network::Node& node, const LayerMapping& layer, const LayerWork& work,
                        const network::LayerActivity& activity, const UnitCosts& units,
                        const Hardware& hardware, const Calibration& calibration) {
  const ReadSignal signal = read_signal(activity, node.weight_bits, hardware);
  const int cells = hardware::columns_per_weight(hardware, node.weight_bits);
  const auto conversions = static_cast<double>(layer.conversions);
  const ComponentCost addition = shift_add_cost(work.sum_bits, calibration, units.scaling);
  Energies energy{};
  energy[at(Component::Cells)] =
      work.vectors * work.weights * weight_read_energy(signal, cells, hardware, calibration);
  energy[at(Component::Drivers)] =
      work.vectors * work.driven_rows * signal.active_steps * units.driver.energy;
  energy[at(Component::Multiplexers)] = conversions * units.multiplexer.energy;
  energy[at(Component::Converters)] = conversions * units.converter.energy;
  energy[at(Component::ShiftAdd)] = conversions * addition.energy;
  // Each vector is read whole, each input written once.
  energy[at(Component::Buffers)] =
      (work.vectors * work.vector_bits + work.input_bits + work.operand_bits) *
          units.buffer.energy +
      work.spilled_bits * calibration.external_energy_per_bit;
  energy[at(Component::Interconnect)] =
      (work.input_bits * work.hops + work.crossing_bits) *
          (units.router.energy + units.bit_across_tile) +
      (work.input_bits + work.vectors * work.vector_bits + work.partial_bits) *
          units.bit_across_tile;
  energy[at(Component::DigitalUnits)] =
      (work.output_values + work.digital_products) * units.digital.affine +
      work.simple_operations * units.digital.simple;
  return energy;
}

// Time of one layer for one image; nothing inside a layer overlaps, an upper bound.
Times layer_times(const LayerWork& work, const UnitCosts& units, const Hardware& hardware,
                  const Calibration& calibration) {
  const double reads = work.serial_vectors * work.serial_reads;
  const double turns = work.serial_vectors * work.serial_turns;
  // The shift-adder takes one result a cycle: a converter that is faster than the clock waits.
  const Time wait = std::max(Time{}, units.cycle - units.converter.latency);
  const double copies_share = work.serial_vectors / work.vectors;
  Times time{};
  time[at(Component::Cells)] = reads * units.cell.latency;
  time[at(Component::Drivers)] = reads * units.driver.latency;
  time[at(Component::Multiplexers)] = turns * units.multiplexer.latency;
  time[at(Component::Converters)] = turns * units.converter.latency;
  time[at(Component::ShiftAdd)] =
      turns * wait + work.serial_vectors * (1.0 + work.sum_levels) * units.cycle;
  time[at(Component::Buffers)] =
      work.serial_vectors * work.vector_bits / work.buffer_ports * units.buffer.latency +
      work.spilled_bits / (calibration.external_bits_per_cycle * hardware.clock);
  time[at(Component::Interconnect)] =
      copies_share * work.input_bits * units.router.latency + work.hops * units.cycle;
  time[at(Component::DigitalUnits)] =
      (work.output_values + work.digital_products + work.simple_operations) / work.tiles *
      units.digital.latency;
  return time;
}

// Bits by which the converter falls short of the sums of the largest chunk: 0 .. largest_sum, or
// -largest_sum .. largest_sum for pairs. Narrow weights and inputs do not fill cells and steps.
double converter_shortfall(const network::Node& node, const LayerMapping& layer,
                           const Hardware& hardware) {
  const bool pair = hardware.device.encoding == hardware::Encoding::DifferentialPair;
  const int rows = std::min(layer.matrix_rows, hardware.crossbar.active_rows());
  const int level_bits = pair ? std::min(hardware.cell_bits, node.weight_bits - 1) : 1;
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
                                   const network::Activity& activity, const UnitCosts& units,
                                   const Hardware& hardware, const Calibration& calibration) {
  std::vector<LayerCost> layers;
  layers.reserve(mapping.layers.size());
  for (std::size_t i = 0; i < mapping.layers.size(); ++i) {
    const LayerMapping& layer = mapping.layers[i];
    const network::Node& node = network.node(layer.node);
    LayerCost cost = describe_layer(node, layer, hardware);
    cost.energy_by_component =
        layer_energies(node, layer, work[i], activity.layers[i], units, hardware, calibration);
    cost.latency_by_component = layer_times(work[i], units, hardware, calibration);
    cost.time_by_component = cost.latency_by_component;
    cost.stage_period = sum(cost.time_by_component);
    layers.push_back(std::move(cost));
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

// A pipeline leaks everywhere all the time; a sequential chip powers one layer's crossbars and all
// tiles, and gates the periphery, not the memory, of its other crossbars. Tiles are shared by
// crossbars (pipelined) or by time (sequential).
void add_leakage(const Mapping& mapping, const UnitCosts& units, hardware::Dataflow dataflow,
                 Time stage_period, std::vector<LayerCost>& layers) {
  const Power tiles = static_cast<double>(mapping.tiles) * units.tile_leakage;
  for (LayerCost& layer : layers) {
    const auto crossbars = static_cast<double>(layer.crossbars);
    const bool pipelined = dataflow == hardware::Dataflow::Pipelined;
    const Time powered = pipelined ? stage_period : layer.stage_period;
    const Time gated = stage_period - powered;
    const double share = pipelined ? crossbars / static_cast<double>(mapping.crossbars) : 1.0;
    layer.energy_by_component[at(Component::Leakage)] =
        (crossbars * units.crossbar_leakage + share * tiles) * powered +
        crossbars * units.gated_leakage * gated;
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

// All layers of a pipeline work at once, of a sequential chip only one.
double peak_operations(const Mapping& mapping, std::span<const LayerWork> work,
                       std::span<const LayerCost> layers, hardware::Dataflow dataflow) {
  double peak = 0.0;
  for (std::size_t i = 0; i < work.size(); ++i) {
    const Times& time = layers[i].latency_by_component;  // still of the whole image
    const Time busy = time[at(Component::Cells)] + time[at(Component::Converters)];
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
  Cost cost;
  cost.layers = layer_costs(network, mapping, work, activity, units, hardware, calibration);
  cost.peak_operations_per_s = peak_operations(mapping, work, cost.layers, hardware.dataflow);
  keep_critical_path(network, mapping, hardware.dataflow, cost.layers);

  for (const LayerCost& layer : cost.layers) {
    cost.stage_period = hardware.dataflow == hardware::Dataflow::Pipelined
                            ? std::max(cost.stage_period, layer.stage_period)
                            : cost.stage_period + layer.stage_period;
  }
  add_leakage(mapping, units, hardware.dataflow, cost.stage_period, cost.layers);
  add_areas(mapping, units, calibration, cost.components);
  sum_up(cost);
  // The same sum in another order may differ in the last bit; a sequential period is the latency.
  if (hardware.dataflow == hardware::Dataflow::Sequential) cost.stage_period = cost.latency;

  cost.leakage = static_cast<double>(mapping.crossbars) * units.crossbar_leakage +
                 static_cast<double>(mapping.tiles) * units.tile_leakage;
  if (cost.stage_period > Time{}) cost.power = cost.energy / cost.stage_period;
  cost.macs = network::total_macs(network);
  cost.parameters = network::parameter_count(network);
  cost.activity_source = activity.source;
  if (!hardware.factors.values.empty()) apply_factors(hardware.factors, cost);
  return cost;
}

}  // namespace kirchhoff::cost
