// tests/validation/digital_chip_test.cpp - a digital chip in an estimate, beside the macro model
// that was fitted on published digital macros.
#include <doctest/doctest.h>

#include <cmath>

#include "kirchhoff/base/error.hpp"
#include "kirchhoff/cost/cost.hpp"
#include "kirchhoff/cost/macro.hpp"
#include "kirchhoff/formats/files.hpp"
#include "kirchhoff/formats/macro_constants_file.hpp"
#include "kirchhoff/mapping/mapping.hpp"
#include "tests/network/example_nodes.hpp"

namespace kirchhoff {
namespace {

using cost::Component;

// One layer that fills one crossbar: 128 rows, sixteen weights of eight bits.
network::Network one_layer() {
  network::Network network("layer", {128, 1, 1});
  network.add(test::linear(16));
  return network;
}

cost::Cost cost_on(const hardware::Hardware& chip, const network::Activity& activity) {
  const network::Network network = one_layer();
  return cost::estimate(network, mapping::map_network(network, chip), chip, activity,
                        formats::load_calibration());
}

double energy_of(const cost::Cost& cost, Component component) {
  return cost.components[static_cast<std::size_t>(component)].energy.si();
}

TEST_CASE("the adders of the shipped digital chip cost what published macros of the kind do") {
  const hardware::Hardware chip = formats::load_hardware("sram-digital-28nm");
  const cost::Cost cost = cost_on(chip, network::default_activity(one_layer()));
  hardware::MacroDesign macro;
  macro.family = hardware::MacroFamily::SramDigital;
  macro.mode = hardware::ComputeMode::Digital;
  macro.converter = hardware::ConverterKind::None;
  macro.supply = chip.supply;
  macro.rows = macro.columns = macro.dot_length = 128.0;
  macro.outputs = 16.0;
  macro.input_bits = 1.0;
  macro.weight_bits = 8.0;
  macro.converter_bits = 0.0;
  const cost::MacroConstants constants = formats::load_macro_constants().constants;
  const auto per_operation = [&](cost::MacroMetric metric) {
    return cost::macro_figure(metric, macro, constants).value;
  };
  // Eight steps of one bit.
  const double macro_energy = 8.0 * macro.operations() * per_operation(cost::MacroMetric::Energy);
  const double ours = energy_of(cost, Component::Cells) + energy_of(cost, Component::Drivers) +
                      energy_of(cost, Component::Converters) + energy_of(cost, Component::ShiftAdd);
  CAPTURE(ours / macro_energy);
  CHECK(std::abs(std::log(ours / macro_energy)) < std::log(2.5));
}

TEST_CASE("adders switch with the data: nothing where all weights are zero, less where few are") {
  const hardware::Hardware chip = formats::load_hardware("sram-digital-28nm");
  const auto converters = [&](double ones) {
    network::Activity activity = network::default_activity(one_layer());
    activity.layers[0].ones_share.assign(8, ones);
    return energy_of(cost_on(chip, activity), Component::Converters);
  };
  CHECK(converters(0.0) == 0.0);
  CHECK(converters(0.1) < converters(0.3));
  CHECK(converters(0.3) < converters(0.5));
}

TEST_CASE("a digital chip has no converter to be too coarse, and its kind of adder matters") {
  hardware::Hardware chip = formats::load_hardware("sram-digital-28nm");
  const network::Activity activity = network::default_activity(one_layer());
  chip.adc_bits = 1;
  const cost::Cost ripple = cost_on(chip, activity);
  CHECK(ripple.layers[0].converter_shortfall_bits == 0.0);
  chip.adders = hardware::AdderTreeKind::Wallace;
  const cost::Cost wallace = cost_on(chip, activity);
  const auto sum_time = [](const cost::Cost& cost) {
    return cost.components[static_cast<std::size_t>(Component::Converters)].latency;
  };
  CHECK(sum_time(wallace) != sum_time(ripple));
  CHECK(energy_of(wallace, Component::Converters) != energy_of(ripple, Component::Converters));
  chip.adders = hardware::AdderTreeKind::Booth;
  CHECK_THROWS_WITH_AS(hardware::check_hardware(chip),
                       "adders \"booth\" recode two input bits at a time: dac_bits (1) must be 2 "
                       "or more",
                       Error);
  chip.dac_bits = 2;
  CHECK_NOTHROW(hardware::check_hardware(chip));
}

TEST_CASE("a converter that is not priced as what it is says so, on chips that have converters") {
  const network::Activity activity = network::default_activity(one_layer());
  hardware::Hardware chip = formats::load_hardware("sram-28nm");
  CHECK(cost_on(chip, activity).notes.empty());
  chip.periphery.converter = hardware::ConverterModel::Flash;
  REQUIRE(cost_on(chip, activity).notes.size() == 1);
  CHECK(cost_on(chip, activity).notes[0].find("\"flash\" changes the accuracy only") !=
        std::string::npos);
  hardware::Hardware digital = formats::load_hardware("sram-digital-28nm");
  digital.periphery.converter = hardware::ConverterModel::Flash;
  CHECK(cost_on(digital, activity).notes.empty());
}

TEST_CASE("a digital chip survives the way into a file and back") {
  hardware::Hardware chip = formats::load_hardware("sram-digital-28nm");
  chip.adders = hardware::AdderTreeKind::CarrySave;
  const std::string text = formats::hardware_toml(chip);
  CHECK(text.find("summing = \"adder-tree\"") != std::string::npos);
  CHECK(text.find("adders = \"carry-save\"") != std::string::npos);
  formats::set_hardware_key(chip, "adders=look-up");
  CHECK(chip.adders == hardware::AdderTreeKind::LookUp);
}

}  // namespace
}  // namespace kirchhoff
