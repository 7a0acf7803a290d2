// kirchhoff/hardware/device.cpp - names of device types and the checks of a device's figures.
#include "kirchhoff/hardware/device.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>

#include "kirchhoff/base/error.hpp"

namespace kirchhoff::hardware {
namespace {

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

// The polynomial may not dip below zero anywhere between the lowest and the highest level.
void check_programming(const Device& device) {
  require_positive(device, "g_reference_us", device.g_reference.si() * 1e6);
  require(!device.programming_sd_us.empty(),
          "device {}: sd_us is empty; give at least one coefficient, [0.0] for none", device.name);
  constexpr int points = 64;
  for (int point = 0; point <= points; ++point) {
    const double share = static_cast<double>(point) / points;
    const Conductance target = device.g_min + share * (device.g_max - device.g_min);
    const double x = target / device.g_reference;
    double sd = 0.0;
    for (std::size_t power = device.programming_sd_us.size(); power-- > 0;) {
      sd = sd * x + device.programming_sd_us[power];
    }
    require(
        std::isfinite(sd) && sd >= -1e-12,
        "device {}: programming sd at {} microsiemens is {}; it must be 0 or more from g_min_us "
        "to g_max_us: check sd_us (ascending powers) and g_reference_us",
        device.name, target.si() * 1e6, sd);
  }
}

void check_low_frequency(const Device& device) {
  if (!device.has_low_frequency_noise) return;
  require_at_least_zero(device, "low_frequency coefficient", device.low_frequency_coefficient);
  require_at_least_zero(device, "low_frequency exponent", device.low_frequency_exponent);
  require_at_least_zero(device, "low_frequency limit", device.low_frequency_limit);
  require_positive(device, "low_frequency read_time_s", device.low_frequency_read_time.si());
}

// A conductance that grows with time would need a negative exponent.
void check_drift(const Device& device) {
  if (!device.has_drift) return;
  require_positive(device, "drift t0_s", device.drift_t0.si());
  const auto check_law = [&](const char* figure, const double(&law)[4]) {
    const double low = law[2], high = law[3];
    for (const double value : law) {
      require(std::isfinite(value), "device {}: drift {} holds a number that is not finite",
              device.name, figure);
    }
    require(low >= 0.0 && high >= low,
            "device {}: drift {} = [slope, intercept, low, high] needs 0 <= low ({}) <= high ({})",
            device.name, figure, low, high);
  };
  check_law("mean", device.drift_mean);
  check_law("sd", device.drift_sd);
}

}  // namespace

const std::string& device_type_name(DeviceType type) {
  static const std::array<std::string, 3> names = {"rram", "pcm", "sram"};
  return names.at(static_cast<std::size_t>(type));
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
}

}  // namespace kirchhoff::hardware
