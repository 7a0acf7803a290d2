// tests/train/chip_effects_test.cpp - spreads of weights against drawn cells; sums that fit stay
// exact.
#include "kirchhoff/train/chip_effects.hpp"

#include <doctest/doctest.h>

#include <cmath>

#include "kirchhoff/base/error.hpp"
#include "kirchhoff/mapping/mapping.hpp"
#include "kirchhoff/noise/cell_noise.hpp"
#include "kirchhoff/noise/retention.hpp"
#include "tests/network/example_nodes.hpp"
#include "tests/noise/example_chip.hpp"

namespace kirchhoff::train {
namespace {

using network::ConverterAwareness;

// Cells that miss their level, and more so at high ones; pairs also drift.
hardware::Hardware chip(hardware::Encoding encoding, int cell_bits, int adc_bits = 4) {
  hardware::Hardware hardware = test::example_hardware(
      {.encoding = encoding, .cell_bits = cell_bits, .active_rows = 32, .adc_bits = adc_bits});
  hardware::Device& device = hardware.device;
  if (encoding == hardware::Encoding::TwosComplement) {
    device.programming_sd_us = {0.02};  // of g_max
    return hardware;
  }
  device.programming_sd_us = {1.0, 1.5};
  device.has_drift = true;
  device.drift_t0 = seconds(20.0);
  device.drift_mean[1] = device.drift_mean[2] = device.drift_mean[3] = 0.05;
  device.drift_sd[1] = device.drift_sd[2] = device.drift_sd[3] = 0.02;
  return hardware;
}
constexpr auto pairs = hardware::Encoding::DifferentialPair;
constexpr auto two = hardware::Encoding::TwosComplement;

// One convolution of 16 channels of 3 x 3: sums of 144 products.
network::Network one_convolution() {
  network::Network network("one", {16, 6, 6});
  network::Node node = test::convolution(8);
  node.weight_bits = 8;
  network.add(node);
  return network;
}

network::TrainingRecipe recipe(double cell_noise, ConverterAwareness converters) {
  network::TrainingRecipe recipe;
  recipe.cell_noise = cell_noise;
  recipe.converters = converters;
  return recipe;
}

LayerEffects effects_of(const hardware::Hardware& hardware, const network::TrainingRecipe& wanted,
                        double seconds_later = 3600.0) {
  return chip_effects(one_convolution(), hardware, wanted, seconds(seconds_later)).layers.at(1);
}

}  // namespace

TEST_CASE("a recipe that asks for nothing sees nothing of the chip") {
  const LayerEffects effects = effects_of(chip(pairs, 2), {});
  CHECK(effects.weight_sd.empty());
  CHECK(effects.parts == 1);
  CHECK(effects.codes == 0.0);
}

TEST_CASE("the spread of a weight is that of its drawn cells, slice by slice, drift compensated") {
  for (const auto& [encoding, cell_bits] : {std::pair(pairs, 2), {pairs, 4}, {two, 1}}) {
    CAPTURE(cell_bits);
    const hardware::Hardware hardware = chip(encoding, cell_bits);
    const hardware::Device& device = hardware.device;
    const std::vector<float> sds =
        effects_of(hardware, recipe(1.0, ConverterAwareness::None)).weight_sd;
    REQUIRE(sds.size() == 256);
    // Draw the cells of weight 77 = 0b1001101 themselves and put them together.
    const int top = (1 << cell_bits) - 1, weight = 77;
    const double unit = (device.g_max.si() - device.g_min.si()) * 1e6 / top;
    std::vector<Conductance> targets;
    for (int level = 0; level <= top; ++level)
      targets.emplace_back(device.g_min.si() + level * unit * 1e-6);
    const noise::CellNoise cells(device, targets, seconds(3600.0));
    constexpr std::size_t count = 40'000;
    const auto drawn = [&](int level, int index) {
      std::vector<float> values(count);
      const std::vector<std::uint8_t> levels(count, static_cast<std::uint8_t>(level));
      cells.draw(levels, Stream(9, purpose::test, static_cast<std::uint64_t>(index)), values);
      return values;
    };
    std::vector<double> weights(count, 0.0);
    for (int slice = 0; slice < hardware::slice_count(hardware, 8); ++slice) {
      const int level = (weight >> (slice * cell_bits)) & top;
      const std::vector<float> plus = drawn(level, 2 * slice);
      std::vector<float> minus(count, 0.0F);
      if (encoding == pairs) minus = drawn(0, 2 * slice + 1);
      for (std::size_t i = 0; i < count; ++i)
        weights[i] += std::exp2(slice * cell_bits) * (double{plus[i]} - double{minus[i]}) / unit;
    }
    double mean = 0.0, square = 0.0, decay = 0.0;
    for (const float value : drawn(top, 99)) decay += double{value} / count;
    decay /= targets.back().si() * 1e6;
    for (const double value : weights) mean += value / count;
    for (const double value : weights) square += (value - mean) * (value - mean) / count;
    CHECK(double{sds[77 + 128]} ==
          doctest::Approx(std::sqrt(square) / decay).epsilon(0.03).scale(0.0));
  }
}

TEST_CASE("charge that leaks between refreshes spreads a weight by its bits, beside mismatch") {
  hardware::Hardware hardware = chip(two, 1);
  const auto kept = effects_of(hardware, recipe(1.0, ConverterAwareness::None)).weight_sd;
  hardware.device.retention = {
      .time_constant = seconds(1e-3), .spread = 0.4, .refresh_period = seconds(2e-4)};
  const auto leaking = effects_of(hardware, recipe(1.0, ConverterAwareness::None)).weight_sd;
  const noise::RetainedCharge left = noise::retained_charge(hardware);
  const double bit = std::pow(left.sd / left.mean, 2);
  const auto added = [&](int weight) {
    const auto place = static_cast<std::size_t>(weight + 128);
    return std::pow(double{leaking[place]}, 2) - std::pow(double{kept[place]}, 2);
  };
  CHECK(bit > 0.0);
  CHECK(added(1) == doctest::Approx(bit).scale(0.0).epsilon(1e-3));
  CHECK(added(5) == doctest::Approx((1.0 + 16.0) * bit).scale(0.0).epsilon(1e-3));  // bits 0 and 2
  CHECK(leaking[128] == kept[128]);  // no charge, nothing leaks
}

TEST_CASE("errors of cells and the flat noise of weights add as variances; half of one is half") {
  const auto sds = [&](double cells, double flat) {
    network::TrainingRecipe wanted = recipe(cells, ConverterAwareness::None);
    wanted.weight_noise = flat;
    return effects_of(chip(pairs, 2), wanted).weight_sd;
  };
  const auto whole = sds(1.0, 0.0), half = sds(0.5, 0.0), both = sds(1.0, 0.1);
  for (std::size_t i = 0; i < whole.size(); ++i) {
    CHECK(half[i] == doctest::Approx(0.5F * whole[i]));
    CHECK(both[i] == doctest::Approx(std::hypot(whole[i], 0.1 * 127.0)));
  }
}

TEST_CASE("sums are converted by crossbar as the mapping cuts them, or once; digital ones never") {
  const auto effects = [&](const hardware::Hardware& hardware, ConverterAwareness converters) {
    return effects_of(hardware, recipe(0.0, converters));
  };
  // 144 rows on crossbars of 64, 32 at once: 2 + 2 + 1.
  CHECK(effects(chip(pairs, 2), ConverterAwareness::Crossbar).parts == 5);
  CHECK(effects(chip(pairs, 2), ConverterAwareness::Layer).parts == 1);
  CHECK(effects(chip(pairs, 2), ConverterAwareness::Layer).weight_sd.empty());
  CHECK(effects(chip(pairs, 2), ConverterAwareness::Layer).codes == 7.0);  // 4 bits with a sign
  // 3.29 sqrt(144 x 1/4 x 7/2) = 36.9 fits into 63 codes; of 29 rows, 16.6 into 31.
  CHECK(effects(chip(pairs, 2, 6), ConverterAwareness::Layer).codes == 31.0);
  CHECK(effects(chip(pairs, 2, 7), ConverterAwareness::Layer).codes == 0.0);
  CHECK(effects(chip(pairs, 2, 6), ConverterAwareness::Crossbar).codes == 0.0);
  // Sums of two's complement are positive: mean 18, spread 3.29 sqrt(18 - 144 / 64) = 13.06.
  CHECK(effects(chip(two, 1), ConverterAwareness::Layer).codes ==
        doctest::Approx(13.06 * 15.0 / 31.06).epsilon(1e-3));
  CHECK(effects(chip(two, 1, 5), ConverterAwareness::Layer).codes > 0.0);
  CHECK(effects(chip(two, 1, 6), ConverterAwareness::Layer).codes == 0.0);
  CHECK_FALSE(effects(chip(pairs, 2), ConverterAwareness::Layer).learns_range);
  hardware::Hardware learning = chip(pairs, 2);
  learning.periphery.range = hardware::ConverterRangeRule::Learned;
  CHECK(effects(learning, ConverterAwareness::Layer).learns_range);
  hardware::Hardware digital = chip(two, 1);
  digital.device.summing = hardware::Summing::AdderTree;
  CHECK(effects(digital, ConverterAwareness::Crossbar).codes == 0.0);
}

TEST_CASE("on a chip with several kinds each layer has the cells and converters of its own") {
  network::Network network("two", {16, 6, 6});
  network.add(test::convolution(8));
  network::Node second = test::convolution(8);
  second.name = "second";
  second.inputs = {1};
  network.add(second);
  const std::vector<hardware::Hardware> kinds = {chip(pairs, 2), chip(two, 1)};
  const network::TrainingRecipe wanted = recipe(1.0, ConverterAwareness::Layer);
  mapping::Mapping mapping = mapping::map_network(network, kinds[0]);
  mapping.layers[1] = mapping::map_layer(network, 2, kinds[1]);
  mapping.layers[1].kind = 1;
  const ChipEffects both = chip_effects(network, mapping, kinds, wanted, seconds(3600.0));
  for (const std::size_t kind : {std::size_t{0}, std::size_t{1}}) {
    CAPTURE(kind);
    const LayerEffects alone =
        chip_effects(network, kinds[kind], wanted, seconds(3600.0)).layers.at(kind + 1);
    CHECK(both.layers.at(kind + 1).weight_sd == alone.weight_sd);
    CHECK(both.layers.at(kind + 1).codes == alone.codes);
  }
  CHECK(both.layers.at(1).weight_sd != both.layers.at(2).weight_sd);
  CHECK(both.layers.at(1).codes != both.layers.at(2).codes);
}

TEST_CASE("a time before programming is refused") {
  CHECK_THROWS_AS((void)effects_of(chip(pairs, 2), recipe(1.0, ConverterAwareness::None), -1.0),
                  Error);
}

}  // namespace kirchhoff::train
