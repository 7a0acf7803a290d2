// kirchhoff/formats/calibration_file.cpp - reads the constants of the cost model.
#include <array>
#include <optional>
#include <set>

#include "kirchhoff/formats/detail/component_constants.hpp"
#include "kirchhoff/formats/detail/number_key.hpp"
#include "kirchhoff/formats/detail/shipped_file.hpp"
#include "kirchhoff/formats/detail/technology_file.hpp"
#include "kirchhoff/formats/files.hpp"
#include "kirchhoff/formats/macro_constants_file.hpp"

namespace kirchhoff::formats {
namespace {

using cost::Calibration;
using Key = detail::NumberKey<Calibration>;
using detail::femto;
using detail::nano;
using detail::pico;
using detail::square_micro;

constexpr std::int64_t newest_schema = 1;
constexpr spec::Range<double> any = {};
constexpr double milliwatts_per_mm2 = 1e3;
constexpr double watts_per_mm2 = 1e6;
constexpr double femtofarads_per_um = 1e-9;

const std::array<Key, 46> keys = {{
    {"", "reference_node_nm", 1.0, &Calibration::reference_node_nm},
    {"", "reference_supply_v", 1.0, &Calibration::reference_supply},
    {"scaling", "comparison_supply_v", 1.0, &Calibration::comparison_supply},
    {"scaling", "threshold_v", 1.0, &Calibration::threshold},
    {"scaling", "delay_alpha", 1.0, &Calibration::delay_alpha},
    {"sar_adc", "adc_linear_ff", femto, &Calibration::adc_linear},
    {"sar_adc", "adc_exponential_ff", femto, &Calibration::adc_exponential},
    {"sar_adc", "adc_area_slope", 1.0, &Calibration::adc_area_slope, any},
    {"sar_adc", "adc_area_intercept", 1.0, &Calibration::adc_area_intercept, any},
    {"sar_adc", "adc_delay_per_row_ns", nano, &Calibration::adc_delay_per_row},
    {"sar_adc", "adc_delay_per_bit_ns", nano, &Calibration::adc_delay_per_bit},
    {"drivers", "dac_per_bit_ff", femto, &Calibration::dac_per_bit},
    {"drivers", "driver_area_um2", square_micro, &Calibration::driver_area},
    {"drivers", "dac_area_growth", 1.0, &Calibration::dac_area_growth},
    {"drivers", "wire_per_cell_ff", femto, &Calibration::wire_per_cell},
    {"cells", "read_pulse_ns", nano, &Calibration::read_pulse},
    {"cells", "settle_ns", nano, &Calibration::settle},
    {"multiplexers", "multiplexer_area_per_column_um2", square_micro,
     &Calibration::multiplexer_area_per_column},
    {"multiplexers", "multiplexer_energy_fj", femto, &Calibration::multiplexer_energy},
    {"shift_add", "adder_energy_per_bit_fj", femto, &Calibration::adder_energy_per_bit},
    {"shift_add", "register_energy_per_bit_fj", femto, &Calibration::register_energy_per_bit},
    {"shift_add", "adder_area_per_bit_um2", square_micro, &Calibration::adder_area_per_bit},
    {"shift_add", "register_area_per_bit_um2", square_micro, &Calibration::register_area_per_bit},
    {"buffers", "buffer_energy_per_bit_pj", pico, &Calibration::buffer_energy_per_bit},
    {"buffers", "buffer_reference_kib", 1.0, &Calibration::buffer_reference_kib},
    {"buffers", "buffer_energy_exponent", 1.0, &Calibration::buffer_energy_exponent},
    {"buffers", "buffer_area_fixed_um2", square_micro, &Calibration::buffer_area_fixed},
    {"buffers", "buffer_area_per_bit_um2", square_micro, &Calibration::buffer_area_per_bit},
    {"buffers", "buffer_bits_per_cycle", 1.0, &Calibration::buffer_bits_per_cycle},
    {"buffers", "external_energy_per_bit_pj", pico, &Calibration::external_energy_per_bit},
    {"buffers", "external_bits_per_cycle", 1.0, &Calibration::external_bits_per_cycle},
    {"interconnect", "router_energy_per_bit_pj", pico, &Calibration::router_energy_per_bit},
    {"interconnect", "router_area_um2", square_micro, &Calibration::router_area},
    {"interconnect", "router_bits_per_cycle", 1.0, &Calibration::router_bits_per_cycle},
    {"interconnect", "wire_per_metre_capacitance_ff_per_um", femtofarads_per_um,
     &Calibration::wire_per_metre_capacitance},
    {"digital_units", "digital_unit_energy_pj", pico, &Calibration::digital_unit_energy},
    {"digital_units", "digital_simple_energy_pj", pico, &Calibration::digital_simple_energy},
    {"digital_units", "digital_unit_area_um2", square_micro, &Calibration::digital_unit_area},
    {"digital_units", "digital_unit_values_per_cycle", 1.0,
     &Calibration::digital_unit_values_per_cycle},
    {"leakage", "logic_leakage_mw_per_mm2", milliwatts_per_mm2, &Calibration::logic_leakage},
    {"leakage", "buffer_leakage_mw_per_mm2", milliwatts_per_mm2, &Calibration::buffer_leakage},
    {"white_space", "white_space_share", 1.0, &Calibration::white_space_share},
    {"physics", "power_density_limit_w_per_mm2", watts_per_mm2, &Calibration::power_density_limit},
    {"physics", "peak_operations_per_s_mm2_limit", 1.0,
     &Calibration::peak_operations_per_s_mm2_limit},
    {"physics", "converter_shortfall_bits", 1.0, &Calibration::converter_shortfall_bits},
    {"physics", "published_shortfall_bits", 1.0, &Calibration::published_shortfall_bits},
}};

void read_part(spec::TableReader& reader, std::string_view name, Calibration& calibration) {
  for (const Key& key : keys) {
    if (key.table == name) detail::read_number(reader, key, calibration);
  }
}

void read_tables(spec::TableReader& reader, Calibration& calibration) {
  std::set<std::string_view> done = {""};
  for (const Key& key : keys) {
    if (!done.insert(key.table).second) continue;
    std::optional<spec::TableReader> part = reader.table(key.table);
    if (!part) {
      if (!reader.has(key.table)) {
        reader.complain(key.table, fmt::format("the table [{}] is missing", key.table));
      }
      continue;
    }
    read_part(*part, key.table, calibration);
    (void)detail::read_source(*part);
    part->finish();
  }
}

}  // namespace

Calibration load_calibration(const std::string& name_or_path) {
  const detail::Document document =
      detail::open_document("calibration", "calibration", name_or_path);
  spec::Problems problems;
  spec::TableReader reader(document.table, problems, "");
  Calibration calibration;
  spec::read_schema(reader, newest_schema);
  calibration.name = reader.text("name");
  read_part(reader, "", calibration);
  read_tables(reader, calibration);
  detail::read_component_constants(reader, calibration);
  reader.finish();
  problems.raise_if_any();
  detail::read_technology(calibration);
  calibration.macros = load_macro_constants().constants;
  try {
    detail::check_component_constants(calibration);
    cost::check_calibration(calibration);
  } catch (const Error& error) {
    detail::fail_at(document.table, error);
  }
  return calibration;
}

}  // namespace kirchhoff::formats
