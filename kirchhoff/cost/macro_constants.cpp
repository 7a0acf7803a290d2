// kirchhoff/cost/macro_constants.cpp - keys, units and blocks of the macro model's constants.
#include "kirchhoff/cost/macro_constants.hpp"

#include <cmath>

#include "kirchhoff/base/error.hpp"

namespace kirchhoff::cost {
namespace {

using enum MacroConstant;
using enum MacroMetric;
constexpr int analog = 0, digital = 1, memory = 2, all = -1;

}  // namespace

std::span<const std::string> macro_metric_names() {
  static const std::array<std::string, macro_metric_count> names = {"energy", "cycle", "area"};
  return names;
}

std::span<const MacroConstantKey> macro_constant_keys() {
  static const std::array<MacroConstantKey, macro_constant_count> keys = {{
      {AnalogCell, "analog_cell", "fF", Energy, analog},
      {AnalogCurrentSumming, "analog_current_summing", "factor", Energy, analog},
      {AnalogRedistribution, "analog_redistribution", "factor", Energy, analog},
      {AnalogInputExponent, "analog_input_exponent", "exponent", Energy, analog},
      {AnalogConverterBit, "analog_converter_bit", "fF", Energy, analog},
      {AnalogConverterThermal, "analog_converter_thermal", "fF", Energy, analog},
      {DigitalMultiplier, "digital_multiplier", "fF", Energy, digital},
      {DigitalFullAdder, "digital_full_adder", "fF", Energy, digital},
      {DigitalAccumulator, "digital_accumulator", "fF", Energy, digital},
      {MemoryCell, "memory_cell", "fF", Energy, memory},
      {MemoryInputExponent, "memory_input_exponent", "exponent", Energy, memory},
      {MemorySenseBit, "memory_sense_bit", "fF", Energy, memory},
      {MemorySenseThermal, "memory_sense_thermal", "fF", Energy, memory},
      {MemoryControl, "memory_control", "fF", Energy, memory},
      {MemoryTimeDomain, "memory_time_domain", "factor", Energy, memory},
      {AnalogBase, "analog_base", "ns", Cycle, analog},
      {AnalogLine, "analog_line", "ns per 100 cells", Cycle, analog},
      {AnalogLineRedistribution, "analog_line_redistribution", "factor", Cycle, analog},
      {AnalogBitDecision, "analog_bit_decision", "ns", Cycle, analog},
      {AnalogRampStep, "analog_ramp_step", "ns", Cycle, analog},
      {AnalogPulseWidth, "analog_pulse_width", "ns", Cycle, analog},
      {AnalogPulseCount, "analog_pulse_count", "ns", Cycle, analog},
      {AnalogAmplitude, "analog_amplitude", "ns per bit", Cycle, analog},
      {AnalogDelayNode, "analog_delay_node", "exponent", Cycle, analog},
      {AnalogThreshold, "analog_threshold", "V", Cycle, analog},
      {DigitalBase, "digital_base", "ns", Cycle, digital},
      {DigitalTreeLevel, "digital_tree_level", "ns", Cycle, digital},
      {DigitalInputBit, "digital_input_bit", "ns", Cycle, digital},
      {DigitalDelayNode, "digital_delay_node", "exponent", Cycle, digital},
      {DigitalThreshold, "digital_threshold", "V", Cycle, digital},
      {MemoryRead, "memory_read", "ns", Cycle, memory},
      {MemoryInputBit, "memory_input_bit", "ns", Cycle, memory},
      {MemoryBitDecision, "memory_bit_decision", "ns", Cycle, memory},
      {MemoryVoltageSensing, "memory_voltage_sensing", "ns", Cycle, memory},
      {MemoryReadTimeDomain, "memory_read_time_domain", "factor", Cycle, memory},
      {MemoryDelayNode, "memory_delay_node", "exponent", Cycle, memory},
      {AreaTransistor, "area_transistor", "F2", Area, all},
      {AreaMemoryCell, "area_memory_cell", "F2", Area, all},
      {AreaConverterStep, "area_converter_step", "F2", Area, all},
      {AreaConverter, "area_converter", "F2", Area, all},
      {AreaFullAdder, "area_full_adder", "F2", Area, all},
      {AreaControlAnalog, "area_control_analog", "F2", Area, all},
      {AreaControlDigital, "area_control_digital", "F2", Area, all},
      {AreaControlMemory, "area_control_memory", "F2", Area, all},
      {AreaNode, "area_node", "exponent", Area, all},
      {EnergyNode, "energy_node", "exponent", Energy, all},
  }};
  return keys;
}

void check_macro_constants(const MacroConstants& constants) {
  for (const MacroConstantKey& key : macro_constant_keys()) {
    const auto index = static_cast<std::size_t>(key.constant);
    const double values[] = {constants.prior[index], constants.fitted[index]};
    for (const double value : values) {
      require(std::isfinite(value) && value > 0.0, "{} is {} {}; allowed: a number above 0",
              key.key, value, key.unit);
    }
    require(std::isfinite(constants.spread[index]) && constants.spread[index] >= 0.0,
            "the spread of {} is {}; allowed: 0 (held) or more", key.key, constants.spread[index]);
  }
}

}  // namespace kirchhoff::cost
