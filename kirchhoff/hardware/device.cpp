// kirchhoff/hardware/device.cpp - names of device types and the checks of a device's figures.
#include "kirchhoff/hardware/device.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>

#include "kirchhoff/base/error.hpp"

namespace kirchhoff::hardware {
namespace {

double polynomial(const std::vector<double>& coefficients, double x) {
  double value = 0.0;
  for (std::size_t power = coefficients.size(); power-- > 0;)
    value = value * x + coefficients[power];
  return value;
}

void require_at_least_zero(const Device& device, const char* figure, double value) {
  require(std::isfinite(value) && value >= 0.0, "device {}: {} ({}) must be 0 or more", device.name,
          figure, value);
}

void require_positive(const Device& device, const char* figure, double value) {
  require(std::isfinite(value) && value > 0.0, "device {}: {} ({}) must be greater than 0",
          device.name, figure, value);
}

void check_electrical(const Device& device) {
  require(device.max_cell_bits >= 1 && device.max_cell_bits <= 4,
          "device {}: max_cell_bits ({}) must be 1 to 4", device.name, device.max_cell_bits);
  require(device.encoding == Encoding::DifferentialPair || device.max_cell_bits == 1,
          "device {}: max_cell_bits ({}) must be 1, because a cell of the two's complement is one "
          "bit; use encoding \"differential-pair\" for cells of several bits",
          device.name, device.max_cell_bits);
  require_at_least_zero(device, "g_min_us", device.g_min.si() * 1e6);
  require(std::isfinite(device.g_max.si()) && device.g_max > device.g_min,
          "device {}: g_max_us ({}) must be greater than g_min_us ({})", device.name,
          device.g_max.si() * 1e6, device.g_min.si() * 1e6);
  require_positive(device, "read_voltage_v", device.read_voltage.si());
  require_positive(device, "cell_area_f2", device.cell_area_f2);
  require_at_least_zero(device, "write_energy_pj", device.write_energy.si() * 1e12);
  if (device.summing == Summing::AdderTree) {
    require(device.type == DeviceType::Sram && device.encoding == Encoding::TwosComplement,
            "device {}: summing \"adder-tree\" needs type \"sram\" and encoding "
            "\"twos-complement\", whose cells hold one bit for a gate to read",
            device.name);
    require_at_least_zero(device, "cell_capacitance_ff", device.cell_capacitance.si() * 1e15);
  } else if (device.type == DeviceType::Sram) {
    require_positive(device, "cell_capacitance_ff", device.cell_capacitance.si() * 1e15);
  } else {
    require_at_least_zero(device, "cell_capacitance_ff", device.cell_capacitance.si() * 1e15);
  }
}

void check_finite(const Device& device, const char* figure, const std::vector<double>& values) {
  for (const double value : values) {
    require(std::isfinite(value), "device {}: {} holds a number that is not finite", device.name,
            figure);
  }
}

// The polynomial may not dip below zero anywhere between the lowest and the highest level.
void check_programming_polynomial(const Device& device, const std::vector<double>& coefficients) {
  constexpr int points = 64;
  for (int point = 0; point <= points; ++point) {
    const double share = static_cast<double>(point) / points;
    const Conductance target = device.g_min + share * (device.g_max - device.g_min);
    const double sd = polynomial(coefficients, target / device.g_reference);
    require(
        std::isfinite(sd) && sd >= -1e-12,
        "device {}: programming sd at {} microsiemens is {}; it must be 0 or more from g_min_us "
        "to g_max_us: check sd_us (ascending powers) and g_reference_us",
        device.name, target.si() * 1e6, sd);
  }
}

void check_programming(const Device& device) {
  require_positive(device, "g_reference_us", device.g_reference.si() * 1e6);
  require(!device.programming_sd_us.empty(),
          "device {}: sd_us is empty; give at least one coefficient, [0.0] for none", device.name);
  check_programming_polynomial(device, device.programming_sd_us);
  double last_s = -1.0;
  for (const ProgrammingAt& at : device.programming_over_time) {
    require(std::isfinite(at.time.si()) && at.time.si() > last_s,
            "device {}: programming_at time_s ({}) must be 0 or more, and above the one before",
            device.name, at.time.si());
    last_s = at.time.si();
    require_at_least_zero(device, "programming_at saturating_us amplitude",
                          at.saturating_amplitude_us);
    require_positive(device, "programming_at saturating_us scale", at.saturating_scale_us);
    if (at.saturating_amplitude_us == 0.0) check_programming_polynomial(device, at.sd_us);
  }
}

// Slope, intercept, low, high; what takes over above may not fall below 0 up to g_max.
void check_law(const Device& device, const char* figure, const double (&law)[4],
               const UpperLaw& above) {
  const double low = law[2], high = law[3];
  for (const double value : law) {
    require(std::isfinite(value), "device {}: {} holds a number that is not finite", device.name,
            figure);
  }
  require(low >= 0.0 && high >= low,
          "device {}: {} = [slope, intercept, low, high] needs 0 <= low ({}) <= high ({})",
          device.name, figure, low, high);
  if (above.polynomial.empty()) return;
  check_finite(device, figure, above.polynomial);
  require(above.from >= 0.0, "device {}: {}_from ({}) must be 0 or more", device.name, figure,
          above.from);
  constexpr int points = 64;
  const double last = device.g_max / device.g_reference;
  for (int point = 0; point <= points && above.from <= last; ++point) {
    const double x = above.from + (last - above.from) * point / points;
    const double value = polynomial(above.polynomial, x);
    require(value >= 0.0, "device {}: {}_above gives {} at x = {}; it must be 0 or more",
            device.name, figure, value, x);
  }
}

void check_low_frequency(const Device& device) {
  if (!device.has_low_frequency_noise) return;
  require_at_least_zero(device, "low_frequency coefficient", device.low_frequency_coefficient);
  require_at_least_zero(device, "low_frequency exponent", device.low_frequency_exponent);
  require_at_least_zero(device, "low_frequency limit", device.low_frequency_limit);
  check_law(device, "low_frequency line", device.low_frequency_line, device.low_frequency_above);
  require_positive(device, "low_frequency read_time_s", device.low_frequency_read_time.si());
}

// A conductance that grows with time would need a negative exponent.
void check_drift(const Device& device) {
  if (!device.has_drift) return;
  require_positive(device, "drift t0_s", device.drift_t0.si());
  check_law(device, "drift mean", device.drift_mean, device.drift_mean_above);
  check_law(device, "drift sd", device.drift_sd, device.drift_sd_above);
}

void require_share(const Device& device, const char* figure, double value, double high) {
  require(std::isfinite(value) && value >= 0.0 && value <= high,
          "device {}: {} ({}) must be 0 to {}", device.name, figure, value, high);
}

void check_laws(const Device& device) {
  const Relaxation& relaxation = device.relaxation;
  if (relaxation.is_on) {
    check_finite(device, "relaxation mean_us", {relaxation.mean_us[0], relaxation.mean_us[1]});
    require(relaxation.mean_us[0] <= 0.0 && relaxation.mean_us[1] <= 0.0,
            "device {}: relaxation mean_us grows with time; both numbers must be 0 or less",
            device.name);
    require_at_least_zero(device, "relaxation sd_us intercept", relaxation.sd_us[0]);
    require_at_least_zero(device, "relaxation sd_us slope", relaxation.sd_us[1]);
  }
  require_share(device, "variation independent_sd", device.variation.independent_sd, 1.0);
  require_share(device, "variation correlated_sd", device.variation.correlated_sd, 1.0);
  const double length = device.variation.correlation_length_cells;
  require(length >= 0.1 && length <= 256.0,
          "device {}: variation correlation_length_cells ({}) must be 0.1 to 256", device.name,
          length);
  require_share(device, "stuck low", device.stuck.low, 1.0);
  require_share(device, "stuck high", device.stuck.high, 1.0);
  require(device.stuck.low + device.stuck.high <= 1.0,
          "device {}: stuck low ({}) and high ({}) must be at most 1 together", device.name,
          device.stuck.low, device.stuck.high);
  require_share(device, "temperature activation_energy_ev", device.thermal.activation_energy_ev,
                2.0);
  require(std::abs(device.thermal.drift_per_kelvin) <= 0.1,
          "device {}: temperature drift_per_kelvin ({}) must be -0.1 to 0.1", device.name,
          device.thermal.drift_per_kelvin);
  const Retention& retention = device.retention;
  if (retention.is_on()) {
    require(device.type == DeviceType::Sram,
            "device {}: only cells that hold charge have a retention; leave the table out",
            device.name);
    require_positive(device, "retention refresh_period_us", retention.refresh_period.si() * 1e6);
    require_share(device, "retention spread", retention.spread, 3.0);
  }
  check_finite(device, "curve quadratic", device.curve.quadratic);
  check_finite(device, "curve cubic", device.curve.cubic);
}

}  // namespace

const std::string& device_type_name(DeviceType type) {
  static const std::array<std::string, 3> names = {"rram", "pcm", "sram"};
  return names.at(static_cast<std::size_t>(type));
}

const std::string& cell_type_name(const Device& device) {
  static const std::string edram = "edram";
  return device.retention.is_on() ? edram : device_type_name(device.type);
}

const std::string& summing_name(Summing summing) {
  static const std::array<std::string, 2> names = {"converter", "adder-tree"};
  return names.at(static_cast<std::size_t>(summing));
}

void check_device(const Device& device) {
  require(!device.name.empty(), "a device has no name; add name = \"...\"");
  require(!device.source.empty(), "device {}: source is empty; say where its figures come from",
          device.name);
  check_electrical(device);
  check_programming(device);
  require_at_least_zero(device, "read sd_relative", device.read_sd_relative);
  require_at_least_zero(device, "converter_sd_lsb", device.converter_sd_lsb);
  check_low_frequency(device);
  check_drift(device);
  check_laws(device);
}

}  // namespace kirchhoff::hardware
