// tests/accuracy/crossbar_accuracy_test.cpp - laws of the accuracy on a chip.
#include "kirchhoff/accuracy/crossbar_accuracy.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <iterator>
#include <optional>
#include <tuple>
#include <vector>

#include "kirchhoff/accuracy/crossbar_network.hpp"
#include "kirchhoff/base/error.hpp"
#include "tests/accuracy/example_network.hpp"
#include "tests/noise/example_chip.hpp"

using namespace kirchhoff;
using hardware::Encoding;

namespace {

struct Setting {
  network::Network net;
  network::Weights weights;
  hardware::Hardware chip;
  mapping::Mapping mapping;
  train::ImageSet images;

  Setting(const test::ExampleOptions& options, int weight_bits, int activation_bits)
      : net(test::example_network(weight_bits, activation_bits)),
        weights(test::random_network_weights(net)),
        chip(test::example_hardware(options)),
        mapping(mapping::map_network(net, chip)),
        images(test::random_images(net, 200)) {}

  // Labels as the digital network gives them: its accuracy is 1.
  void label_by_digital_scores() {
    const auto scores =
        accuracy::digital_scores(net, weights, images, test::first_indices(images.count()));
    for (std::size_t i = 0; i < images.labels.size(); ++i) {
      const auto first = scores.begin() + static_cast<std::ptrdiff_t>(10 * i);
      images.labels[i] = static_cast<std::uint8_t>(std::max_element(first, first + 10) - first);
    }
  }

  [[nodiscard]] accuracy::CrossbarNetwork network_on_chip() const {
    return {net, weights, mapping, chip};
  }
};

accuracy::AccuracyResult measured(const Setting& setting, const accuracy::AccuracyPlan& plan,
                                  const accuracy::AccuracyProgress& progress = {},
                                  std::optional<std::size_t> only_layer = {}, int threads = 1) {
  const auto indices = test::first_indices(setting.images.count());
  const accuracy::AccuracyTask task{.network = &setting.net,
                                    .weights = &setting.weights,
                                    .mapping = &setting.mapping,
                                    .kinds = {&setting.chip, 1},
                                    .images = &setting.images,
                                    .indices = indices,
                                    .calibration = &setting.images,
                                    .calibration_indices = indices,
                                    .only_layer = only_layer};
  return accuracy::make_crossbar_accuracy(threads)->measure(task, plan, progress);
}

void check_ideal_equals_digital(const test::ExampleOptions& options, int weight_bits,
                                int activation_bits) {
  CAPTURE(options.cell_bits);
  CAPTURE(options.dac_bits);
  CAPTURE(options.active_rows);
  const Setting setting(options, weight_bits, activation_bits);
  const auto indices = test::first_indices(100);
  accuracy::CrossbarNetwork chip = setting.network_on_chip();
  chip.calibrate(setting.images, indices, {});
  chip.program({.programming_noise = false, .read_noise = false},
               Stream(1, purpose::programming, 0));
  CHECK(chip.analog_scores(setting.images, indices, Stream(1, purpose::read_noise, 0), {}) ==
        chip.digital_scores(setting.images, indices, {}));
}

// Exponents of 0.1, more or less: 1e8 s leave a sixth of a conductance.
void make_drift(hardware::Device& device) {
  device.has_drift = true;
  device.drift_t0 = seconds(1.0);
  const double mean[4] = {0.0, 0.1, 0.1, 0.1}, sd[4] = {0.0, 0.05, 0.05, 0.05};
  std::copy(std::begin(mean), std::end(mean), std::begin(device.drift_mean));
  std::copy(std::begin(sd), std::end(sd), std::begin(device.drift_sd));
}

}  // namespace

TEST_CASE("an ideal chip with ample converter bits gives the digital scores to the bit") {
  for (const int cell_bits : {1, 2, 3}) {
    for (const int dac_bits : {1, 2, 4}) {
      for (const int active_rows : {16, 64}) {
        check_ideal_equals_digital(
            {.cell_bits = cell_bits, .dac_bits = dac_bits, .active_rows = active_rows}, 5, 4);
      }
    }
  }
  for (const int dac_bits : {1, 3}) {
    check_ideal_equals_digital({.encoding = Encoding::TwosComplement, .dac_bits = dac_bits}, 8, 6);
    check_ideal_equals_digital({.encoding = Encoding::TwosComplement, .dac_bits = dac_bits}, 2, 3);
  }
}

