// tests/cost/macro_test.cpp - laws of the macro model and cases computed by hand.
#include "kirchhoff/cost/macro.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <functional>

#include "kirchhoff/base/error.hpp"

namespace kirchhoff::cost {
namespace {

using hardware::ComputeMode;
using hardware::ConverterKind;
using hardware::InputCoding;
using hardware::MacroDesign;
using hardware::MacroFamily;

// Close relative to the number itself: joules and seconds are far below the 1 that doctest adds.
doctest::Approx close_to(double value) { return doctest::Approx(value).scale(0.0); }

// Every constant 1, exponents of 1.
MacroConstants unit_constants() {
  MacroConstants constants;
  constants.prior.fill(1.0);
  constants.fitted.fill(1.0);
  constants.fitted[static_cast<std::size_t>(MacroConstant::AnalogThreshold)] = 0.3;
  constants.fitted[static_cast<std::size_t>(MacroConstant::DigitalThreshold)] = 0.3;
  for (auto& widths : constants.interval) widths.fill(std::log(2.0));
  return constants;
}

double figure(MacroMetric metric, const MacroDesign& macro) {
  return macro_figure(metric, macro, unit_constants()).value;
}

MacroDesign design(MacroFamily family) {
  MacroDesign macro;
  macro.family = family;
  macro.mode =
      family == MacroFamily::SramDigital ? ComputeMode::Digital : ComputeMode::ChargeSumming;
  macro.converter = family == MacroFamily::SramDigital ? ConverterKind::None : ConverterKind::Sar;
  macro.dot_length = 64.0;
  macro.outputs = 8.0;
  macro.weight_bits = 4.0;
  macro.input_bits = 2.0;
  macro.converter_bits = family == MacroFamily::SramDigital ? 0.0 : 5.0;
  return macro;
}

constexpr MacroFamily families[] = {MacroFamily::SramAnalog, MacroFamily::SramDigital,
                                    MacroFamily::NonVolatile};

TEST_CASE("one invocation by hand: cells, decisions and thermal noise of an analog macro") {
  const MacroDesign macro = design(MacroFamily::SramAnalog);
  const MacroCost cost = macro_cost(macro, unit_constants());
  const double volt2 = 0.81;  // 1 fF at 0.9 V
  CHECK(cost.energy[0].si() == close_to(64.0 * 8 * 4 * 2 * volt2 * 1e-15));
  CHECK(cost.energy[1].si() == close_to(8.0 * (5 + 1024) * volt2 * 1e-15));
  // base 1 + line 0.64 + 5 decisions, at the reference node and supply.
  const double cycle = cost.cycle[0].si() + cost.cycle[1].si() + cost.cycle[4].si();
  CHECK(cycle == close_to(6.64e-9));
}

TEST_CASE("one invocation by hand: multipliers, tree and registers of a digital macro") {
  const MacroCost cost = macro_cost(design(MacroFamily::SramDigital), unit_constants());
  CHECK(cost.energy[0].si() == close_to(64.0 * 8 * 4 * 2 * 0.81e-15));
  CHECK(cost.energy[2].si() == close_to(64.0 * 8 * (6 + 5) * 0.81e-15));
  CHECK(cost.energy[4].si() == close_to(8.0 * (4 + 6 + 8) * 0.81e-15));
  CHECK(cost.cycle[2].si() == close_to(6e-9));
}

TEST_CASE(
    "Booth recoding saves the partial products of further input bits, and none of the first") {
  MacroDesign tree = design(MacroFamily::SramDigital), booth = tree;
  booth.adders = hardware::AdderKind::BoothTree;
  CHECK(figure(MacroMetric::Energy, booth) < figure(MacroMetric::Energy, tree));
  tree.input_bits = booth.input_bits = 1.0;
  CHECK(figure(MacroMetric::Energy, booth) == figure(MacroMetric::Energy, tree));
}

TEST_CASE("energy goes with the supply's square, and a lower supply is slower") {
  for (const MacroFamily family : families) {
    MacroDesign low = design(family), high = design(family);
    low.supply = volts(0.6);
    high.supply = volts(0.9);
    CHECK(figure(MacroMetric::Energy, high) / figure(MacroMetric::Energy, low) == close_to(2.25));
    CHECK(figure(MacroMetric::Cycle, low) >= figure(MacroMetric::Cycle, high));
  }
}

TEST_CASE("more of anything never costs less") {
  const std::pair<const char*, std::function<void(MacroDesign&)>> changes[] = {
      {"dot_length", [](MacroDesign& macro) { macro.dot_length *= 2.0; }},
      {"outputs", [](MacroDesign& macro) { macro.outputs *= 2.0; }},
      {"weight_bits", [](MacroDesign& macro) { macro.weight_bits *= 2.0; }},
      {"input_bits", [](MacroDesign& macro) { macro.input_bits *= 2.0; }},
      {"converter_bits", [](MacroDesign& macro) { macro.converter_bits += 1.0; }},
      {"banks", [](MacroDesign& macro) { macro.banks *= 2.0; }},
      {"node_nm", [](MacroDesign& macro) { macro.node_nm *= 2.0; }},
  };
  for (const MacroFamily family : families) {
    for (const auto& [name, change] : changes) {
      CAPTURE(name);
      MacroDesign larger = design(family);
      change(larger);
      const MacroDesign& smaller = design(family);
      const auto invocation = [](const MacroDesign& macro) {
        return figure(MacroMetric::Energy, macro) * macro.operations();
      };
      CHECK(invocation(larger) >= invocation(smaller));
      CHECK(figure(MacroMetric::Cycle, larger) >= figure(MacroMetric::Cycle, smaller));
      CHECK(figure(MacroMetric::Area, larger) >= figure(MacroMetric::Area, smaller));
    }
  }
}

TEST_CASE("a sum of few levels needs no converter of many bits") {
  MacroDesign macro = design(MacroFamily::SramAnalog);
  macro.input_bits = 1.0;
  macro.dot_length = 7.0;
  macro.converter_bits = 8.0;
  CHECK(effective_bits(macro) == close_to(3.0));
  macro.dot_length = 4095.0;
  CHECK(effective_bits(macro) == 8.0);
  macro.converter = ConverterKind::Hybrid;
  CHECK(effective_bits(macro) == 5.0);
}

TEST_CASE("the interval is a factor above and below") {
  const Interval interval =
      macro_figure(MacroMetric::Area, design(MacroFamily::NonVolatile), unit_constants());
  CHECK(interval.high == close_to(2.0 * interval.value));
  CHECK(interval.low == close_to(0.5 * interval.value));
}

TEST_CASE("every constant is used: changing it changes a figure of some macro") {
  const MacroConstants constants = unit_constants();
  for (const MacroConstantKey& key : macro_constant_keys()) {
    CAPTURE(key.key);
    MacroConstants changed = constants;
    changed.fitted[static_cast<std::size_t>(key.constant)] *= 1.1;
    bool moved = false;
    for (const MacroFamily family : families) {
      for (const ConverterKind kind :
           {ConverterKind::Sar, ConverterKind::Ramp, ConverterKind::TimeDomain}) {
        for (const InputCoding coding :
             {InputCoding::PulseWidth, InputCoding::PulseCount, InputCoding::Amplitude}) {
          for (const ComputeMode mode :
               {ComputeMode::CurrentSumming, ComputeMode::ChargeRedistribution,
                ComputeMode::VoltageSensing}) {
            MacroDesign macro = design(family);
            macro.node_nm = 65.0;
            macro.supply = volts(0.7);
            macro.converter = kind;
            macro.coding = coding;
            macro.mode = mode;
            for (const MacroMetric metric :
                 {MacroMetric::Energy, MacroMetric::Cycle, MacroMetric::Area}) {
              moved = moved || macro_figure(metric, macro, constants).value !=
                                   macro_figure(metric, macro, changed).value;
            }
          }
        }
      }
    }
    CHECK(moved);
  }
}

TEST_CASE("a design outside its range is refused with the field's name") {
  MacroDesign macro = design(MacroFamily::SramAnalog);
  macro.node_nm = 1.0;
  try {
    hardware::check_macro(macro);
    FAIL("no error");
  } catch (const Error& error) {
    CHECK(std::string(error.what()) == "tech_nm is 1; allowed: 3 to 350");
  }
}

}  // namespace
}  // namespace kirchhoff::cost
