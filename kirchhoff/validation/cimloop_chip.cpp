// kirchhoff/validation/cimloop_chip.cpp - equations of cells, lines, drivers, buffer and areas.
#include "kirchhoff/validation/cimloop_chip.hpp"

#include <algorithm>
#include <cmath>

#include "kirchhoff/cost/sar_adc.hpp"
#include "kirchhoff/cost/shift_add.hpp"
#include "kirchhoff/cost/technology.hpp"

namespace kirchhoff::validation {
namespace {

constexpr std::size_t at(CimloopPart part) { return static_cast<std::size_t>(part); }

constexpr int widest_product_bits = 16;  // of 8-bit weights and inputs
constexpr double buffer_value_bits = 8.0;

// Inversion charge of a transistor, relative to that at its own supply; smooth through the
// threshold (eq. 9).
double inversion(Voltage supply, const CimloopTransistor& transistor) {
  const auto charge = [&](Voltage v) {
    return std::log1p(std::exp((v - transistor.threshold) / transistor.slope));
  };
  return charge(supply) / charge(transistor.supply);
}

// What the macro's transistors and wires are like on one chip.
struct Macro {
  bool is_sram = false;
  Length unit_width;  // of a transistor that is one feature size wide, or one fin
  Length pitch;       // of a cell
  Current cell_current;
  Capacitance gate_per_metre;
  Capacitance driver;  // gates of one word-line driver
  Length driver_width;
  double cell_area_f2 = 0.0;
  double access_width = 0.0;
};

// SRAM: as conductive as the line is resistive, so that neither alone limits its edges (eq. 10).
void size_driver(const CimloopChip& chip, const CimloopComponents& components,
                 const CimloopTransistor& transistor, Macro& macro) {
  const double width = chip.node_nm * 1e-9;
  const double section = components.wire_thickness_per_width * width * width;
  const double line_ohm = transistor.resistivity_ohm_m / section * macro.pitch.si() * chip.columns;
  const double charge = inversion(chip.supply, transistor);
  const double ohm_metres = transistor.resistance_multiplier * chip.supply.si() /
                            (transistor.current_per_metre.si() * charge * charge);
  macro.driver_width = metres((1.0 + components.p_width_per_n) * ohm_metres / line_ohm);
  macro.driver = transistor.gate_per_metre * macro.driver_width.si();
}

Macro describe_macro(const CimloopChip& chip, const CimloopComponents& components) {
  const CimloopTransistor transistor = components.transistor_at(chip.node_nm);
  Macro macro;
  macro.is_sram = chip.memory == CimloopMemory::Sram;
  macro.unit_width = transistor.width;
  macro.cell_area_f2 = macro.is_sram ? components.sram_cell_area_f2 : components.rram_cell_area_f2;
  macro.access_width = macro.is_sram ? components.sram_access_width : components.rram_access_width;
  macro.pitch = std::sqrt(macro.cell_area_f2) * nanometres(chip.node_nm);
  macro.gate_per_metre = transistor.gate_per_metre;
  if (!macro.is_sram) return macro;
  // A cell's transistor is short: its carriers saturate, and its current follows the charge.
  macro.cell_current =
      macro.unit_width.si() * transistor.current_per_metre * inversion(chip.supply, transistor);
  size_driver(chip, components, transistor, macro);
  return macro;
}

Energy charged(Capacitance capacitance, Voltage supply) { return capacitance * supply * supply; }

// eq. 4: a pulse through device and access transistor in series.
Energy resistive_cells(const CimloopWork& work, const CimloopComponents& components) {
  const Conductance on = 1.0 / (components.rram_on + components.rram_access);
  const Conductance off = 1.0 / (components.rram_off + components.rram_access);
  const Conductance sum = work.cell_pulses * off + work.level_pulses * (on - off);
  return sum * components.rram_read_voltage * components.rram_read_voltage * components.read_pulse;
}

// eq. 5: a pulse recharges the cell's part of the bit line, and where the bit is 1 the cell
// conducts for one slot of the train.
Energy static_cells(const CimloopWork& work, const CimloopChip& chip, const Macro& macro,
                    const CimloopComponents& components, const cost::Calibration& calibration,
                    double train_slots) {
  const Capacitance bit_line = macro.access_width * macro.unit_width.si() * macro.gate_per_metre +
                               macro.pitch.si() * calibration.wire_per_metre_capacitance;
  const Time slot = components.read_pulse / train_slots;
  return work.cell_pulses * charged(bit_line, chip.supply) +
         work.level_pulses * (chip.supply * macro.cell_current * slot);
}

// eq. 8: every cell of a driven row loads its line, whether it holds a weight or not.
Energy word_lines(const CimloopWork& work, const CimloopChip& chip, const Macro& macro,
                  const cost::Calibration& calibration) {
  const double gates = macro.is_sram ? 2.0 : 1.0;  // access transistors of a cell
  const Capacitance cell =
      gates * macro.access_width * macro.unit_width.si() * macro.gate_per_metre +
      macro.pitch.si() * calibration.wire_per_metre_capacitance;
  return work.driven_cell_pulses * charged(cell, chip.supply);
}

// eq. 11: both access transistors and one pull-down conduct for a whole pulse.
Energy writing(const CimloopWork& work, const CimloopChip& chip, const Macro& macro,
               const CimloopComponents& components) {
  const double widths = 2.0 * components.sram_access_width + components.sram_pull_width;
  return work.written_cells * (widths * macro.cell_current * chip.supply * components.read_pulse);
}

// eq. 7: per bit, growing with the depth of the buffer.
Energy buffer_bit(const CimloopChip& chip, const CimloopComponents& components,
                  const cost::Calibration& calibration, double node_energy) {
  const double reference_bits = calibration.buffer_reference_kib * 8192.0;
  const double relative = chip.buffer_depth * components.buffer_word_bits / reference_bits;
  return std::pow(relative, components.buffer_depth_exponent) * calibration.buffer_energy_per_bit *
         node_energy;
}

void add_energies(const CimloopChip& chip, const CimloopWork& work, double train_slots,
                  const Macro& macro, const CimloopComponents& components,
                  const cost::Calibration& calibration, CimloopEstimate& estimate) {
  const cost::Scaling scaling = cost::scale_to(calibration, chip.node_nm, chip.supply);
  const double node_energy =
      cost::energy_scale(calibration, calibration.reference_node_nm, chip.node_nm);
  const auto energy = [&](CimloopPart part) -> Energy& {
    return estimate.energy_by_part[at(part)];
  };
  energy(CimloopPart::WordLines) = word_lines(work, chip, macro, calibration);
  energy(CimloopPart::Drivers) =
      work.drive_bits * charged(calibration.dac_per_bit, calibration.reference_supply) *
          scaling.energy +
      work.drive_pulses * charged(macro.driver, chip.supply);
  const Capacitance converter = components.adc_bits * components.adc_linear +
                                std::exp2(2 * components.adc_bits) * components.adc_exponential;
  energy(CimloopPart::Converters) =
      work.conversions * charged(converter, calibration.reference_supply) * scaling.energy;
  energy(CimloopPart::GlobalBuffer) =
      work.buffer_bits * buffer_bit(chip, components, calibration, node_energy);
  energy(CimloopPart::Routers) = work.router_bits * calibration.router_energy_per_bit * node_energy;
  if (!macro.is_sram) {
    energy(CimloopPart::Cells) = resistive_cells(work, components);
    return;
  }
  energy(CimloopPart::Cells) =
      static_cells(work, chip, macro, components, calibration, train_slots);
  energy(CimloopPart::Writing) = writing(work, chip, macro, components);
  energy(CimloopPart::ExternalMemory) = work.weight_bits * components.external_energy_per_bit;
}

// eq. 12 to 14. Buffers are made of the chip's SRAM cells.
void add_areas(const CimloopChip& chip, const Macro& macro, const CimloopComponents& components,
               const cost::Calibration& calibration, CimloopEstimate& estimate) {
  const cost::Scaling scaling = cost::scale_to(calibration, chip.node_nm, chip.supply);
  const Length feature = nanometres(chip.node_nm);
  const double macros = chip.macros();
  const double tiles = 1.0 * chip.tiles_per_group * chip.groups_per_chip;
  const Area bit = components.sram_cell_area_f2 * (feature * feature);
  const Area register_bit = calibration.register_area_per_bit * scaling.area;
  constexpr double contacted_pitch = 4.0;  // of a transistor, in feature sizes
  const Area driver = calibration.driver_area * scaling.area + buffer_value_bits * register_bit +
                      macro.driver_width * (contacted_pitch * feature);
  const Area column =
      cost::sar_adc_cost(components.adc_bits, chip.rows, calibration, scaling).area +
      cost::shift_add_cost(components.adc_bits + widest_product_bits, calibration, scaling).area;
  const auto area = [&](CimloopPart part) -> Area& { return estimate.area_by_part[at(part)]; };
  area(CimloopPart::Cells) =
      macros * chip.rows * chip.columns * macro.cell_area_f2 * (feature * feature);
  area(CimloopPart::Drivers) = macros * chip.rows * driver;
  area(CimloopPart::Converters) = macros * chip.columns * column;
  area(CimloopPart::GlobalBuffer) = chip.buffer_depth * components.buffer_word_bits * bit;
  area(CimloopPart::TileBuffers) =
      tiles * chip.macros_per_tile * buffer_value_bits * (1.0 * chip.rows + chip.columns) * bit;
  area(CimloopPart::Routers) = chip.groups_per_chip * calibration.router_area * scaling.area;
}

}  // namespace

const std::string& cimloop_part_name(CimloopPart part) {
  static const std::array<std::string, cimloop_part_count> names = {
      "cells",   "word_lines",   "drivers", "converters",     "global_buffer",
      "routers", "tile_buffers", "writing", "external_memory"};
  return names.at(at(part));
}

CimloopEstimate estimate_cimloop_chip(const CimloopChip& chip,
                                      const std::vector<CimloopLayer>& layers,
                                      const CimloopComponents& components,
                                      const cost::Calibration& calibration) {
  const CimloopWork work = cimloop_work(layers, chip);
  const Macro macro = describe_macro(chip, components);
  // The driver's train has room for the widest input of the network.
  double activation_bits = 1.0;
  for (const CimloopLayer& layer : layers) {
    activation_bits = std::max(activation_bits, layer.activation_bits);
  }
  CimloopEstimate estimate;
  add_energies(chip, work, std::exp2(activation_bits) - 1.0, macro, components, calibration,
               estimate);
  add_areas(chip, macro, components, calibration, estimate);
  for (std::size_t part = 0; part < cimloop_part_count; ++part) {
    estimate.energy += estimate.energy_by_part[part];
    estimate.area += estimate.area_by_part[part];
  }
  estimate.latency = work.turns * chip.cycle;  // eq. 15
  return estimate;
}

}  // namespace kirchhoff::validation
