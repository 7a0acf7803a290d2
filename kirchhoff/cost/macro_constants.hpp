// kirchhoff/cost/macro_constants.hpp - constants of the macro model: prior, fit and interval.
//
// Every value is read from data/calibration/macros.toml. Priors come from circuits; the fitted
// values are the most probable ones given the published chips; docs/models/macro.md has the
// equations.
#pragma once

#include <array>
#include <cstddef>
#include <span>
#include <string>

#include "kirchhoff/hardware/macro_design.hpp"

namespace kirchhoff::cost {

/// What a macro is judged by. Energy is per operation of 1 bit.
enum class MacroMetric { Energy, Cycle, Area };
inline constexpr std::size_t macro_metric_count = 3;
inline constexpr std::size_t macro_family_count = 3;
/// "energy", "cycle", "area".
[[nodiscard]] std::span<const std::string> macro_metric_names();

/// At 28 nm and 0.9 V. Energies are capacitances, so that they scale with the supply's square.
enum class MacroConstant {
  // Energy, SRAM analog.
  AnalogCell,
  AnalogCurrentSumming,
  AnalogRedistribution,
  AnalogInputExponent,
  AnalogConverterBit,
  AnalogConverterThermal,
  // Energy, SRAM digital.
  DigitalMultiplier,
  DigitalFullAdder,
  DigitalAccumulator,
  // Energy, non-volatile.
  MemoryCell,
  MemoryInputExponent,
  MemorySenseBit,
  MemorySenseThermal,
  MemoryControl,
  MemoryTimeDomain,
  // Cycle, SRAM analog.
  AnalogBase,
  AnalogLine,
  AnalogLineRedistribution,
  AnalogBitDecision,
  AnalogRampStep,
  AnalogPulseWidth,
  AnalogPulseCount,
  AnalogAmplitude,
  AnalogDelayNode,
  AnalogThreshold,
  // Cycle, SRAM digital.
  DigitalBase,
  DigitalTreeLevel,
  DigitalInputBit,
  DigitalDelayNode,
  DigitalThreshold,
  // Cycle, non-volatile.
  MemoryRead,
  MemoryInputBit,
  MemoryBitDecision,
  MemoryVoltageSensing,
  MemoryReadTimeDomain,
  MemoryDelayNode,
  // Area, in squares of the node's length.
  AreaTransistor,
  AreaMemoryCell,
  AreaConverterStep,
  AreaConverter,
  AreaFullAdder,
  AreaControlAnalog,
  AreaControlDigital,
  AreaControlMemory,
  AreaNode,
  // Held: energy of lines, capacitors and logic with the node.
  EnergyNode,
};
inline constexpr std::size_t macro_constant_count = 46;

/// Which constants are fitted together: one block for energy and cycle of each family, one for
/// the area of all.
struct MacroConstantKey {
  MacroConstant constant;
  std::string key;  // in the file
  std::string unit;
  MacroMetric metric;
  int family;  // index of a MacroFamily, or -1 for all
};
/// In the order of the enumerators.
[[nodiscard]] std::span<const MacroConstantKey> macro_constant_keys();

/// All above 0; spreads are standard deviations of the logarithm.
struct MacroConstants {
  std::array<double, macro_constant_count> prior{}, spread{}, fitted{};
  /// Half width of the nominal 80 % interval in ln(value), by metric and family, from residuals of
  /// chips that were left out of the fit.
  std::array<std::array<double, macro_family_count>, macro_metric_count> interval{};

  [[nodiscard]] double operator[](MacroConstant constant) const {
    return fitted[static_cast<std::size_t>(constant)];
  }
  [[nodiscard]] double half_width(MacroMetric metric, hardware::MacroFamily family) const {
    return interval[static_cast<std::size_t>(metric)][static_cast<std::size_t>(family)];
  }
};

/// Throws Error(Input) naming the first constant that is not above 0 and finite.
void check_macro_constants(const MacroConstants& constants);

}  // namespace kirchhoff::cost
