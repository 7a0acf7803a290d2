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
struct WordToggles {
  double products = 0.0, operands = 0.0, sums = 0.0;
};
// Where half of all bits are ones: 2 (1 / 2)^2 (1 / 2), twice that, 1 - (1 / 2)^4.
constexpr WordToggles random_toggles = {.products = 0.25, .operands = 0.5, .sums = 0.9375};

// `active` is the share of ones among the inputs' bits.
WordToggles word_toggles(const ReadSignal& signal, const network::Node& node, double active) {
  constexpr double words_below = 4.0;  // as many as make most bits of a sum toggle
  const double ones =
      signal.exposure > 0.0 ? signal.exposed_levels / signal.exposure / node.weight_bits : 0.0;
  const double product = 2.0 * active * (1.0 - active) * ones;
  const double operand = std::min(1.0, 2.0 * product);
  const double sum = 1.0 - std::pow(1.0 - operand, words_below);
  return {.products = product, .operands = operand, .sums = sum};
}

// Share of ones among the bits that are applied. Bits of one step toggle each by itself, whether or
// not the step's input is 0.
double applied_ones(const ReadSignal& signal, const network::Node& node,
                    const network::LayerActivity& activity, const hardware::Hardware& hardware) {
  if (hardware.dac_bits == 1) {
    return signal.active_steps / hardware::step_count(hardware, node.input_bits());
  }
  double ones = 0.0;
  for (const double share : activity.ones_share) ones += share;
  return ones / static_cast<double>(activity.ones_share.size());
}

// What random data does in one slice of a weight and one step, to whose cost that of other data is
// proportional: mean square of the input x mean level (docs/models/macro.md, eq. 20).
double random_slice(const hardware::Hardware& hardware) {
  const double top_input = std::exp2(hardware.dac_bits) - 1.0;
  const double square = (2.0 * top_input + 1.0) / (6.0 * top_input);
  if (hardware::weight_encoding(hardware) != hardware::Encoding::DifferentialPair)
    return 0.5 * square;
  const double top_level = std::exp2(hardware.cell_bits) - 1.0;
  return square * (top_level + 1.0) / (2.0 * top_level + 1.0);
}

// Products of data x their cost at random data; sums of adder trees likewise, those of converters
// as they are.
void set_whole_rates(const ReadSignal& signal, const network::Node& node,
                     const WordToggles& toggles, const MacroUnits& macro,
                     const hardware::Hardware& hardware, LayerRates& rates) {
  rates.conversion = macro.sum;
  if (hardware.device.summing != hardware::Summing::AdderTree) {
    rates.weight_read = signal.exposed_levels / random_slice(hardware) * macro.product;
    return;
  }
  const double steps = hardware::step_count(hardware, node.input_bits());
  rates.weight_read =
      toggles.products / random_toggles.products * steps * node.weight_bits * macro.product;
  rates.conversion = toggles.sums / random_toggles.sums * macro.sum;
  rates.addition = macro.accumulate;
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
  const bool digital = hardware.device.summing == hardware::Summing::AdderTree;
  const WordToggles toggles =
      digital ? word_toggles(signal, node, applied_ones(signal, node, activity, hardware))
              : WordToggles{};
  if (units.macro) {
    set_whole_rates(signal, node, toggles, *units.macro, hardware, rates);
  } else if (digital) {
    // The columns of a weight are summed and accumulated together.
    const double columns = node.weight_bits;
    const auto bits = static_cast<std::size_t>(node.weight_bits);
    rates.addition = rates.addition / columns;
    const AdderEnergies& adders = units.adders.at(bits);
    rates.conversion = (toggles.products * adders.products + toggles.operands * adders.operands +
                        toggles.sums * adders.sums) /
                       columns;
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
  if (units.macro) {
    energy[at(Component::Drivers)] += work.invocations * units.macro->invocation;
  }
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
  const Time busy = units.macro ? units.macro->cycle() : units.converter.latency;
  const Time wait = std::max(Time{}, units.cycle - busy);
  // A whole macro applies its inputs and reads its cells anew for each turn.
  const double cell_reads = units.macro ? turns : reads;
  const double offset_cycles = work.offset_additions > 0.0 ? 1.0 : 0.0;
  const double copies_share = work.serial_vectors / work.vectors;
  const double read_bits = work.serial_vectors * work.vector_bits * work.column_rounds;
  Times time{};
  time[at(Component::Cells)] = cell_reads * work.slots_per_read * units.cell.latency;
  time[at(Component::Drivers)] = cell_reads * units.driver.latency;
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
