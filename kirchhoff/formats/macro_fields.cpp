// kirchhoff/formats/macro_fields.cpp - the keys of a chip's macro circuits: numbers and words.
#include <array>

#include "kirchhoff/formats/detail/hardware_fields.hpp"

namespace kirchhoff::formats::detail {

using Draft = HardwareDraft;

std::span<const HardwareNumber> macro_numbers() {
  static const std::array<HardwareNumber, 2> table = {{
      {"macro_cell_transistors", false, 1, 40, 1.0,
       "Transistors of an SRAM cell, for whole macros; 8 unless given.",
       [](const Draft& d) { return d.hardware.macro.cell_transistors; },
       [](Draft& d, double v) { d.hardware.macro.cell_transistors = v; }, true, true},
      {"macro_slices_per_sum", true, 1, 32, 1.0,
       "Slices of a weight that meet in one converter or adder tree; 1 unless given.",
       [](const Draft& d) { return double(d.hardware.macro.slices_per_sum); },
       [](Draft& d, double v) { d.hardware.macro.slices_per_sum = static_cast<int>(v); }, true,
       true},
  }};
  return table;
}

std::span<const HardwareChoice> macro_choices() {
  using hardware::AdderKind, hardware::ComputeMode, hardware::ConverterKind, hardware::InputCoding,
      hardware::MacroModel;
  static const std::array<HardwareChoice, 5> choices = {{
      {"macro_model", hardware::macro_model_names(),
       "What macros cost: component by component unless given, or as a whole, like published ones.",
       [](const Draft& d) { return static_cast<std::size_t>(d.hardware.macro.model); },
       [](Draft& d, std::size_t v) { d.hardware.macro.model = static_cast<MacroModel>(v); }},
      {"macro_mode", hardware::analog_mode_names(),
       "How a whole macro sums; current-summing unless given. Adder trees: by the device.",
       [](const Draft& d) { return static_cast<std::size_t>(d.hardware.macro.mode); },
       [](Draft& d, std::size_t v) { d.hardware.macro.mode = static_cast<ComputeMode>(v); }},
      {"macro_converter", hardware::converter_kind_names(),
       "Converters of a whole macro; unknown unless given.",
       [](const Draft& d) { return static_cast<std::size_t>(d.hardware.macro.converter); },
       [](Draft& d, std::size_t v) { d.hardware.macro.converter = static_cast<ConverterKind>(v); }},
      {"macro_coding", hardware::input_coding_names(),
       "How a whole macro applies inputs of several bits; unknown unless given.",
       [](const Draft& d) { return static_cast<std::size_t>(d.hardware.macro.coding); },
       [](Draft& d, std::size_t v) { d.hardware.macro.coding = static_cast<InputCoding>(v); }},
      {"macro_adders", hardware::adder_kind_names(),
       "Adders of a whole digital macro; tree unless given.",
       [](const Draft& d) { return static_cast<std::size_t>(d.hardware.macro.adders); },
       [](Draft& d, std::size_t v) { d.hardware.macro.adders = static_cast<AdderKind>(v); }},
  }};
  return choices;
}

}  // namespace kirchhoff::formats::detail
