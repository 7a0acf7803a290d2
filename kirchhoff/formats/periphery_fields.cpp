// kirchhoff/formats/periphery_fields.cpp - the keys of a chip's periphery: numbers and words.
#include <array>

#include "kirchhoff/formats/detail/hardware_fields.hpp"

namespace kirchhoff::formats::detail {

using Draft = HardwareDraft;

std::span<const HardwareNumber> periphery_numbers() {
  static const std::array<HardwareNumber, 6> table = {{
      {"row_wire_ohm", false, 0, 1000, 1.0, "Wire of a row between two cells; 0 unless given.",
       [](const Draft& d) { return d.hardware.periphery.row_wire.si(); },
       [](Draft& d, double v) { d.hardware.periphery.row_wire = ohms(v); }, true, true},
      {"column_wire_ohm", false, 0, 1000, 1.0, "Wire of a column likewise; 0 unless given.",
       [](const Draft& d) { return d.hardware.periphery.column_wire.si(); },
       [](Draft& d, double v) { d.hardware.periphery.column_wire = ohms(v); }, true, true},
      {"temperature_k", false, 200, 500, 1.0, "Temperature of the cells; 300 unless given.",
       [](const Draft& d) { return d.hardware.periphery.temperature_k; },
       [](Draft& d, double v) { d.hardware.periphery.temperature_k = v; }, true, true},
      {"converter_gain_sd", false, 0, 0.5, 1.0,
       "Spread of converters' gains, relative; 0 unless given.",
       [](const Draft& d) { return d.hardware.periphery.gain_sd; },
       [](Draft& d, double v) { d.hardware.periphery.gain_sd = v; }, true, true},
      {"converter_offset_sd_lsb", false, 0, 100, 1.0,
       "Spread of converters' offsets; 0 unless given.",
       [](const Draft& d) { return d.hardware.periphery.offset_sd_lsb; },
       [](Draft& d, double v) { d.hardware.periphery.offset_sd_lsb = v; }, true, true},
      {"converter_mismatch_sd", false, 0, 0.5, 1.0,
       "Spread of unit capacitors, ramp steps or flash thresholds; 0 unless given.",
       [](const Draft& d) { return d.hardware.periphery.mismatch_sd; },
       [](Draft& d, double v) { d.hardware.periphery.mismatch_sd = v; }, true, true},
  }};
  return table;
}

std::span<const HardwareChoice> periphery_choices() {
  using hardware::ConverterModel, hardware::ConverterRangeRule, hardware::DriftCompensation;
  static const std::array<HardwareChoice, 3> choices = {{
      {"drift_compensation", hardware::drift_compensation_names(),
       "What products are divided by after drift; global unless given.",
       [](const Draft& d) {
         return static_cast<std::size_t>(d.hardware.periphery.drift_compensation);
       },
       [](Draft& d, std::size_t v) {
         d.hardware.periphery.drift_compensation = static_cast<DriftCompensation>(v);
       }},
      {"converter_model", hardware::converter_model_names(),
       "Where converters' thresholds lie; ideal unless given.",
       [](const Draft& d) { return static_cast<std::size_t>(d.hardware.periphery.converter); },
       [](Draft& d, std::size_t v) {
         d.hardware.periphery.converter = static_cast<ConverterModel>(v);
       }},
      {"converter_range", hardware::converter_range_names(),
       "Which sums the codes of converters span; percentile unless given.",
       [](const Draft& d) { return static_cast<std::size_t>(d.hardware.periphery.range); },
       [](Draft& d, std::size_t v) {
         d.hardware.periphery.range = static_cast<ConverterRangeRule>(v);
       }},
  }};
  return choices;
}

}  // namespace kirchhoff::formats::detail
