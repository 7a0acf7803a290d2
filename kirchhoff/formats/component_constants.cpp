// kirchhoff/formats/component_constants.cpp - the keys of components that keep their own constants.
#include "kirchhoff/formats/detail/component_constants.hpp"

#include <array>
#include <optional>
#include <string_view>

#include "kirchhoff/formats/detail/number_key.hpp"
#include "kirchhoff/formats/detail/shipped_file.hpp"

namespace kirchhoff::formats::detail {
namespace {

using cost::GateLibrary;
using cost::Technology;

constexpr double milli = 1e-3;
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
}

}  // namespace kirchhoff::formats::detail