TEST_CASE("converters reach as far as a layer has learned, on a chip that asks for it alone") {
  const auto scores = [](hardware::ConverterRangeRule rule, std::optional<float> reach) {
    Setting setting({.cell_bits = 2, .dac_bits = 2, .adc_bits = 4}, 6, 6);
    setting.chip.periphery.range = rule;
    if (reach) setting.weights.tensors.push_back({"grouped.converter_reach", {1}, {*reach}});
    const auto indices = test::first_indices(50);
    accuracy::CrossbarNetwork chip = setting.network_on_chip();
    chip.calibrate(setting.images, indices, {});
    chip.program({.programming_noise = false, .read_noise = false},
                 Stream(1, purpose::programming, 0));
    return chip.analog_scores(setting.images, indices, Stream(1, purpose::read_noise, 0), {});
  };
  using enum hardware::ConverterRangeRule;
  CHECK(scores(Learned, 1.5F) != scores(Learned, 3.0F));
  CHECK(scores(Learned, static_cast<float>(network::default_converter_reach)) ==
        scores(Learned, std::nullopt));
  CHECK(scores(Percentile, 1.5F) == scores(Percentile, std::nullopt));
}

TEST_CASE("an image's noisy score does not depend on the images after it") {
  Setting setting({.cell_bits = 2, .dac_bits = 2, .adc_bits = 6}, 6, 6);
  setting.chip.device.programming_sd_us = {1.0};
  setting.chip.device.read_sd_relative = 0.01;
  accuracy::CrossbarNetwork chip = setting.network_on_chip();
  chip.calibrate(setting.images, test::first_indices(64), {});
  chip.program({}, Stream(1, purpose::programming, 0));
  const Stream read(1, purpose::read_noise, 0);
  const auto all = chip.analog_scores(setting.images, test::first_indices(200), read, {});
  const auto some = chip.analog_scores(setting.images, test::first_indices(77), read, {});
  CHECK(std::equal(some.begin(), some.end(), all.begin()));
}

TEST_CASE("the same task gives the same accuracy again, another seed another one") {
  Setting setting({.cell_bits = 2, .dac_bits = 2, .adc_bits = 5}, 6, 6);
  setting.chip.device.programming_sd_us = {3.0};
  setting.chip.device.read_sd_relative = 0.05;
  setting.label_by_digital_scores();
  const accuracy::AccuracyPlan plan{.times_s = {0.0, 60.0}, .draws = 3, .seed = 4};
  const auto first = measured(setting, plan);
  const auto again = measured(setting, plan);
  REQUIRE(first.accuracy.at.size() == 2);
  for (std::size_t t = 0; t < 2; ++t) {
    CHECK(first.accuracy.at[t].mean == again.accuracy.at[t].mean);
    CHECK(first.accuracy.at[t].sd == again.accuracy.at[t].sd);
  }
  CHECK(first.activity == again.activity);
  accuracy::AccuracyPlan other = plan;
  other.seed = 5;
  CHECK(measured(setting, other).accuracy.at[0].mean != first.accuracy.at[0].mean);
}

TEST_CASE(
    "digital is perfect on its own labels, noise costs accuracy, worst is no more than mean") {
  Setting setting({.cell_bits = 2, .dac_bits = 2, .adc_bits = 6}, 6, 6);
  setting.label_by_digital_scores();
  double before = 1.1;
  for (const double sd_us : {0.0, 3.0, 12.0}) {
    CAPTURE(sd_us);
    setting.chip.device.programming_sd_us = {sd_us};
    const auto accuracy = measured(setting, {.draws = 3}).accuracy;
    CHECK(accuracy.digital == 1.0);
    CHECK(accuracy.images == 200);
    CHECK(accuracy.at[0].worst <= accuracy.at[0].mean);
    CHECK(accuracy.at[0].mean < before);
    before = accuracy.at[0].mean;
  }
}

