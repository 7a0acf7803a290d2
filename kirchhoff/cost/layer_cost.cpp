// kirchhoff/cost/layer_cost.cpp - energies and times of one layer by component.
#include "kirchhoff/cost/layer_cost.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>

#include "kirchhoff/cost/cells.hpp"
#include "kirchhoff/cost/reload.hpp"
#include "kirchhoff/cost/shift_add.hpp"
#include "kirchhoff/cost/signals.hpp"

namespace kirchhoff::cost {
namespace {

constexpr std::size_t at(Component component) { return static_cast<std::size_t>(component); }

// A product toggles where its stored bit is 1 and its input differs from the step before; gates of
// a sum toggle when any of the words below them does (docs/models/adder_tree.md, eq. 12 to 14).
Energy word_sum_energy(const ReadSignal& signal, const network::Node& node,
                       const AdderEnergies& adders, const hardware::Hardware& hardware) {
  constexpr double words_below = 4.0;  // as many as make most bits of a sum toggle
  const double active = signal.active_steps / hardware::step_count(hardware, node.input_bits());
  const double ones =
      signal.exposure > 0.0 ? signal.exposed_levels / signal.exposure / node.weight_bits : 0.0;
  const double product = 2.0 * active * (1.0 - active) * ones;
  const double operand = std::min(1.0, 2.0 * product);
  const double sum = 1.0 - std::pow(1.0 - operand, words_below);
  return product * adders.products + operand * adders.operands + sum * adders.sums;
}

}  // namespace

LayerRates layer_rates(const network::Node& node, int sum_bits,
                       const network::LayerActivity& activity, const UnitCosts& units,
                       const hardware::Hardware& hardware, const Calibration& calibration) {
  const ReadSignal signal = read_signal(activity, node.weight_bits, hardware);
  const int cells = hardware::columns_per_weight(hardware, node.weight_bits);
  LayerRates rates = {
      .weight_read = weight_read_energy(signal, cells, hardware, calibration),
      .active_steps = signal.active_steps,
      .slots = signal.slots,
      .addition = shift_add_cost(sum_bits, calibration, units.scaling).energy,
      .conversion = units.converter.energy,
  };
  if (hardware.device.summing == hardware::Summing::AdderTree) {
    // The columns of a weight are summed and accumulated together.
    const double columns = node.weight_bits;
    const auto bits = static_cast<std::size_t>(node.weight_bits);
    rates.addition = rates.addition / columns;
    rates.conversion = word_sum_energy(signal, node, units.adders.at(bits), hardware) / columns;
  }
  return rates;
}

Energies layer_energies(const LayerWork& work, const LayerRates& rates, const ChipCosts& chip) {
  const UnitCosts& units = chip.units;
  const double read_bits = work.vectors * work.vector_bits * work.column_rounds;
  Energies energy{};
  energy[at(Component::Cells)] = work.vectors * work.weights * rates.weight_read;
  energy[at(Component::Drivers)] =
      work.vectors * work.driven_rows * rates.active_steps * units.driver.energy +
      work.vectors * work.driven_rows * rates.slots * units.driver_slot +
      work.vectors * work.shifted_bits * work.column_rounds *
          (chip.calibration.register_energy_per_bit * units.scaling.energy);
  energy[at(Component::Multiplexers)] = work.conversions * units.multiplexer.energy;
  energy[at(Component::Converters)] = work.conversions * rates.conversion;
  energy[at(Component::ShiftAdd)] =
      (work.conversions + work.vectors * work.offset_additions) * rates.addition;
  // Each input is written once.
  energy[at(Component::Buffers)] =
      (read_bits + work.input_bits + work.operand_bits + work.stored_bits) * units.buffer.energy;
  energy[at(Component::Interconnect)] =
      (work.input_bits * work.hops + work.crossing_bits) *
          (units.router.energy + units.bit_across_tile) +
      (work.input_bits + read_bits + work.partial_bits + work.stored_bits) * units.bit_across_tile;
  energy[at(Component::DigitalUnits)] =
      (work.output_values + work.digital_products) * units.digital.affine +
      work.simple_operations * units.digital.simple;
  energy[at(Component::External)] = work.spilled_bits * chip.calibration.external_energy_per_bit;
  energy[at(Component::Reload)] = reload_energy(work, units, chip.hardware, chip.calibration);
  return energy;
}

Times layer_times(const LayerWork& work, const ChipCosts& chip) {
  const UnitCosts& units = chip.units;
  const double passes = work.serial_vectors * work.rounds;
  const double reads = passes * work.serial_reads;
  const double turns = passes * work.serial_turns;
  // The shift-adder takes one result a cycle: a converter that is faster than the clock waits.
  const Time wait = std::max(Time{}, units.cycle - units.converter.latency);
  const double offset_cycles = work.offset_additions > 0.0 ? 1.0 : 0.0;
  const double copies_share = work.serial_vectors / work.vectors;
  const double read_bits = work.serial_vectors * work.vector_bits * work.column_rounds;
  Times time{};
  time[at(Component::Cells)] = reads * work.slots_per_read * units.cell.latency;
  time[at(Component::Drivers)] = reads * units.driver.latency;
  time[at(Component::Multiplexers)] = turns * units.multiplexer.latency;
  time[at(Component::Converters)] = turns * units.converter.latency;
  time[at(Component::ShiftAdd)] =
      turns * wait + passes * (1.0 + work.sum_levels + offset_cycles) * units.cycle;
  time[at(Component::Buffers)] =
      (read_bits + work.stored_bits) / work.buffer_ports * units.buffer.latency;
  time[at(Component::Interconnect)] =
      copies_share * work.input_bits * units.router.latency + work.hops * units.cycle;
  time[at(Component::DigitalUnits)] =
      (work.output_values + work.simple_operations + work.digital_products) / work.tiles *
      units.digital.latency;
  time[at(Component::External)] =
      work.spilled_bits / (chip.calibration.external_bits_per_cycle * chip.hardware.clock);
  time[at(Component::Reload)] = reload_time(work, units, chip.hardware, chip.calibration);
  return time;
}

}  // namespace kirchhoff::cost
