// kirchhoff/cost/unit_costs.cpp - asks every component once for a chip.
#include "kirchhoff/cost/unit_costs.hpp"

#include <bit>
#include <cmath>

#include "kirchhoff/cost/adder_tree.hpp"
#include "kirchhoff/cost/buffer.hpp"
#include "kirchhoff/cost/cells.hpp"
#include "kirchhoff/cost/drivers.hpp"
#include "kirchhoff/cost/interconnect.hpp"
#include "kirchhoff/cost/leakage.hpp"
#include "kirchhoff/cost/multiplexer.hpp"
#include "kirchhoff/cost/refresh.hpp"
#include "kirchhoff/cost/sar_adc.hpp"
#include "kirchhoff/cost/shift_add.hpp"

namespace kirchhoff::cost {
namespace {

// A shift-adder is built for the widest product of a conversion: 8-bit weights and inputs.
constexpr int widest_product_bits = 16;

CrossbarArea crossbar_area(const hardware::Hardware& hardware, const Calibration& calibration,
                           const UnitCosts& units) {
  const hardware::CrossbarShape& shape = hardware.crossbar;
  const bool digital = hardware.device.summing == hardware::Summing::AdderTree;
  const int bits =
      digital ? std::bit_width(static_cast<unsigned>(shape.active_rows())) : hardware.adc_bits;
  const ComponentCost adder =
      shift_add_cost(bits + widest_product_bits, calibration, units.scaling);
  // An offset mapping has a reference column, and adds up the inputs of each crossbar.
  const int more = hardware::weight_encoding(hardware) == hardware::Encoding::Offset ? 1 : 0;
  return {
      .cells = static_cast<double>(shape.rows()) * (shape.columns() + more) * units.cell.area,
      .drivers = shape.rows() * units.driver.area,
      .multiplexers = shape.adc_count() * units.multiplexer.area,
      .converters = shape.adc_count() * units.converter.area,
      .shift_add =
          (shape.adc_count() + more) * adder.area * (digital ? 1.0 / widest_weight_bits : 1.0),
  };
}

// The columns of a weight form the words that one tree adds, in place of their converters.
void set_adders(const hardware::Hardware& hardware, const Calibration& calibration,
                UnitCosts& units) {
  for (std::size_t bits = 1; bits <= widest_weight_bits; ++bits) {
    const AdderTree tree = build_adder_tree({.inputs = hardware.crossbar.active_rows(),
                                             .weight_bits = static_cast<int>(bits),
                                             .input_bits = hardware.dac_bits,
                                             .kind = hardware.adders});
    const auto cost = [&](double products, double operands, double sums) {
      return adder_tree_cost(tree, {.products = products, .operands = operands, .sums = sums},
                             calibration, units.scaling);
    };
    units.adders[bits] = {.products = cost(1.0, 0.0, 0.0).energy,
                          .operands = cost(0.0, 1.0, 0.0).energy,
                          .sums = cost(0.0, 0.0, 1.0).energy};
    units.converter = cost(0.0, 0.0, 0.0);
  }
  units.converter.area = units.converter.area / static_cast<double>(widest_weight_bits);
}

// The macro as a whole: its parts take the places of the components inside a macro. Drivers and
// multiplexers are in its products; shift-adders of analog macros lie outside it and stay.
void set_whole_macro(const hardware::Hardware& hardware, const Calibration& calibration,
                     UnitCosts& units) {
  const MacroUnits macro = macro_units(hardware, calibration.macros);
  units.macro = macro;
  units.cell = {.energy = {}, .latency = macro.cells, .area = units.cell.area};
  units.driver = {.energy = {}, .latency = macro.inputs, .area = {}};
  units.multiplexer = {};
  units.converter = {.energy = macro.sum, .latency = macro.sums, .area = {}};
  units.crossbar.cells = macro.cells_area;
  units.crossbar.drivers = macro.control_area;
  units.crossbar.multiplexers = {};
  units.crossbar.converters = macro.sums_area;
  if (hardware.device.summing == hardware::Summing::AdderTree) units.crossbar.shift_add = {};
}

}  // namespace

UnitCosts unit_costs(const hardware::Hardware& hardware, const Calibration& calibration) {
  const hardware::CrossbarShape& shape = hardware.crossbar;
  const Scaling scaling = scale_to(calibration, hardware.node_nm, hardware.supply);
  UnitCosts units;
  units.scaling = scaling;
  units.cycle = 1.0 / hardware.clock;
  units.cell = cell_cost(hardware, calibration, scaling);
  units.driver = driver_cost(hardware, calibration, scaling);
  units.driver_slot = slot_energy(hardware, calibration, scaling);
  units.multiplexer = multiplexer_cost(shape.columns_per_adc(), calibration, scaling);
  if (hardware.device.summing == hardware::Summing::AdderTree) {
    set_adders(hardware, calibration, units);
  } else {
    units.converter = sar_adc_cost(hardware.adc_bits, shape.rows(), calibration, scaling);
  }
  units.buffer = buffer_cost(hardware.buffer_kib, hardware.clock, calibration, scaling);
  units.router = router_cost(hardware.clock, calibration, scaling);
  units.digital = digital_unit_cost(hardware.clock, calibration, scaling);
  units.crossbar = crossbar_area(hardware, calibration, units);
  if (hardware.macro.model == hardware::MacroModel::Whole) {
    set_whole_macro(hardware, calibration, units);
  }
  units.cell.latency = units.cell.latency / (1.0 - hardware::refresh_share(hardware));

  const int crossbars_per_tile = hardware.macros_per_tile * hardware.crossbars_per_macro;
  const Area tile_logic = units.router.area + units.digital.area;
  const Area tile = crossbars_per_tile * units.crossbar.sum() + tile_logic + units.buffer.area;
  units.bit_across_tile = wire_energy(metres(std::sqrt(tile.si())), hardware.supply, calibration);

  // Resistive cells keep their weights without power; SRAM cells lose them, and leak like logic;
  // gain cells have no supply to leak from, but are refreshed.
  const bool is_refreshed = hardware.device.retention.is_on();
  const bool cells_leak = hardware.device.type == hardware::DeviceType::Sram && !is_refreshed;
  const Area leaking_cells = cells_leak ? units.crossbar.cells : Area{};
  const Area periphery = units.crossbar.sum() - units.crossbar.cells;
  const Power refresh = refresh_power(hardware, calibration, scaling);
  units.crossbar_leakage =
      leakage_power(periphery + leaking_cells, Area{}, calibration, scaling) + refresh;
  units.gated_leakage = leakage_power(leaking_cells, Area{}, calibration, scaling) + refresh;
  units.tile_leakage = leakage_power(tile_logic, units.buffer.area, calibration, scaling);
  return units;
}

}  // namespace kirchhoff::cost