TEST_CASE("converters of too few bits cost ideal accuracy") {
  std::vector<double> ideal;
  for (const int bits : {2, 4, 12}) {
    Setting setting({.cell_bits = 2, .dac_bits = 2, .active_rows = 64, .adc_bits = bits}, 6, 6);
    setting.label_by_digital_scores();
    ideal.push_back(measured(setting, {.draws = 1}).accuracy.ideal_analog);
  }
  CHECK(ideal[0] < ideal[1]);
  CHECK(ideal[1] < ideal[2]);
  CHECK(ideal[2] == 1.0);
}

TEST_CASE("measured activity fits the network and counts the bits of the pixels") {
  const Setting setting({.cell_bits = 2}, 5, 4);
  const auto activity = measured(setting, {.draws = 1, .calibration_images = 100}).activity;
  CHECK_NOTHROW(network::check_activity(activity, setting.net));
  CHECK(activity.source == "measured on 100 training images");
  for (const auto& layer : activity.layers) {
    double sum = 0.0;
    for (const double share : layer.level_share) sum += share;
    CHECK(sum == doctest::Approx(1.0));
    // The mean follows from the shares of ones.
    double mean = 0.0;
    for (std::size_t bit = 0; bit < layer.ones_share.size(); ++bit)
      mean += layer.ones_share[bit] * std::exp2(bit);
    CHECK(layer.value_mean == doctest::Approx(mean / 15.0));
  }
  // Uniform pixels, a border of zeros around 13 x 11: 37 x 31 of 39 x 33 inputs are inside.
  const double inside = 37.0 * 31.0 / (39.0 * 33.0);
  CHECK(activity.layers[0].ones_share[3] == doctest::Approx(0.5 * inside).epsilon(0.03));
}

TEST_CASE("cells that do not change with time are measured once, for all times") {
  Setting setting({.cell_bits = 2}, 5, 4);
  setting.label_by_digital_scores();
  setting.chip.device.programming_sd_us = {2.0};
  std::int64_t images = 0;
  const auto count = [&](std::int64_t finished, std::int64_t) {
    images = finished;
    return true;
  };
  const accuracy::AccuracyPlan plan{.times_s = {1.0, 1e8}, .draws = 2, .calibration_images = 70};
  const auto still = measured(setting, plan, count).accuracy;
  CHECK(images == 200 * 4 + 70);
  REQUIRE(still.at.size() == 2);
  CHECK(still.at[1].time_s == 1e8);
  CHECK(still.at[1].mean == still.at[0].mean);
  CHECK(still.at[1].sd == still.at[0].sd);
  make_drift(setting.chip.device);
  const auto drifting = measured(setting, plan, count).accuracy;
  CHECK(images == 200 * 6 + 70);
  CHECK(drifting.at[1].mean < drifting.at[0].mean);
}

TEST_CASE("progress counts every image once and can stop") {
  Setting setting({.cell_bits = 2}, 5, 4);
  make_drift(setting.chip.device);
  std::int64_t last = 0, all = 0;
  measured(setting, {.times_s = {0.0, 1.0}, .draws = 2, .calibration_images = 70},
           [&](std::int64_t finished, std::int64_t total) {
             CHECK(finished > last);
             last = finished;
             all = total;
             return true;
           });
  CHECK(last == 200 * 6 + 70);
  CHECK(all == last);
  CHECK_THROWS_AS(measured(setting, {}, [](std::int64_t, std::int64_t) { return false; }), Error);
}

TEST_CASE("a plan without draws or with times that go back is refused") {
  const Setting setting({.cell_bits = 2}, 5, 4);
  CHECK_THROWS_WITH_AS(measured(setting, {.draws = 0}), doctest::Contains("1 to 1000"), Error);
  CHECK_THROWS_WITH_AS(measured(setting, {.times_s = {2.0, 1.0}}), doctest::Contains("ascending"),
                       Error);
}

TEST_CASE(
    "one layer alone loses no more than all together, and a layer that is not there nothing") {
  Setting setting({.cell_bits = 2, .dac_bits = 2, .adc_bits = 5}, 6, 6);
  setting.chip.device.programming_sd_us = {6.0};
  setting.label_by_digital_scores();
  const accuracy::AccuracyPlan plan{.draws = 4};
  const double all = measured(setting, plan).accuracy.at[0].mean;
  double least = 1.0, sum = 0.0;
  const std::size_t layers = setting.net.layers().size();
  for (std::size_t layer = 0; layer < layers; ++layer) {
    const double alone = measured(setting, plan, {}, layer).accuracy.at[0].mean;
    least = std::min(least, alone);
    sum += 1.0 - alone;
  }
  CHECK(all < least);
  CHECK(sum > 0.5 * (1.0 - all));  // together they explain most of it
  CHECK_THROWS_WITH_AS(measured(setting, plan, {}, layers), doctest::Contains("there is no layer"),
                       Error);
}

