// kirchhoff/formats/component_constants.cpp - the keys of components that keep their own constants.
#include "kirchhoff/formats/detail/component_constants.hpp"

#include <array>
#include <optional>
#include <string_view>

#include "kirchhoff/formats/detail/number_key.hpp"
#include "kirchhoff/formats/detail/shipped_file.hpp"

namespace kirchhoff::formats::detail {
namespace {

using cost::ComponentUncertainty;
using cost::GateLibrary;
using cost::LinkCalibration;
using cost::MemoryCalibration;
using cost::ProgrammingCalibration;
using cost::Technology;

constexpr double milli = 1e-3;
constexpr double milliwatts_per_mm2 = 1e3;
constexpr spec::Range<double> at_least_one = {.low = 1.0};

const std::array<NumberKey<GateLibrary>, 9> gate_keys = {{
    {"gates", "nand_area_um2", square_micro, &GateLibrary::nand_area},
    {"gates", "nand_capacitance_ff", femto, &GateLibrary::nand_capacitance},
    {"gates", "nand_delay_ps", pico, &GateLibrary::nand_delay},
    {"gates", "xor_area", 1.0, &GateLibrary::xor_area},
    {"gates", "xor_capacitance", 1.0, &GateLibrary::xor_capacitance},
    {"gates", "xor_delay", 1.0, &GateLibrary::xor_delay},
    {"gates", "register_area", 1.0, &GateLibrary::register_area},
    {"gates", "register_capacitance", 1.0, &GateLibrary::register_capacitance},
    {"gates", "gate_uncertainty", 1.0, &GateLibrary::uncertainty, at_least_one},
}};

const std::array<NumberKey<Technology>, 2> temperature_keys = {{
    {"temperature", "mobility_exponent", 1.0, &Technology::mobility_exponent},
    {"temperature", "threshold_mv_per_k", milli, &Technology::threshold_per_kelvin},
}};

const std::array<NumberKey<MemoryCalibration>, 17> memory_keys = {{
    {"memory", "edram_access_cycles", 1.0, &MemoryCalibration::edram_access_cycles},
    {"memory", "edram_uncertainty", 1.0, &MemoryCalibration::edram_uncertainty, at_least_one},
    {"memory", "sram_energy_per_bit_pj", pico, &MemoryCalibration::sram_energy_per_bit},
    {"memory", "sram_reference_kib", 1.0, &MemoryCalibration::sram_reference_kib},
    {"memory", "sram_energy_exponent", 1.0, &MemoryCalibration::sram_energy_exponent},
    {"memory", "sram_cell_overhead", 1.0, &MemoryCalibration::sram_cell_overhead, at_least_one},
    {"memory", "sram_area_fixed_um2", square_micro, &MemoryCalibration::sram_area_fixed},
    {"memory", "sram_leakage_mw_per_mm2", milliwatts_per_mm2, &MemoryCalibration::sram_leakage},
    {"memory", "sram_uncertainty", 1.0, &MemoryCalibration::sram_uncertainty, at_least_one},
    {"memory", "gain_cell_energy_per_bit_pj", pico, &MemoryCalibration::gain_cell_energy_per_bit},
    {"memory", "gain_cell_reference_kib", 1.0, &MemoryCalibration::gain_cell_reference_kib},
    {"memory", "gain_cell_area_per_bit_um2", square_micro,
     &MemoryCalibration::gain_cell_area_per_bit},
    {"memory", "gain_cell_standby_mw_per_mm2", milliwatts_per_mm2,
     &MemoryCalibration::gain_cell_standby},
    {"memory", "gain_cell_uncertainty", 1.0, &MemoryCalibration::gain_cell_uncertainty,
     at_least_one},
    {"memory", "register_file_energy_per_bit_pj", pico,
     &MemoryCalibration::register_file_energy_per_bit},
    {"memory", "register_file_area_per_bit_um2", square_micro,
     &MemoryCalibration::register_file_area_per_bit},
    {"memory", "register_file_uncertainty", 1.0, &MemoryCalibration::register_file_uncertainty,
     at_least_one},
}};

const std::array<NumberKey<LinkCalibration>, 9> link_keys = {{
    {"links", "bus_area_per_bit_um2", square_micro, &LinkCalibration::bus_area_per_bit},
    {"links", "wire_uncertainty", 1.0, &LinkCalibration::wire_uncertainty, at_least_one},
    {"links", "chip_link_energy_per_bit_pj", pico, &LinkCalibration::chip_link_energy_per_bit},
    {"links", "chip_link_bits_per_s", 1.0, &LinkCalibration::chip_link_bits_per_s},
    {"links", "chip_link_area_um2", square_micro, &LinkCalibration::chip_link_area},
    {"links", "chip_link_uncertainty", 1.0, &LinkCalibration::chip_link_uncertainty, at_least_one},
    {"links", "dram_energy_low_pj", pico, &LinkCalibration::dram_energy_low},
    {"links", "dram_energy_high_pj", pico, &LinkCalibration::dram_energy_high},
    {"links", "dram_uncertainty", 1.0, &LinkCalibration::dram_uncertainty, at_least_one},
}};

const std::array<NumberKey<ProgrammingCalibration>, 3> programming_keys = {{
    {"programming", "resistive_row_us", micro, &ProgrammingCalibration::resistive_row},
    {"programming", "resistive_uncertainty", 1.0, &ProgrammingCalibration::resistive_uncertainty,
     at_least_one},
    {"programming", "sram_uncertainty", 1.0, &ProgrammingCalibration::sram_uncertainty,
     at_least_one},
}};

const std::array<NumberKey<ComponentUncertainty>, 6> uncertainty_keys = {{
    {"uncertainty", "multiplexers", 1.0, &ComponentUncertainty::multiplexers, at_least_one},
    {"uncertainty", "shift_add", 1.0, &ComponentUncertainty::shift_add, at_least_one},
    {"uncertainty", "buffers", 1.0, &ComponentUncertainty::buffers, at_least_one},
    {"uncertainty", "interconnect", 1.0, &ComponentUncertainty::interconnect, at_least_one},
    {"uncertainty", "digital_units", 1.0, &ComponentUncertainty::digital_units, at_least_one},
    {"uncertainty", "leakage", 1.0, &ComponentUncertainty::leakage, at_least_one},
}};

// All keys stand in one table, the first key's.
template <typename Owner, std::size_t Count>
void read_table(spec::TableReader& document, const std::array<NumberKey<Owner>, Count>& keys,
                Owner& owner) {
  const std::string_view name = keys.front().table;
  std::optional<spec::TableReader> table = document.table(name);
  if (!table) {
    if (!document.has(name)) {
      document.complain(name, fmt::format("the table [{}] is missing", name));
    }
    return;
  }
  for (const NumberKey<Owner>& key : keys) read_number(*table, key, owner);
  (void)read_source(*table);
  table->finish();
}

}  // namespace

void read_component_constants(spec::TableReader& document, cost::Calibration& calibration) {
  read_table(document, gate_keys, calibration.gates);
  read_table(document, temperature_keys, calibration.technology);
  read_table(document, memory_keys, calibration.memory);
  read_table(document, link_keys, calibration.links);
  read_table(document, programming_keys, calibration.programming);
  read_table(document, uncertainty_keys, calibration.uncertainty);
}

void check_component_constants(const cost::Calibration& calibration) {
  cost::check_gates(calibration.gates);
  cost::check_memory(calibration.memory);
  cost::check_links(calibration.links);
  cost::check_programming(calibration.programming);
}

}  // namespace kirchhoff::formats::detail
