// kirchhoff/worker/fixed_runs.cpp - jobs without a design: the signature and the speed of training.
#include <algorithm>
#include <array>
#include <chrono>
#include <cmath>
#include <functional>
#include <numeric>

#include "kirchhoff/accuracy/crossbar_accuracy.hpp"
#include "kirchhoff/accuracy/crossbar_network.hpp"
#include "kirchhoff/base/error.hpp"
#include "kirchhoff/base/file.hpp"
#include "kirchhoff/base/stream.hpp"
#include "kirchhoff/base/text.hpp"
#include "kirchhoff/design/design.hpp"
#include "kirchhoff/formats/files.hpp"
#include "kirchhoff/mapping/mapping.hpp"
#include "kirchhoff/train/torch/bare_loop.hpp"
#include "kirchhoff/worker/job_server.hpp"

namespace kirchhoff::worker {
namespace {

constexpr std::uint64_t fixed_seed = 1;
constexpr int class_count = 4;
constexpr std::int64_t image_count = 512;

// Images of a bright square, its corner decided by the class, under noise.
train::ImageSet made_up_images() {
  train::ImageSet set;
  set.shape = {.channels = 1, .height = 16, .width = 16};
  set.classes = class_count;
  for (std::int64_t image = 0; image < image_count; ++image) {
    Stream stream(fixed_seed, purpose::test, static_cast<std::uint64_t>(image));
    const int label = static_cast<int>(image) % class_count;
    for (int y = 0; y < set.shape.height; ++y) {
      for (int x = 0; x < set.shape.width; ++x) {
        const bool bright = (y / 8 == label / 2) && (x / 8 == label % 2);
        set.pixels.push_back(static_cast<std::uint8_t>(stream.below(160) + (bright ? 60 : 0)));
      }
    }
    set.labels.push_back(static_cast<std::uint8_t>(label));
  }
  return set;
}

space::Fields fixed_design() {
  return {{"network.family", "residual"},
          {"network.stages", std::int64_t{2}},
          {"network.stage1.width", std::int64_t{8}},
          {"network.stage2.width", std::int64_t{16}},
          {"compress.stage1.weight_bits", std::int64_t{4}},
          {"compress.stage1.activation_bits", std::int64_t{4}},
          {"compress.stage2.weight_bits", std::int64_t{3}},
          {"compress.stage2.activation_bits", std::int64_t{3}},
          {"hardware.device", std::string("pcm-nandakumar")},
          {"train.weight_noise", 0.05},
          {"train.batch", std::int64_t{32}}};
}

std::string accuracy_text(const accuracy::Accuracy& accuracy) {
  std::string text =
      fmt::format("{} {}", exact_text(accuracy.digital), exact_text(accuracy.ideal_analog));
  for (const accuracy::AccuracyAt& at : accuracy.at) {
    text += fmt::format(" {} {} {}", exact_text(at.mean), exact_text(at.sd), exact_text(at.worst));
  }
  return text;
}

// Relative to the largest score.
double largest_difference(const std::vector<float>& a, const std::vector<float>& b) {
  KIRCHHOFF_ASSERT(a.size() == b.size());
  double difference = 0.0, largest = 0.0;
  for (std::size_t i = 0; i < a.size(); ++i) {
    difference = std::max(difference, std::abs(static_cast<double>(a[i]) - b[i]));
    largest = std::max(largest, std::abs(static_cast<double>(a[i])));
  }
  return largest > 0.0 ? difference / largest : difference;
}

// One network three times: in float32, in integers, and on crossbars that lose nothing.
void compare_scores(const accuracy::AccuracyTask& task, train::Trainer& trainer,
                    SelfcheckAnswer& answer) {
  hardware::Hardware ample = task.kinds.front();
  ample.adc_bits = 12;
  const auto none = [](std::int64_t /*count*/) {};
  accuracy::CrossbarNetwork chip(*task.network, *task.weights,
                                 mapping::map_network(*task.network, ample), ample);
  chip.calibrate(*task.calibration, task.calibration_indices, none);
  const std::vector<float> digital = chip.digital_scores(*task.images, task.indices, none);
  chip.program({.programming_noise = false, .read_noise = false},
               Stream(fixed_seed, purpose::programming, 0));
  const std::vector<float> analog = chip.analog_scores(
      *task.images, task.indices, Stream(fixed_seed, purpose::read_noise, 0), none);
  const std::vector<float> floating =
      trainer.scores(*task.network, *task.weights, *task.images, task.indices);
  answer.integer_difference = largest_difference(floating, digital);
  answer.analog_difference = largest_difference(digital, analog);
}

double median(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  return values[values.size() / 2];
}

// A chip on which a layer has one converter a column, or one for so many rows of it.
hardware::Hardware converters_of_rows(int rows, double read_sd) {
  hardware::Hardware hardware = formats::load_hardware("pcm-32nm");
  hardware.device.read_sd_relative = read_sd;
  hardware.crossbar = hardware::CrossbarShape{
      {.rows = rows, .columns = 256, .active_rows = rows, .columns_per_adc = 16}};
  hardware.dac_bits = 8;  // pulses of 256 widths: one step
  return hardware;
}

}  // namespace

SelfcheckAnswer selfcheck(train::Trainer& trainer) {
  const train::ImageSet images = made_up_images();
  const design::Design design =
      design::build_design(fixed_design(), {.input = images.shape, .classes = images.classes});
  std::vector<std::int64_t> order(static_cast<std::size_t>(image_count));
  std::iota(order.begin(), order.end(), std::int64_t{0});
  const auto indices = std::span<const std::int64_t>(order);
  train::TrainingJob job;
  job.network = &design.network;
  job.recipe = design.recipe;
  job.images = &images;
  job.indices = indices.first(384);
  job.epochs = 4;       // until it tells the classes apart, so that noise has something to spoil
  job.augment = false;  // mirrored, two classes are the other two
  job.seed = fixed_seed;
  const network::Weights weights = trainer.train(job, {}).weights;
  const mapping::Mapping mapping = mapping::map_network(design.network, design.chip.kinds.front());
  const accuracy::AccuracyTask task{.network = &design.network,
                                    .weights = &weights,
                                    .mapping = &mapping,
                                    .kinds = design.chip.kinds,
                                    .images = &images,
                                    .indices = indices.last(128),
                                    .calibration = &images,
                                    .calibration_indices = indices.first(64)};
  const accuracy::AccuracyResult result = accuracy::make_crossbar_accuracy()->measure(
      task, {.times_s = {60.0, 3600.0}, .draws = 2, .seed = fixed_seed, .calibration_images = 64},
      [](std::int64_t /*done*/, std::int64_t /*all*/) { return true; });
  SelfcheckAnswer answer{
      .signature = content_hash(formats::weights_bytes(weights) + accuracy_text(result.accuracy)),
      .digital = result.accuracy.digital,
      .ideal_analog = result.accuracy.ideal_analog,
      .noisy = result.accuracy.at.front().mean};
  compare_scores(task, trainer, answer);
  return answer;
}

BenchAnswer bench_training(const BenchJob& job, const train::DataSet& data,
                           train::Trainer& trainer) {
  constexpr int rounds = 3;
  require(job.images >= 128 && job.images <= data.training.count(),
          "images ({}) must be 128 to {}, which the data set has", job.images,
          data.training.count());
  const network::Network network = formats::load_network("resnet8");
  std::vector<std::int64_t> indices(static_cast<std::size_t>(job.images));
  std::iota(indices.begin(), indices.end(), std::int64_t{0});
  train::TrainingJob training;
  training.network = &network;
  training.images = &data.training;
  training.indices = indices;
  const auto bare = [&] {
    return train::bare_images_per_s(network, data.training, training.indices,
                                    training.recipe.batch);
  };
  const auto ours = [&](bool quantise, double weight_noise) {
    training.quantise = quantise;
    training.recipe.weight_noise = weight_noise;
    training.chip = nullptr;
    return trainer.train(training, {}).images_per_s;
  };
  const auto aware = [&](network::ConverterAwareness converters) {
    training.quantise = true;
    training.recipe.cell_noise = 1.0;
    training.recipe.converters = converters;
    const train::ChipEffects chip = train::chip_effects(network, converters_of_rows(128, 0.0),
                                                        training.recipe, seconds(3600.0));
    training.chip = &chip;
    return trainer.train(training, {}).images_per_s;
  };
  std::array<std::vector<double>, 5> figures;
  // By turns, so that a busy moment of the machine meets all of them; the first round warms up.
  for (int round = 0; round <= rounds; ++round) {
    const std::array<double, 5> measured{bare(), ours(false, 0.0), ours(true, 0.05),
                                         aware(network::ConverterAwareness::Layer),
                                         aware(network::ConverterAwareness::Crossbar)};
    for (std::size_t i = 0; round > 0 && i < figures.size(); ++i) figures[i].push_back(measured[i]);
  }
  return {.id = job.id,
          .bare_images_per_s = median(figures[0]),
          .plain_images_per_s = median(figures[1]),
          .quantised_images_per_s = median(figures[2]),
          .layer_aware_images_per_s = median(figures[3]),
          .crossbar_aware_images_per_s = median(figures[4])};
}

namespace {

accuracy::CrossbarNetwork on_chip(const network::Network& network, const network::Weights& weights,
                                  int rows, double read_sd) {
  const hardware::Hardware hardware = converters_of_rows(rows, read_sd);
  return {network, weights, mapping::map_network(network, hardware), hardware};
}

double images_per_s(std::size_t images, const std::function<void()>& work) {
  const auto start = std::chrono::steady_clock::now();
  work();
  const std::chrono::duration<double> elapsed = std::chrono::steady_clock::now() - start;
  return static_cast<double>(images) / elapsed.count();
}

}  // namespace

BenchAnswer bench_accuracy(const BenchJob& job, const train::DataSet& data,
                           train::Trainer& trainer) {
  constexpr int rounds = 3;
  constexpr int all_rows = 1024;  // the largest layer has 576
  constexpr int crossbar_rows = 128;
  constexpr double read_sd = 0.005;
  require(job.images >= 256 && job.images <= data.training.count(),
          "images ({}) must be 256 to {}, which the data set has", job.images,
          data.training.count());
  network::Network network = formats::load_network("resnet8");
  for (const std::size_t layer : network.layers()) network.set_bits(layer, 4, 8);
  std::vector<std::int64_t> indices(static_cast<std::size_t>(job.images));
  std::iota(indices.begin(), indices.end(), std::int64_t{0});
  train::TrainingJob training;
  training.network = &network;
  training.images = &data.training;
  training.indices = std::span<const std::int64_t>(indices).first(256);
  const network::Weights weights = trainer.train(training, {}).weights;
  std::array<accuracy::CrossbarNetwork, 3> chips{on_chip(network, weights, all_rows, 0.0),
                                                 on_chip(network, weights, all_rows, read_sd),
                                                 on_chip(network, weights, crossbar_rows, read_sd)};
  for (accuracy::CrossbarNetwork& chip : chips) {
    chip.calibrate(data.training, training.indices, [](std::int64_t /*count*/) {});
  }
  std::array<std::vector<double>, 4> figures;
  for (int round = 0; round <= rounds; ++round) {  // the first warms up
    std::array<double, 4> measured{
        train::bare_forward_images_per_s(network, data.training, indices)};
    for (std::size_t i = 0; i < chips.size(); ++i) {
      measured[i + 1] = images_per_s(indices.size(), [&] {
        chips[i].program({.since_programming = seconds(3600.0)},
                         Stream(1, purpose::programming, 0));
        (void)chips[i].analog_scores(data.training, indices, Stream(1, purpose::read_noise, 0),
                                     [](std::int64_t /*count*/) {});
      });
    }
    for (std::size_t i = 0; round > 0 && i < figures.size(); ++i) figures[i].push_back(measured[i]);
  }
  return {.id = job.id,
          .forward_images_per_s = median(figures[0]),
          .additive_images_per_s = median(figures[1]),
          .read_noise_images_per_s = median(figures[2]),
          .per_crossbar_images_per_s = median(figures[3])};
}

}  // namespace kirchhoff::worker