TEST_CASE("draws end once the mean is known well enough, never before the third") {
  Setting setting({.cell_bits = 2, .dac_bits = 2, .adc_bits = 6}, 6, 6);
  setting.chip.device.programming_sd_us = {1.0};
  setting.label_by_digital_scores();
  const auto whole = measured(setting, {.draws = 12}).accuracy.at[0];
  CHECK(whole.draws == 12);
  CHECK(whole.half_width == doctest::Approx(2.201 * whole.sd / std::sqrt(12.0)).scale(0.0));
  const auto loose = measured(setting, {.draws = 12, .within = 1.0}).accuracy.at[0];
  CAPTURE(loose.half_width);
  CHECK(loose.draws == 3);
  const auto between = measured(setting, {.draws = 12, .within = whole.half_width * 2}).accuracy;
  CHECK(between.at[0].draws > 3);
  CHECK(between.at[0].draws < 12);
  CHECK(between.at[0].half_width <= whole.half_width * 2);
  const auto strict = measured(setting, {.draws = 5, .within = 1e-9}).accuracy.at[0];
  CHECK(strict.draws == 5);
  CHECK_THROWS_WITH_AS(measured(setting, {.within = 2.0}), doctest::Contains("within"), Error);
}

TEST_CASE("draws end once the accuracy is surely below what a design must have") {
  Setting setting({.cell_bits = 2, .dac_bits = 2, .adc_bits = 6}, 6, 6);
  setting.chip.device.programming_sd_us = {1.0};
  setting.label_by_digital_scores();
  const auto surely = measured(setting, {.draws = 12, .floor = 1.0}).accuracy.at[0];
  CHECK(surely.draws >= 3);
  CHECK(surely.draws < 12);
  CHECK(surely.mean + surely.half_width < 1.0);
  // One draw less did not show it yet, and a mean below is not enough.
  const auto before = measured(setting, {.draws = surely.draws - 1}).accuracy.at[0];
  CHECK((before.draws < 3 || before.mean + before.half_width >= 1.0));
  const double between = surely.mean + 0.5 * surely.half_width;
  CHECK(measured(setting, {.draws = 12, .floor = between}).accuracy.at[0].draws > surely.draws);
  CHECK_THROWS_WITH_AS(measured(setting, {.floor = 2.0}), doctest::Contains("floor"), Error);
}

TEST_CASE("how many threads measure changes no bit, where draws end early too") {
  Setting setting({.cell_bits = 2, .dac_bits = 2, .adc_bits = 6}, 6, 6);
  setting.chip.device.programming_sd_us = {1.0};
  make_drift(setting.chip.device);
  setting.label_by_digital_scores();
  const std::vector<double> times = {60.0, 1e8};
  for (const accuracy::AccuracyPlan& plan :
       {accuracy::AccuracyPlan{.times_s = times, .draws = 5},
        accuracy::AccuracyPlan{.times_s = times, .draws = 9, .within = 0.02},
        accuracy::AccuracyPlan{.times_s = times, .draws = 9, .floor = 0.95}}) {
    CAPTURE(plan.within);
    CAPTURE(plan.floor);
    const auto one = measured(setting, plan).accuracy;
    for (const int threads : {2, 4, 20}) {
      CAPTURE(threads);
      const auto several = measured(setting, plan, {}, {}, threads).accuracy;
      CHECK(several.digital == one.digital);
      CHECK(several.ideal_analog == one.ideal_analog);
      REQUIRE(several.at.size() == one.at.size());
      for (std::size_t time = 0; time < one.at.size(); ++time) {
        CHECK(several.at[time].mean == one.at[time].mean);
        CHECK(several.at[time].sd == one.at[time].sd);
        CHECK(several.at[time].worst == one.at[time].worst);
        CHECK(several.at[time].draws == one.at[time].draws);
      }
    }
  }
}

