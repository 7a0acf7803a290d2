// kirchhoff/validation/cimloop_components.cpp - reads the components of the published chips.
#include "kirchhoff/validation/cimloop_components.hpp"

#include <filesystem>
#include <limits>
#include <optional>

#include "kirchhoff/base/error.hpp"
#include "kirchhoff/base/file.hpp"
#include "kirchhoff/spec/reader.hpp"

namespace kirchhoff::validation {
namespace {

constexpr std::int64_t newest_schema = 1;
constexpr double milliamperes_per_um = 1e3;  // in amperes per metre
constexpr double femtofarads_per_um = 1e-9;  // in farads per metre

// A table of positive numbers with a source.
class Figures {
 public:
  Figures(spec::TableReader& document, const char* name) : table_(document.table(name)) {
    if (!table_ && !document.has(name)) {
      document.complain(name, fmt::format("the table [{}] is missing", name));
    }
    if (table_) (void)table_->text("source");
  }
  ~Figures() {
    if (table_) table_->finish();
  }
  Figures(const Figures&) = delete;
  Figures& operator=(const Figures&) = delete;

  double number(const char* key) {
    constexpr spec::Range<double> positive = {.low = std::numeric_limits<double>::min()};
    return table_ ? table_->real(key, positive) : 1.0;
  }
  int count(const char* key) {
    return table_ ? static_cast<int>(table_->integer(key, {.low = 1, .high = 12})) : 1;
  }

 private:
  std::optional<spec::TableReader> table_;
};

void read_cells(spec::TableReader& document, CimloopComponents& components) {
  Figures rram(document, "rram");
  components.rram_on = ohms(rram.number("on_ohm"));
  components.rram_off = ohms(rram.number("off_ohm"));
  components.rram_access = ohms(rram.number("access_ohm"));
  components.rram_access_width = rram.number("access_width_f");
  components.rram_read_voltage = volts(rram.number("read_voltage_v"));
  components.rram_cell_area_f2 = rram.number("cell_area_f2");
  Figures sram(document, "sram");
  components.sram_access_width = sram.number("access_width_f");
  components.sram_pull_width = sram.number("pull_width_f");
  components.sram_cell_area_f2 = sram.number("cell_area_f2");
}

void read_operation(spec::TableReader& document, CimloopComponents& components) {
  Figures operation(document, "operation");
  components.read_pulse = nanoseconds(operation.number("read_pulse_ns"));
  components.adc_bits = operation.count("adc_bits");
  components.buffer_word_bits = operation.number("buffer_word_bits");
  components.external_energy_per_bit = picojoules(operation.number("external_energy_per_bit_pj"));
  components.buffer_depth_exponent = operation.number("buffer_depth_exponent");
}

void read_technology(spec::TableReader& document, CimloopComponents& components) {
  Figures transistor(document, "transistor");
  components.threshold = volts(transistor.number("threshold_v"));
  components.slope = volts(transistor.number("slope_v"));
  components.planar_current_per_metre =
      Current(transistor.number("planar_current_ma_per_um") * milliamperes_per_um);
  components.fin_current_per_metre =
      Current(transistor.number("fin_current_ma_per_um") * milliamperes_per_um);
  components.fin_below_nm = transistor.number("fin_below_nm");
  components.fin_width = nanometres(transistor.number("fin_width_nm"));
  components.gate_per_metre = farads(transistor.number("gate_ff_per_um") * femtofarads_per_um);
  Figures wire(document, "wire");
  components.wire_resistivity_ohm_m = wire.number("resistivity_ohm_m");
  components.wire_thickness_per_width = wire.number("thickness_per_width");
}

}  // namespace

CimloopComponents load_cimloop_components() {
  const std::filesystem::path path = data_folder() / "simulators" / "cimloop.toml";
  const spec::Value table = spec::parse_toml(read_text(path), path.string());
  spec::Problems problems;
  spec::TableReader document(table, problems, "");
  spec::read_schema(document, newest_schema);
  (void)document.text("name");
  CimloopComponents components;
  read_cells(document, components);
  read_operation(document, components);
  read_technology(document, components);
  document.finish();
  problems.raise_if_any();
  return components;
}

}  // namespace kirchhoff::validation
