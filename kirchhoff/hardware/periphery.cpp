// kirchhoff/hardware/periphery.cpp - names and checks of what is not ideal around the cells.
#include "kirchhoff/hardware/periphery.hpp"

#include <array>
#include <cmath>

#include "kirchhoff/base/error.hpp"

namespace kirchhoff::hardware {

std::span<const std::string> drift_compensation_names() {
  static const std::array<std::string, 3> names = {"global", "none", "per-column"};
  return names;
}

std::span<const std::string> converter_model_names() {
  static const std::array<std::string, 5> names = {"ideal", "sar", "ramp", "flash", "pipeline"};
  return names;
}

std::span<const std::string> converter_range_names() {
  static const std::array<std::string, 4> names = {"percentile", "full-scale", "least-error",
                                                   "learned"};
  return names;
}

std::span<const InputCoding> chip_input_codings() {
  static const std::array<InputCoding, 3> codings = {
      InputCoding::BitSerial, InputCoding::PulseWidth, InputCoding::Amplitude};
  return codings;
}

std::span<const std::string> chip_input_coding_names() {
  static const std::array<std::string, 3> names = {"bit-serial", "pulse-width", "amplitude"};
  return names;
}

void check_periphery(const Periphery& periphery) {
  const auto require_number = [](const char* name, double value, double low, double high) {
    require(std::isfinite(value) && value >= low && value <= high, "{} ({}) must be {} to {}", name,
            value, low, high);
  };
  require_number("row_wire_ohm", periphery.row_wire.si(), 0.0, 1000.0);
  require_number("column_wire_ohm", periphery.column_wire.si(), 0.0, 1000.0);
  require_number("temperature_k", periphery.temperature_k, 200.0, 500.0);
  require_number("converter_gain_sd", periphery.gain_sd, 0.0, 0.5);
  require_number("converter_offset_sd_lsb", periphery.offset_sd_lsb, 0.0, 100.0);
  require_number("converter_mismatch_sd", periphery.mismatch_sd, 0.0, 0.5);
  require_number("pulse_slot_share", periphery.pulse_slot_share, 0.01, 1.0);
}

}  // namespace kirchhoff::hardware
