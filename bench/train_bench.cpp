// bench/train_bench.cpp - what training does besides products: batches, joins, weight noise.
//
// Training as a whole, against a bare libtorch loop: `kirchhoff bench train`.
#include <benchmark/benchmark.h>

#include <vector>

#include "kirchhoff/base/stream.hpp"
#include "kirchhoff/train/batch.hpp"
#include "kirchhoff/train/detail/join.hpp"
#include "kirchhoff/train/detail/weight_quantiser.hpp"

namespace {

using namespace kirchhoff;

std::vector<float> normals(std::size_t count) {
  std::vector<float> values(count);
  Stream(1, purpose::test, 0).fill_normal(values);
  return values;
}

// Answers: how many augmented images per second does one core prepare? Training takes 2,000 to
// 10,000, so that batches cost it a hundredth.
void prepare_images(benchmark::State& state) {
  train::ImageSet images;
  images.shape = {1, 28, 28};
  images.classes = 2;
  images.pixels.assign(784 * 64, 100);
  images.labels.assign(64, 0);
  std::vector<float> batch(784 * 64);
  std::int64_t epoch = 0;
  for (auto _ : state) {
    for (std::int64_t i = 0; i < 64; ++i) {
      const auto moved = train::draw_augmentation({.shift = 2, .mirror = true}, 1, epoch, i);
      train::write_image(images, i, moved,
                         std::span(batch).subspan(static_cast<std::size_t>(i) * 784, 784));
    }
    ++epoch;
    benchmark::DoNotOptimize(batch.data());
  }
  state.SetItemsProcessed(state.iterations() * 64);
}
BENCHMARK(prepare_images);

// Answers: what does a pass of normalisation, ReLU and quantisation cost per value?
void join_forward(benchmark::State& state) {
  const auto channels = static_cast<std::size_t>(state.range(0));
  const std::size_t rows = 802816 / channels;  // 64 maps of 28 x 28 x 16
  const std::vector<float> values = normals(rows * channels);
  const std::vector<float> gain = normals(channels);
  std::vector<float> out(values.size());
  const train::detail::Join join{.terms = {{.values = values.data(), .gain = gain, .shift = gain}},
                                 .relu = true,
                                 .rows = static_cast<std::int64_t>(rows),
                                 .channels = static_cast<int>(channels),
                                 .scale = 0.2F,
                                 .top = 15.0F,
                                 .unit = 0.2F};
  for (auto _ : state) {
    train::detail::join_forward(join, nullptr, out.data());
    benchmark::DoNotOptimize(out.data());
  }
  state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(values.size()));
}
BENCHMARK(join_forward)->Arg(1)->Arg(10)->Arg(16)->Arg(64)->ArgName("channels");

// Answers: what does the way back cost per value?
void join_backward(benchmark::State& state) {
  const auto channels = static_cast<std::size_t>(state.range(0));
  const std::size_t rows = 802816 / channels;
  const std::vector<float> values = normals(rows * channels);
  const std::vector<float> gain = normals(channels);
  std::vector<float> gradient = normals(values.size());
  const train::detail::Join join{
      .terms = {{.values = values.data(), .gain = gain, .shift = gain, .centre = gain}},
      .relu = true,
      .rows = static_cast<std::int64_t>(rows),
      .channels = static_cast<int>(channels),
      .scale = 0.2F,
      .top = 15.0F,
      .unit = 0.2F};
  for (auto _ : state) {
    benchmark::DoNotOptimize(
        train::detail::join_backward(join, nullptr, gradient.data(), gradient.data()));
  }
  state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(values.size()));
}
BENCHMARK(join_backward)->Arg(16)->Arg(64)->ArgName("channels");

// Answers: what do low bits and noise cost per weight and step?
void prepare_weights(benchmark::State& state) {
  const std::vector<float> weights = normals(36864);
  std::vector<float> noise(weights.size());
  std::vector<float> out(weights.size());
  std::uint64_t step = 0;
  for (auto _ : state) {
    const std::vector<float> scales = train::detail::weight_scales(weights, 64, 4);
    train::detail::quantise_weights(weights, scales, 4, out);
    Stream(1, purpose::weight_noise, ++step).fill_normal(noise);
    train::detail::add_weight_noise(noise, scales, 4, 0.05, out);
    benchmark::DoNotOptimize(out.data());
  }
  state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(weights.size()));
}
BENCHMARK(prepare_weights);

}  // namespace

BENCHMARK_MAIN();
