// tests/cost/input_coding_test.cpp - what input codings and weight mappings cost: laws, and cases
// by hand.
#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <utility>
#include <vector>

#include "kirchhoff/cost/cells.hpp"
#include "kirchhoff/cost/drivers.hpp"
#include "kirchhoff/cost/exact_crossbar.hpp"
#include "kirchhoff/cost/layer_cost.hpp"
#include "kirchhoff/cost/layer_work.hpp"
#include "kirchhoff/cost/signals.hpp"
#include "kirchhoff/cost/unit_costs.hpp"
#include "kirchhoff/network/activity_meter.hpp"
#include "tests/cost/sample.hpp"

namespace kirchhoff::cost {
namespace {

using hardware::InputCoding;
using hardware::WeightMapping;

const Calibration constants = sample::calibration();

hardware::Hardware chip_of(InputCoding coding, WeightMapping mapping, int cell_bits, int dac_bits) {
  hardware::Hardware chip = sample::chip();
  chip.device = sample::rram();
  chip.cell_bits = cell_bits;
  chip.dac_bits = dac_bits;
  chip.periphery.input_coding = coding;
  chip.weight_mapping = mapping;
  chip.crossbar = hardware::CrossbarShape(
      {.rows = 128, .columns = 256, .active_rows = 128, .columns_per_adc = 8});
  return chip;
}

struct Values {
  std::vector<std::int8_t> weights;  // [16 outputs][128 rows]
  std::vector<std::uint8_t> inputs;  // [50 vectors][128 rows]
};

// Larger inputs meet larger weights, and more weights are negative than positive.
Values drawn_values() {
  Stream stream(5, purpose::test, 1);
  Values values;
  std::vector<std::uint64_t> row_scale;
  for (int row = 0; row < 128; ++row) row_scale.push_back(1 + stream.below(8));
  for (std::size_t i = 0; i < 16 * 128; ++i) {
    const auto magnitude = static_cast<int>(stream.below(16 * row_scale[i % 128]));
    values.weights.push_back(
        static_cast<std::int8_t>(stream.below(3) == 0 ? magnitude : -magnitude));
  }
  for (std::size_t i = 0; i < 50 * 128; ++i)
    values.inputs.push_back(static_cast<std::uint8_t>(stream.below(32 * row_scale[i % 128])));
  return values;
}

CrossbarRun run_of(const Values& values) {
  return {.rows = 128,
          .outputs = 16,
          .weight_bits = 8,
          .activation_bits = 8,
          .weights = values.weights,
          .inputs = values.inputs};
}

network::LayerActivity measured(const Values& values) {
  network::ActivityMeter meter(values.weights, 1, 16, 128, 8, 8);
  for (std::size_t row = 0; row < 128; ++row) {
    std::vector<std::uint8_t> series;
    for (std::size_t i = row; i < values.inputs.size(); i += 128)
      series.push_back(values.inputs[i]);
    meter.count(static_cast<int>(row), series);
  }
  return meter.activity("layer");
}

constexpr double row_vectors = 128.0 * 50;

network::Network small_network() {
  network::FamilyParameters parameters;
  parameters.family = network::family_names()[0];
  parameters.stages.push_back({.blocks = 2, .kernel = 3, .width = 32});
  return network::build_family(parameters);
}

Cost cost_on(const hardware::Hardware& chip) {
  return sample::cost_of(small_network(), chip, constants);
}

}  // namespace

TEST_CASE("steps of one bit cost the same in every coding") {
  for (const WeightMapping mapping :
       {WeightMapping::Differential, WeightMapping::TwoSided, WeightMapping::Offset}) {
    const Cost serial = cost_on(chip_of(InputCoding::BitSerial, mapping, 2, 1));
    for (const InputCoding coding : {InputCoding::PulseWidth, InputCoding::Amplitude}) {
      const Cost other = cost_on(chip_of(coding, mapping, 2, 1));
      CHECK(other.energy.si() == sample::nearly(serial.energy.si()));
      CHECK(other.latency.si() == sample::nearly(serial.latency.si()));
      CHECK(other.area.si() == sample::nearly(serial.area.si()));
    }
  }
}

TEST_CASE("pulses are linear in the input: their expectation is exact for every digit") {
  const Values values = drawn_values();
  const network::LayerActivity activity = measured(values);
  for (const WeightMapping mapping : {WeightMapping::Differential, WeightMapping::TwoSided}) {
    for (const int dac_bits : {1, 2, 4, 8}) {
      CAPTURE(dac_bits);
      auto chip = chip_of(InputCoding::PulseWidth, mapping, 3, dac_bits);
      chip.periphery.pulse_slot_share = 0.5;
      const ExactCrossbar exact = exact_crossbar(run_of(values), chip, constants);
      const ReadSignal signal = read_signal(activity, 8, chip);
      const int cells = hardware::columns_per_weight(chip, 8);
      const Energy expected = row_vectors * 16 * weight_read_energy(signal, cells, chip, constants);
      CHECK(expected / exact.cells == doctest::Approx(1.0).scale(0.0).epsilon(1e-5));
      const Scaling scaling = scale_to(constants, chip.node_nm, chip.supply);
      const Energy lines =
          row_vectors * (signal.active_steps * driver_cost(chip, constants, scaling).energy +
                         signal.slots * slot_energy(chip, constants, scaling));
      CHECK(lines / exact.word_lines == doctest::Approx(1.0).scale(0.0).epsilon(1e-5));
    }
  }
}

TEST_CASE("levels of offsets and two-sided pairs are those of the cells, with steps of one bit") {
  const Values values = drawn_values();
  const network::LayerActivity activity = measured(values);
  for (const WeightMapping mapping : {WeightMapping::TwoSided, WeightMapping::Offset}) {
    for (const int cell_bits : {1, 2, 3, 4}) {
      CAPTURE(cell_bits);
      const auto chip = chip_of(InputCoding::BitSerial, mapping, cell_bits, 1);
      const ExactCrossbar exact = exact_crossbar(run_of(values), chip, constants);
      const ReadSignal signal = read_signal(activity, 8, chip);
      const double top = (1 << cell_bits) - 1;
      CHECK(static_cast<double>(exact.cell_square_levels) / (row_vectors * 16 * top) ==
            doctest::Approx(signal.exposed_levels).scale(0.0).epsilon(1e-5));
    }
  }
}

TEST_CASE("without what ones meet, levels come from the histogram with both signs as likely") {
  network::LayerActivity activity{.name = "x", .ones_share = {0.5}, .level_share = {}};
  activity.level_share.assign(8, 0.0);
  activity.level_share[5] = 1.0;
  // 8 + 5 = 13 = 11 01 and 8 - 5 = 3 = 00 11: levels 3 + 1 and 0 + 3, of 3.
  const auto offset = chip_of(InputCoding::BitSerial, WeightMapping::Offset, 2, 1);
  CHECK(mean_level_sum(activity, 4, offset) == sample::nearly(0.5 * (4.0 + 3.0) / 3.0));
  // Slices 1 and 1: the cells of each hold 3 levels together.
  const auto two_sided = chip_of(InputCoding::BitSerial, WeightMapping::TwoSided, 2, 1);
  CHECK(mean_level_sum(activity, 4, two_sided) == sample::nearly(2.0));
}

TEST_CASE("the exact crossbar multiplies in every mapping and coding") {
  const Values values = drawn_values();
  std::vector<std::int64_t> expected;
  for (std::size_t v = 0; v < 50; ++v) {
    for (std::size_t o = 0; o < 16; ++o) {
      std::int64_t sum = 0;
      for (std::size_t r = 0; r < 128; ++r)
        sum += std::int64_t{values.weights[o * 128 + r]} * values.inputs[v * 128 + r];
      expected.push_back(sum);
    }
  }
  for (const WeightMapping mapping : {WeightMapping::TwoSided, WeightMapping::Offset}) {
    for (const int dac_bits : {1, 3, 8}) {
      for (const int cell_bits : {1, 2, 3, 4}) {
        const auto chip = chip_of(InputCoding::PulseWidth, mapping, cell_bits, dac_bits);
        CHECK(exact_crossbar(run_of(values), chip, constants).products == expected);
      }
    }
  }
}

TEST_CASE("a pulse of b bits lasts 2^b - 1 slots, the last step of a vector may be shorter") {
  const network::Network network = small_network();
  const auto slots = [&](InputCoding coding, int dac_bits) {
    const auto chip = chip_of(coding, WeightMapping::Differential, 2, dac_bits);
    return layer_work(network, mapping::map_network(network, chip), chip).at(0).slots_per_read;
  };
  CHECK(slots(InputCoding::PulseWidth, 1) == 1.0);
  CHECK(slots(InputCoding::PulseWidth, 4) == 15.0);
  CHECK(slots(InputCoding::PulseWidth, 8) == 255.0);
  CHECK(slots(InputCoding::PulseWidth, 3) == sample::nearly((7.0 + 7.0 + 3.0) / 3.0));
  CHECK(slots(InputCoding::Amplitude, 8) == 1.0);
  CHECK(slots(InputCoding::BitSerial, 8) == 1.0);
}

TEST_CASE("a slot's share shortens reads and saves the cells' energy, nothing else of the chip") {
  auto chip = chip_of(InputCoding::PulseWidth, WeightMapping::Differential, 2, 4);
  const Cost whole = cost_on(chip);
  chip.periphery.pulse_slot_share = 0.1;
  const Cost tenth = cost_on(chip);
  const auto cells = static_cast<std::size_t>(Component::Cells);
  CHECK(tenth.energy < whole.energy);
  CHECK(tenth.latency < whole.latency);
  CHECK(tenth.area.si() == sample::nearly(whole.area.si()));
  for (std::size_t layer = 0; layer < whole.layers.size(); ++layer) {
    CHECK(tenth.layers[layer].energy_by_component[cells].si() ==
          sample::nearly(0.1 * whole.layers[layer].energy_by_component[cells].si()));
    CHECK(tenth.layers[layer].time_by_component[cells].si() ==
          sample::nearly(0.1 * whole.layers[layer].time_by_component[cells].si()));
  }
}

TEST_CASE("the driver of pulses is a switch and a counter, that of amplitudes a converter") {
  const auto driver = [](InputCoding coding, int dac_bits) {
    const auto chip = chip_of(coding, WeightMapping::Differential, 2, dac_bits);
    return driver_cost(chip, constants, scale_to(constants, chip.node_nm, chip.supply));
  };
  const auto chip = chip_of(InputCoding::PulseWidth, WeightMapping::Differential, 2, 8);
  const Scaling scaling = scale_to(constants, chip.node_nm, chip.supply);
  const ComponentCost bit = driver(InputCoding::PulseWidth, 1);
  const ComponentCost pulse = driver(InputCoding::PulseWidth, 8);
  CHECK(pulse.energy.si() == sample::nearly(bit.energy.si()));
  // Seven more register bits and eight bits of a counter.
  CHECK(pulse.area.si() ==
        sample::nearly(bit.area.si() + (7 * 3.7 + 8 * 4.8) * 1e-12 * scaling.area));
  CHECK(slot_energy(chip, constants, scaling).si() ==
        sample::nearly(2.0 * (3.4 + 1.7) * 1e-15 * scaling.energy));
  CHECK(driver(InputCoding::Amplitude, 8).area > pulse.area);
  CHECK(driver(InputCoding::Amplitude, 8).energy > pulse.energy);
  CHECK(driver(InputCoding::BitSerial, 8).energy.si() ==
        sample::nearly(driver(InputCoding::Amplitude, 8).energy.si()));
}

TEST_CASE(
    "an offset halves columns and conversions, and adds a column and an adder to a crossbar") {
  const network::Network network = small_network();
  const auto pair = chip_of(InputCoding::BitSerial, WeightMapping::Differential, 1, 1);
  const auto offset = chip_of(InputCoding::BitSerial, WeightMapping::Offset, 1, 1);
  const mapping::Mapping pairs = mapping::map_network(network, pair);
  const mapping::Mapping offsets = mapping::map_network(network, offset);
  CHECK(offsets.crossbars <= pairs.crossbars);
  CHECK(offsets.layers.at(0).columns_per_weight == 8);
  CHECK(pairs.layers.at(0).columns_per_weight == 14);
  const UnitCosts of_pairs = unit_costs(pair, constants);
  const UnitCosts of_offsets = unit_costs(offset, constants);
  CHECK((of_offsets.crossbar.cells / of_pairs.crossbar.cells) == sample::nearly(257.0 / 256.0));
  CHECK((of_offsets.crossbar.shift_add / of_pairs.crossbar.shift_add) ==
        sample::nearly(33.0 / 32.0));
  const LayerWork work = layer_work(network, offsets, offset).at(0);
  const mapping::LayerMapping& layer = offsets.layers.at(0);
  CHECK(work.offset_additions ==
        sample::nearly((layer.matrix_rows + layer.matrix_outputs) * layer.groups));
  CHECK(layer_work(network, pairs, pair).at(0).offset_additions == 0.0);
}

TEST_CASE("a reference column conducts g_min, shared by the weights of its crossbar") {
  const auto pair = chip_of(InputCoding::BitSerial, WeightMapping::Differential, 2, 1);
  const auto offset = chip_of(InputCoding::BitSerial, WeightMapping::Offset, 2, 1);
  const ReadSignal signal{.exposure = 1.0, .exposed_levels = 0.0};
  // 8 cells of 1 uS at 0.2 V for 10 ns; the four of an offset have 4 / 256 of a column beside them.
  CHECK(weight_read_energy(signal, 8, pair, constants).si() == sample::nearly(8e-6 * 0.04 * 10e-9));
  CHECK(weight_read_energy(signal, 4, offset, constants).si() ==
        sample::nearly((4.0 + 4.0 / 256.0) * 1e-6 * 0.04 * 10e-9));
}

TEST_CASE("slots of a pulse are the mean input where bits are independent") {
  const network::LayerActivity activity{
      .name = "x", .ones_share = {0.1, 0.7, 0.4, 0.25}, .level_share = {1.0}};
  for (const int dac_bits : {1, 2, 4}) {
    const auto chip = chip_of(InputCoding::PulseWidth, WeightMapping::Differential, 2, dac_bits);
    double digits = 0.0;
    for (int bit = 0; bit < 4; ++bit)
      digits += activity.ones_share[static_cast<std::size_t>(bit)] * (1 << bit % dac_bits);
    const ReadSignal signal = read_signal(activity, 4, chip);
    CHECK(signal.slots == sample::nearly(digits));
    CHECK(signal.exposure == sample::nearly(digits));
  }
}

TEST_CASE("a layer's time and energy follow its slots and additions one to one") {
  const network::Network network = small_network();
  const auto chip = chip_of(InputCoding::PulseWidth, WeightMapping::Offset, 2, 4);
  const UnitCosts units = unit_costs(chip, constants);
  const ChipCosts costs{.units = units, .hardware = chip, .calibration = constants};
  LayerWork work = layer_work(network, mapping::map_network(network, chip), chip).at(0);
  LayerRates rates =
      layer_rates(network.node(network.layers()[0]), work.sum_bits,
                  network::default_activity(network).layers[0], units, chip, constants);
  const auto at = [](Component component) { return static_cast<std::size_t>(component); };
  const Energies energy = layer_energies(work, rates, costs);
  const Times time = layer_times(work, costs);
  CHECK(rates.slots > 0.0);
  work.slots_per_read *= 2.0;
  CHECK(layer_times(work, costs)[at(Component::Cells)].si() ==
        sample::nearly(2.0 * time[at(Component::Cells)].si()));
  rates.slots += 3.0;
  CHECK(
      (layer_energies(work, rates, costs)[at(Component::Drivers)] - energy[at(Component::Drivers)])
          .si() == sample::nearly(3.0 * work.vectors * work.driven_rows * units.driver_slot.si()));
  const double additions = work.vectors * work.offset_additions;
  work.offset_additions = 0.0;
  CHECK((energy[at(Component::ShiftAdd)] -
         layer_energies(work, rates, costs)[at(Component::ShiftAdd)])
            .si() == sample::nearly(additions * rates.addition.si()));
  CHECK((time[at(Component::ShiftAdd)] - layer_times(work, costs)[at(Component::ShiftAdd)]).si() ==
        sample::nearly(work.serial_vectors * work.rounds * units.cycle.si()));
}

TEST_CASE("a converter of an offset needs no sign: it falls short of a pair's by a bit less") {
  // 128 rows of 2-bit cells and 1-bit inputs: sums to 384, and their negatives for pairs.
  auto chip = chip_of(InputCoding::BitSerial, WeightMapping::Differential, 2, 1);
  chip.adc_bits = 1;
  const double pair = cost_on(chip).layers.at(1).converter_shortfall_bits;
  chip.weight_mapping = WeightMapping::Offset;
  CHECK(cost_on(chip).layers.at(1).converter_shortfall_bits == sample::nearly(pair - 1.0));
}

TEST_CASE("narrow weights do not fill the cells of a pair, but of an offset") {
  network::Network network = small_network();
  for (const std::size_t layer : network.layers()) network.set_bits(layer, 2, 8);
  auto chip = chip_of(InputCoding::BitSerial, WeightMapping::Differential, 2, 1);
  chip.adc_bits = 1;
  const auto shortfall = [&] {
    return sample::cost_of(network, chip, constants).layers.at(1).converter_shortfall_bits;
  };
  const int rows = std::min(128, mapping::map_network(network, chip).layers.at(1).matrix_rows);
  CHECK(shortfall() == sample::nearly(std::log2(rows + 1.0)));  // 1-bit magnitude, a sign, less 1
  chip.weight_mapping = WeightMapping::Offset;
  CHECK(shortfall() == sample::nearly(std::log2(3.0 * rows + 1.0) - 1.0));
}

}  // namespace kirchhoff::cost
