// kirchhoff/formats/device_laws.cpp - the tables of a device file that only some devices have.
#include "kirchhoff/formats/detail/device_laws.hpp"

#include <optional>
#include <span>

#include "kirchhoff/formats/detail/number_key.hpp"
#include "kirchhoff/formats/detail/shipped_file.hpp"
#include "kirchhoff/formats/detail/toml_text.hpp"

namespace kirchhoff::formats::detail {
namespace {

using hardware::Device;

constexpr spec::Range<double> at_least_zero = {.low = 0.0};

// Exactly two numbers under `key`, or a problem.
void read_two(spec::TableReader& reader, std::string_view key, const char* form, double& first,
              double& second) {
  const std::vector<double> values = reader.reals(key);
  if (values.size() == 2) {
    first = values[0];
    second = values[1];
  } else if (reader.has(key)) {
    reader.complain(key, fmt::format("{} must be {}, not {} numbers", key, form, values.size()));
  }
}

void read_programming_at(spec::TableReader& reader, Device& device) {
  for (spec::TableReader& part : reader.tables("programming_at")) {
    hardware::ProgrammingAt at;
    at.time = seconds(part.real("time_s", at_least_zero));
    if (part.has("saturating_us")) {
      read_two(part, "saturating_us", "[amplitude, scale]", at.saturating_amplitude_us,
               at.saturating_scale_us);
    } else {
      at.sd_us = part.reals("sd_us");
    }
    (void)read_source(part);
    part.finish();
    device.programming_over_time.push_back(at);
  }
}

void read_relaxation(spec::TableReader& part, Device& device) {
  hardware::Relaxation& relaxation = device.relaxation;
  relaxation.is_on = true;
  read_two(part, "mean_us", "[intercept, slope]", relaxation.mean_us[0], relaxation.mean_us[1]);
  read_two(part, "sd_us", "[intercept, slope]", relaxation.sd_us[0], relaxation.sd_us[1]);
  relaxation.stays_in_range = part.boolean_or("stays_in_range", false);
}

void read_variation(spec::TableReader& part, Device& device) {
  hardware::CellVariation& variation = device.variation;
  variation.independent_sd = part.real_or("independent_sd", 0.0, {0.0, 1.0});
  variation.correlated_sd = part.real_or("correlated_sd", 0.0, {0.0, 1.0});
  variation.correlation_length_cells = part.real_or("correlation_length_cells", 8.0, {0.1, 256.0});
}

void read_stuck(spec::TableReader& part, Device& device) {
  device.stuck.low = part.real_or("low", 0.0, {0.0, 1.0});
  device.stuck.high = part.real_or("high", 0.0, {0.0, 1.0});
}

void read_temperature(spec::TableReader& part, Device& device) {
  device.thermal.activation_energy_ev = part.real("activation_energy_ev", {0.0, 2.0});
  device.thermal.drift_per_kelvin = part.real("drift_per_kelvin", {-0.1, 0.1});
}

void read_curve(spec::TableReader& part, Device& device) {
  device.curve.quadratic = part.reals("quadratic");
  device.curve.cubic = part.reals("cubic");
}

void read_retention(spec::TableReader& part, Device& device) {
  constexpr spec::Range<double> time_us = {.low = 0.01, .high = 1e9};
  device.retention.time_constant = seconds(part.real("time_constant_us", time_us) * micro);
  device.retention.spread = part.real("spread", {0.0, 3.0});
  device.retention.refresh_period = seconds(part.real("refresh_period_us", time_us) * micro);
}

struct LawTable {
  const char* name;
  void (*read)(spec::TableReader&, Device&);
};
constexpr LawTable law_tables[] = {
    {"relaxation", read_relaxation}, {"variation", read_variation},
    {"stuck", read_stuck},           {"temperature", read_temperature},
    {"curve", read_curve},           {"retention", read_retention}};

std::string programming_at_toml(const Device& device, const std::string& prefix,
                                const std::string& source) {
  std::string text;
  for (const hardware::ProgrammingAt& at : device.programming_over_time) {
    text += fmt::format("\n[[{}programming_at]]\ntime_s = {}\n", prefix, number(at.time.si()));
    if (at.saturating_amplitude_us > 0.0) {
      const double law[] = {at.saturating_amplitude_us, at.saturating_scale_us};
      text += fmt::format("saturating_us = {}\n{}", list_text(law), source);
    } else {
      text += fmt::format("sd_us = {}\n{}", list_text(at.sd_us), source);
    }
  }
  return text;
}

}  // namespace

void read_line(spec::TableReader& reader, std::string_view key, double (&line)[4]) {
  const std::vector<double> values = reader.reals(key);
  if (values.size() != 4) {
    reader.complain(key, fmt::format("{} must be [slope, intercept, low, high], not {} numbers",
                                     key, values.size()));
    return;
  }
  for (std::size_t i = 0; i < 4; ++i) line[i] = values[i];
}

void read_above(spec::TableReader& reader, const std::string& name, hardware::UpperLaw& above) {
  const std::string from = name + "_from", law = name + "_above";
  if (!reader.has(from) && !reader.has(law)) return;
  above.from = reader.real(from, at_least_zero);
  above.polynomial = reader.reals(law);
}

std::string list_text(std::span<const double> values) {
  std::string list;
  for (const double value : values) {
    if (!list.empty()) list += ", ";
    list += number(value);
  }
  return "[" + list + "]";
}

std::string above_toml(const std::string& name, const hardware::UpperLaw& above) {
  if (above.polynomial.empty()) return "";
  return fmt::format("{}_from = {}\n{}_above = {}\n", name, number(above.from), name,
                     list_text(above.polynomial));
}

void read_laws(spec::TableReader& reader, Device& device) {
  read_programming_at(reader, device);
  for (const LawTable& law : law_tables) {
    std::optional<spec::TableReader> part = reader.table(law.name);
    if (!part) continue;
    law.read(*part, device);
    (void)read_source(*part);
    part->finish();
  }
}

std::string laws_toml(const Device& device, const std::string& prefix) {
  const std::string source = fmt::format("source = {}\n", toml_string(device.source));
  std::string text = programming_at_toml(device, prefix, source);
  if (device.relaxation.is_on) {
    text +=
        fmt::format("\n[{}relaxation]\nmean_us = {}\nsd_us = {}\nstays_in_range = {}\n{}", prefix,
                    list_text(device.relaxation.mean_us), list_text(device.relaxation.sd_us),
                    device.relaxation.stays_in_range, source);
  }
  if (device.variation.is_on()) {
    text += fmt::format(
        "\n[{}variation]\nindependent_sd = {}\ncorrelated_sd = {}\ncorrelation_length_cells = "
        "{}\n{}",
        prefix, number(device.variation.independent_sd), number(device.variation.correlated_sd),
        number(device.variation.correlation_length_cells), source);
  }
  if (device.stuck.is_on()) {
    text += fmt::format("\n[{}stuck]\nlow = {}\nhigh = {}\n{}", prefix, number(device.stuck.low),
                        number(device.stuck.high), source);
  }
  const hardware::ThermalLaw& thermal = device.thermal;
  if (thermal.activation_energy_ev != 0.0 || thermal.drift_per_kelvin != 0.0) {
    text += fmt::format("\n[{}temperature]\nactivation_energy_ev = {}\ndrift_per_kelvin = {}\n{}",
                        prefix, number(thermal.activation_energy_ev),
                        number(thermal.drift_per_kelvin), source);
  }
  const hardware::Retention& retention = device.retention;
  if (retention.is_on()) {
    text += fmt::format(
        "\n[{}retention]\ntime_constant_us = {}\nspread = {}\nrefresh_period_us = {}\n{}", prefix,
        number(retention.time_constant.si() / micro), number(retention.spread),
        number(retention.refresh_period.si() / micro), source);
  }
  if (!device.curve.is_ohmic()) {
    text += fmt::format("\n[{}curve]\nquadratic = {}\ncubic = {}\n{}", prefix,
                        list_text(device.curve.quadratic), list_text(device.curve.cubic), source);
  }
  return text;
}

}  // namespace kirchhoff::formats::detail
