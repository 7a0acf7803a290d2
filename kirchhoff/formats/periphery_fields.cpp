// kirchhoff/formats/periphery_fields.cpp - the keys of a chip's periphery: numbers and words.
#include <algorithm>
#include <array>

#include "kirchhoff/formats/detail/hardware_fields.hpp"

namespace kirchhoff::formats::detail {

using Draft = HardwareDraft;

namespace {

std::size_t input_coding(const Draft& draft) {
  const std::span<const hardware::InputCoding> codings = hardware::chip_input_codings();
  const auto found = std::ranges::find(codings, draft.hardware.periphery.input_coding);
  return static_cast<std::size_t>(found - codings.begin());
}

}  // namespace

std::span<const HardwareNumber> periphery_numbers() {
  static const std::array<HardwareNumber, 8> table = {{
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
       "Spread of unit capacitors, ramp steps, stages or flash thresholds; 0 unless given.",
       [](const Draft& d) { return d.hardware.periphery.mismatch_sd; },
       [](Draft& d, double v) { d.hardware.periphery.mismatch_sd = v; }, true, true},
      {"pulse_slot_share", false, 0.01, 1, 1.0,
       "Slot of a pulse, as a share of a read; 1 unless given.",
       [](const Draft& d) { return d.hardware.periphery.pulse_slot_share; },
       [](Draft& d, double v) { d.hardware.periphery.pulse_slot_share = v; }, true, true},
      {"refresh_period_us", false, 0, 1e6, 1e-6,
       "From one refresh of a row of gain cells to the next; 0, the device's, unless given.",
       [](const Draft& d) { return d.hardware.periphery.refresh_period.si(); },
       [](Draft& d, double v) { d.hardware.periphery.refresh_period = seconds(v); }, true, true},
  }};
  return table;
}

std::span<const HardwareChoice> periphery_choices() {
  using hardware::ConverterModel, hardware::ConverterRangeRule, hardware::DriftCompensation;
  static const std::array<HardwareChoice, 5> choices = {{
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
       "Which sums the codes of converters span; percentile unless given. learned: as far as "
       "training with train.converters found best.",
       [](const Draft& d) { return static_cast<std::size_t>(d.hardware.periphery.range); },
       [](Draft& d, std::size_t v) {
         d.hardware.periphery.range = static_cast<ConverterRangeRule>(v);
       }},
      {"input_coding", hardware::chip_input_coding_names(),
       "How the dac_bits of a step are put on a row; bit-serial unless given.", input_coding,
       [](Draft& d, std::size_t v) {
         d.hardware.periphery.input_coding = hardware::chip_input_codings()[v];
       }},
      {"weight_mapping", hardware::weight_mapping_names(),
       "How weights become levels of a device of pairs; differential unless given.",
       [](const Draft& d) { return static_cast<std::size_t>(d.hardware.weight_mapping); },
       [](Draft& d, std::size_t v) {
         d.hardware.weight_mapping = static_cast<hardware::WeightMapping>(v);
       }},
  }};
  return choices;
}

}  // namespace kirchhoff::formats::detail