TEST_CASE("several threads tell what they did one at a time, and stop when they are told to") {
  Setting setting({.cell_bits = 2, .dac_bits = 2, .adc_bits = 6}, 6, 6);
  std::int64_t last = 0, all = 0;
  std::ignore = measured(
      setting, {.draws = 6},
      [&](std::int64_t finished, std::int64_t total) {
        CHECK(finished > last);
        last = finished;
        all = total;
        return true;
      },
      {}, 3);
  CHECK(last == all);
  const auto stop = [](std::int64_t finished, std::int64_t) { return finished < 900; };
  CHECK_THROWS_WITH_AS(measured(setting, {.draws = 6}, stop, {}, 3),
                       doctest::Contains("was stopped after"), Error);
}

// What one kind alone loses: the layer on noisy cells, all others on exact sums.
TEST_CASE("each layer has the noise of its own kind of macro, and no other") {
  Setting setting({.cell_bits = 2, .dac_bits = 2, .adc_bits = 6}, 6, 6);
  setting.chip.device.programming_sd_us = {2.0};
  setting.chip.device.read_sd_relative = 0.02;
  hardware::Hardware digital = test::example_hardware({.encoding = Encoding::TwosComplement});
  digital.device.type = hardware::DeviceType::Sram;
  digital.device.summing = hardware::Summing::AdderTree;
  digital.crossbar =
      hardware::CrossbarShape({.rows = 32, .columns = 64, .active_rows = 32, .columns_per_adc = 1});
  const std::vector<hardware::Hardware> kinds = {setting.chip, digital};
  const auto indices = test::first_indices(100);
  const Stream read(1, purpose::read_noise, 0);
  const auto scores = [&](accuracy::CrossbarNetwork& chip) {
    chip.calibrate(setting.images, indices, {});
    chip.program({}, Stream(1, purpose::programming, 0));
    return chip.analog_scores(setting.images, indices, read, {});
  };
  const std::vector<std::size_t> layers = setting.net.layers();
  for (std::size_t noisy = 0; noisy <= layers.size(); ++noisy) {
    CAPTURE(noisy);
    mapping::Mapping mapping = setting.mapping;
    for (std::size_t l = 0; l < layers.size(); ++l) {
      if (l == noisy) continue;
      mapping.layers[l] = mapping::map_layer(setting.net, layers[l], digital);
      mapping.layers[l].kind = 1;
    }
    accuracy::CrossbarNetwork mixed(setting.net, setting.weights, mapping, kinds);
    accuracy::CrossbarNetwork alone = setting.network_on_chip();
    const auto found = scores(mixed);
    if (noisy == layers.size()) {
      CHECK(found == alone.digital_scores(setting.images, indices, {}));
      continue;
    }
    alone.analog_alone(noisy);
    CHECK(found == scores(alone));
    CHECK(found != alone.digital_scores(setting.images, indices, {}));
  }
}

TEST_CASE("a chip changes with time when the kind of one of its layers does") {
  Setting setting({.cell_bits = 2, .dac_bits = 2, .adc_bits = 6}, 6, 6);
  setting.label_by_digital_scores();
  std::vector<hardware::Hardware> kinds = {setting.chip, setting.chip};
  make_drift(kinds[1].device);
  const auto indices = test::first_indices(setting.images.count());
  const auto at = [&](int kind_of_first) {
    mapping::Mapping mapping = setting.mapping;
    mapping.layers[0].kind = kind_of_first;
    const accuracy::AccuracyTask task{.network = &setting.net,
                                      .weights = &setting.weights,
                                      .mapping = &mapping,
                                      .kinds = kinds,
                                      .images = &setting.images,
                                      .indices = indices,
                                      .calibration = &setting.images,
                                      .calibration_indices = indices};
    const accuracy::AccuracyPlan plan{.times_s = {1.0, 1e8}, .draws = 2, .seed = 3};
    return accuracy::make_crossbar_accuracy()->measure(task, plan, {}).accuracy.at;
  };
  const auto still = at(0), drifting = at(1);
  CHECK(still[0].mean == still[1].mean);
  CHECK(drifting[0].mean != drifting[1].mean);
}

TEST_CASE("a mapping of more kinds than the chip has is refused") {
  Setting setting({.cell_bits = 2}, 6, 6);
  setting.mapping.layers[1].kind = 1;
  CHECK_THROWS_AS((void)setting.network_on_chip(), Error);
}
