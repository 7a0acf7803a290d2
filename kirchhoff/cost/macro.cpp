// kirchhoff/cost/macro.cpp - equations of the macro model.
#include "kirchhoff/cost/macro.hpp"

#include <algorithm>
#include <cmath>

namespace kirchhoff::cost {
namespace {

using hardware::AdderKind;
using hardware::ComputeMode;
using hardware::ConverterKind;
using hardware::InputCoding;
using hardware::MacroDesign;
using hardware::MacroFamily;
using enum MacroConstant;

constexpr double reference_nm = 28.0;
constexpr double reference_supply = 0.9;
constexpr double supply_exponent = 1.3;     // alpha-power law, Sakurai & Newton 1990
constexpr double least_overdrive = 0.08;    // V: below it circuits run sub-threshold
constexpr double hybrid_analog_bits = 5.0;  // the analog half of a hybrid converter
constexpr double most_area_bits = 8.0;      // converters with more bits are built as two steps
constexpr double guard_bits = 8.0;          // of an accumulator over input bits and channels

constexpr std::size_t at(MacroPart part) { return static_cast<std::size_t>(part); }

// Capacitors, lines and gates at the chip's node under the chip's supply.
Energy charged(double femtofarad, const MacroDesign& macro, const MacroConstants& constants) {
  const double node = std::pow(macro.node_nm / reference_nm, constants[EnergyNode]);
  return femtofarads(femtofarad * node) * macro.supply * macro.supply;
}

double products(const MacroDesign& macro) {
  return macro.dot_length * macro.outputs * macro.weight_bits;
}

// eq. 1 to 3
void analog_energy(const MacroDesign& macro, const MacroConstants& constants, MacroCost& cost) {
  double cell = constants[AnalogCell];
  if (macro.mode == ComputeMode::CurrentSumming) cell *= constants[AnalogCurrentSumming];
  if (macro.mode == ComputeMode::ChargeRedistribution) cell *= constants[AnalogRedistribution];
  const double inputs = std::pow(macro.input_bits, constants[AnalogInputExponent]);
  const double bits = effective_bits(macro);
  cost.energy[at(MacroPart::Cells)] = charged(cell * products(macro) * inputs, macro, constants);
  cost.energy[at(MacroPart::Converters)] =
      charged(macro.outputs * (constants[AnalogConverterBit] * bits +
                               constants[AnalogConverterThermal] * std::pow(4.0, bits)),
              macro, constants);
}

// Full adders per summed product. A tree adds neighbours of about the product's width, after the
// partial products of further input bits, which Booth recoding saves; a chain through the cells
// carries the whole sum along.
double adders_per_product(const MacroDesign& macro) {
  if (macro.adders == AdderKind::InCell) return macro.weight_bits + std::log2(macro.dot_length);
  const double tree = macro.weight_bits + macro.input_bits;
  if (macro.adders == AdderKind::BoothTree) return tree;
  return tree + (macro.input_bits - 1.0) * (macro.weight_bits + 1.0);
}

// eq. 4 to 6
void digital_energy(const MacroDesign& macro, const MacroConstants& constants, MacroCost& cost) {
  const double multipliers = products(macro) * macro.input_bits;
  const double adders = macro.dot_length * macro.outputs * adders_per_product(macro);
  const double register_bits = macro.weight_bits + std::log2(macro.dot_length) + guard_bits;
  cost.energy[at(MacroPart::Cells)] =
      charged(constants[DigitalMultiplier] * multipliers, macro, constants);
  cost.energy[at(MacroPart::Adders)] =
      charged(constants[DigitalFullAdder] * adders, macro, constants);
  cost.energy[at(MacroPart::Control)] =
      charged(constants[DigitalAccumulator] * macro.outputs * register_bits, macro, constants);
}

// eq. 7 to 9
void memory_energy(const MacroDesign& macro, const MacroConstants& constants, MacroCost& cost) {
  const double inputs = std::pow(macro.input_bits, constants[MemoryInputExponent]);
  const double bits = std::min(macro.converter_bits, most_area_bits);
  const double biased =
      macro.converter == ConverterKind::TimeDomain ? constants[MemoryTimeDomain] : 1.0;
  cost.energy[at(MacroPart::Cells)] =
      charged(constants[MemoryCell] * products(macro) * inputs, macro, constants);
  cost.energy[at(MacroPart::Converters)] = charged(
      biased * macro.outputs *
          (constants[MemorySenseBit] * bits + constants[MemorySenseThermal] * std::pow(4.0, bits)),
      macro, constants);
  cost.energy[at(MacroPart::Control)] =
      charged(biased * constants[MemoryControl], macro, constants);
}

// eq. 10: delay of a gate under another supply, relative to 0.9 V.
double supply_delay(double supply, double threshold) {
  const auto delay = [threshold](double v) {
    return v / std::pow(std::max(v - threshold, least_overdrive), supply_exponent);
  };
  return delay(supply) / delay(reference_supply);
}

double scaled_delay(const MacroDesign& macro, double node_exponent, double threshold) {
  return std::pow(macro.node_nm / reference_nm, node_exponent) *
         supply_delay(macro.supply.si(), threshold);
}

// eq. 12: one decision a bit, one for all, or one step a level.
double conversion_time(const MacroDesign& macro, const MacroConstants& constants) {
  switch (macro.converter) {
    case ConverterKind::Ramp: return constants[AnalogRampStep] * std::exp2(macro.converter_bits);
    case ConverterKind::Flash:
    case ConverterKind::SenseAmplifier:
    case ConverterKind::TimeDomain: return constants[AnalogBitDecision];
    case ConverterKind::Unknown:
    case ConverterKind::None:
    case ConverterKind::Sar:
    case ConverterKind::Hybrid: break;
  }
  return constants[AnalogBitDecision] * effective_bits(macro);
}

// eq. 13
double input_time(const MacroDesign& macro, const MacroConstants& constants) {
  const double levels = std::exp2(macro.input_bits);
  switch (macro.coding) {
    case InputCoding::PulseWidth:
      // A time-domain converter measures the pulse itself.
      return macro.converter == ConverterKind::TimeDomain ? 0.0
                                                          : constants[AnalogPulseWidth] * levels;
    case InputCoding::PulseCount: return constants[AnalogPulseCount] * (levels - 1.0);
    case InputCoding::Amplitude: return constants[AnalogAmplitude] * macro.input_bits;
    case InputCoding::Unknown:
    case InputCoding::BitSerial: break;
  }
  return 0.0;
}

// eq. 11 to 13
void analog_cycle(const MacroDesign& macro, const MacroConstants& constants, MacroCost& cost) {
  const double scale = scaled_delay(macro, constants[AnalogDelayNode], constants[AnalogThreshold]);
  double line = constants[AnalogLine] * macro.dot_length / 100.0;
  if (macro.mode == ComputeMode::ChargeRedistribution) {
    line *= 1.0 + constants[AnalogLineRedistribution];
  }
  cost.cycle[at(MacroPart::Control)] = nanoseconds(constants[AnalogBase] * scale);
  cost.cycle[at(MacroPart::Cells)] = nanoseconds(line * scale);
  cost.cycle[at(MacroPart::Converters)] = nanoseconds(conversion_time(macro, constants) * scale);
  cost.cycle[at(MacroPart::Inputs)] = nanoseconds(input_time(macro, constants) * scale);
}

// eq. 14
void digital_cycle(const MacroDesign& macro, const MacroConstants& constants, MacroCost& cost) {
  const double scale =
      scaled_delay(macro, constants[DigitalDelayNode], constants[DigitalThreshold]);
  const double levels = std::log2(std::max(macro.dot_length, 2.0));
  cost.cycle[at(MacroPart::Control)] = nanoseconds(constants[DigitalBase] * scale);
  cost.cycle[at(MacroPart::Adders)] = nanoseconds(constants[DigitalTreeLevel] * levels * scale);
  cost.cycle[at(MacroPart::Inputs)] =
      nanoseconds(constants[DigitalInputBit] * (macro.input_bits - 1.0) * scale);
}

// eq. 15: the cell's read current, not the gates, sets the pace: supply drops out.
void memory_cycle(const MacroDesign& macro, const MacroConstants& constants, MacroCost& cost) {
  const double scale = std::pow(macro.node_nm / reference_nm, constants[MemoryDelayNode]);
  double read = constants[MemoryRead];
  if (macro.converter == ConverterKind::TimeDomain) read *= constants[MemoryReadTimeDomain];
  if (macro.mode == ComputeMode::VoltageSensing) {
    read += constants[MemoryVoltageSensing] * std::exp2(macro.input_bits);
  }
  cost.cycle[at(MacroPart::Cells)] = nanoseconds(read * scale);
  cost.cycle[at(MacroPart::Inputs)] =
      nanoseconds(constants[MemoryInputBit] * macro.input_bits * scale);
  cost.cycle[at(MacroPart::Converters)] =
      nanoseconds(constants[MemoryBitDecision] * macro.converter_bits * scale);
}

double control_squares(MacroFamily family, const MacroConstants& constants) {
  switch (family) {
    case MacroFamily::SramDigital: return constants[AreaControlDigital];
    case MacroFamily::NonVolatile: return constants[AreaControlMemory];
    case MacroFamily::SramAnalog: break;
  }
  return constants[AreaControlAnalog];
}

// What is laid out below the cells; adders inside the cells belong to the cells' transistors, but
// the registers and sums below them take about as much.
double tree_adders(const MacroDesign& macro) {
  if (macro.adders == AdderKind::InCell) return macro.weight_bits + macro.input_bits;
  return adders_per_product(macro);
}

// eq. 16 to 19
void areas(const MacroDesign& macro, const MacroConstants& constants, MacroCost& cost) {
  const Length feature = nanometres(reference_nm);
  const double node = std::pow(macro.node_nm / reference_nm, 2.0 - constants[AreaNode]);
  const auto squares = [&](double count) {
    return macro.banks * count * node * (feature * feature);
  };
  const double cells = macro.cells > 0.0 ? macro.cells : macro.rows * macro.columns;
  const double cell = macro.family == MacroFamily::NonVolatile
                          ? constants[AreaMemoryCell]
                          : constants[AreaTransistor] * macro.cell_transistors;
  cost.area[at(MacroPart::Cells)] = squares(cells * cell);
  cost.area[at(MacroPart::Control)] = squares(control_squares(macro.family, constants));
  if (macro.family == MacroFamily::SramDigital) {
    cost.area[at(MacroPart::Adders)] =
        squares(constants[AreaFullAdder] * macro.dot_length * macro.outputs * tree_adders(macro));
    return;
  }
  const double steps = std::exp2(std::min(macro.converter_bits, most_area_bits));
  cost.area[at(MacroPart::Converters)] =
      squares(macro.outputs * (constants[AreaConverterStep] * steps + constants[AreaConverter]));
}

template <typename Quantities>
double total(const Quantities& parts) {
  double sum = 0.0;
  for (const auto& part : parts) sum += part.si();
  return sum;
}

}  // namespace

std::span<const std::string> macro_part_names() {
  static const std::array<std::string, macro_part_count> names = {"cells", "converters", "adders",
                                                                  "inputs", "control"};
  return names;
}

double effective_bits(const MacroDesign& macro) {
  double bits = macro.converter_bits;
  if (macro.converter == ConverterKind::Hybrid) bits = std::min(bits, hybrid_analog_bits);
  const double levels = macro.dot_length * (std::exp2(macro.input_bits) - 1.0) + 1.0;
  return std::min(bits, std::log2(levels));
}

MacroCost macro_cost(const MacroDesign& macro, const MacroConstants& constants) {
  MacroCost cost;
  switch (macro.family) {
    case MacroFamily::SramAnalog:
      analog_energy(macro, constants, cost);
      analog_cycle(macro, constants, cost);
      break;
    case MacroFamily::SramDigital:
      digital_energy(macro, constants, cost);
      digital_cycle(macro, constants, cost);
      break;
    case MacroFamily::NonVolatile:
      memory_energy(macro, constants, cost);
      memory_cycle(macro, constants, cost);
      break;
  }
  areas(macro, constants, cost);
  return cost;
}

Interval macro_figure(MacroMetric metric, const MacroDesign& macro,
                      const MacroConstants& constants) {
  const MacroCost cost = macro_cost(macro, constants);
  Interval figure;
  switch (metric) {
    case MacroMetric::Energy: figure.value = total(cost.energy) / macro.operations(); break;
    case MacroMetric::Cycle: figure.value = total(cost.cycle); break;
    case MacroMetric::Area: figure.value = total(cost.area); break;
  }
  const double width = std::exp(constants.half_width(metric, macro.family));
  figure.low = figure.value / width;
  figure.high = figure.value * width;
  return figure;
}

}  // namespace kirchhoff::cost
