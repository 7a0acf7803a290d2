// kirchhoff/validation/cimloop_components.cpp - reads the components of the published chips.
#include "kirchhoff/validation/cimloop_components.hpp"

#include <algorithm>
#include <cstddef>
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

constexpr spec::Range<double> positive = {.low = std::numeric_limits<double>::min()};

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

  double number(const char* key) { return table_ ? table_->real(key, positive) : 1.0; }
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
  components.adc_linear = femtofarads(operation.number("adc_linear_ff"));
  components.adc_exponential = femtofarads(operation.number("adc_exponential_ff"));
  components.buffer_word_bits = operation.number("buffer_word_bits");
  components.external_energy_per_bit = picojoules(operation.number("external_energy_per_bit_pj"));
  components.buffer_depth_exponent = operation.number("buffer_depth_exponent");
}

void read_device(spec::TableReader& document, CimloopComponents& components) {
  Figures device(document, "device");
  components.p_width_per_n = device.number("p_width_per_n");
  components.wire_thickness_per_width = device.number("wire_thickness_per_width");
}

CimloopTransistor read_transistor(spec::TableReader& table) {
  CimloopTransistor transistor;
  transistor.nm = table.real("nm", positive);
  transistor.width = nanometres(table.real("width_nm", positive));
  transistor.supply = volts(table.real("supply_v", positive));
  transistor.threshold = volts(table.real("threshold_v", positive));
  transistor.slope = volts(table.real("slope_v", positive));
  transistor.resistance_multiplier = table.real("resistance_multiplier", positive);
  transistor.current_per_metre =
      Current(table.real("current_ma_per_um", positive) * milliamperes_per_um);
  transistor.gate_per_metre = farads(table.real("gate_ff_per_um", positive) * femtofarads_per_um);
  transistor.resistivity_ohm_m = table.real("resistivity_ohm_m", positive);
  (void)table.text("source");
  table.finish();
  return transistor;
}

void read_transistors(spec::TableReader& document, CimloopComponents& components) {
  for (spec::TableReader& table : document.tables("transistor")) {
    components.transistors.push_back(read_transistor(table));
  }
  if (components.transistors.empty()) {
    document.complain("transistor", "at least one table [[transistor]] is needed");
  }
  const auto is_larger = [](const CimloopTransistor& a, const CimloopTransistor& b) {
    return a.nm > b.nm;
  };
  std::sort(components.transistors.begin(), components.transistors.end(), is_larger);
}

}  // namespace

CimloopTransistor CimloopComponents::transistor_at(double node_nm) const {
  if (node_nm >= transistors.front().nm) {
    CimloopTransistor largest = transistors.front();
    largest.width = node_nm / largest.nm * largest.width;
    return largest;
  }
  if (node_nm <= transistors.back().nm) return transistors.back();
  std::size_t upper = 0;
  while (transistors[upper + 1].nm > node_nm) ++upper;
  const CimloopTransistor& large = transistors[upper];
  const CimloopTransistor& small = transistors[upper + 1];
  const double share = (node_nm - small.nm) / (large.nm - small.nm);
  const auto between = [share](auto at_small, auto at_large) {
    return at_small + share * (at_large - at_small);
  };
  return {
      .nm = node_nm,
      .width = between(small.width, large.width),
      .supply = between(small.supply, large.supply),
      .threshold = between(small.threshold, large.threshold),
      .slope = between(small.slope, large.slope),
      .resistance_multiplier = between(small.resistance_multiplier, large.resistance_multiplier),
      .current_per_metre = between(small.current_per_metre, large.current_per_metre),
      .gate_per_metre = between(small.gate_per_metre, large.gate_per_metre),
      .resistivity_ohm_m = between(small.resistivity_ohm_m, large.resistivity_ohm_m),
  };
}

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
  read_device(document, components);
  read_transistors(document, components);
  document.finish();
  problems.raise_if_any();
  return components;
}

}  // namespace kirchhoff::validation
