// kirchhoff/train/torch/torch_trainer.cpp - epochs, batches and progress around a TrainingRun.
#include "kirchhoff/train/torch/torch_trainer.hpp"

#include <ATen/Parallel.h>

#include <algorithm>
#include <chrono>
#include <cmath>

#include "kirchhoff/base/error.hpp"
#include "kirchhoff/train/batch.hpp"
#include "kirchhoff/train/schedule.hpp"
#include "kirchhoff/train/torch/scores.hpp"
#include "kirchhoff/train/torch/training_run.hpp"

namespace kirchhoff::train {
namespace {

void check_job(const TrainingJob& job) {
  KIRCHHOFF_ASSERT(job.network != nullptr && job.images != nullptr);
  const network::Shape& input = job.network->node(0).shape;
  const network::Shape& image = job.images->shape;
  require(input == image, "network \"{}\" reads {}x{}x{}, but the images are {}x{}x{}",
          job.network->name(), input.channels, input.height, input.width, image.channels,
          image.height, image.width);
  require(job.network->classes() >= job.images->classes,
          "network \"{}\" tells {} classes apart, but the images have {}", job.network->name(),
          job.network->classes(), job.images->classes);
  require(job.epochs >= 1, "epochs ({}) must be at least 1", job.epochs);
  require(job.indices.size() >= 2, "{} training images; at least 2 are needed", job.indices.size());
}

// What all batches of a job share.
struct Course {
  const TrainingJob& job;
  std::int64_t batch;
  std::int64_t batches;  // of one epoch; images that fill no batch wait for another epoch
  AugmentationRange range;
};

void write_batch(const Course& course, std::int64_t epoch, std::span<const std::int64_t> positions,
                 std::span<float> images, std::span<std::uint8_t> labels) {
  const TrainingJob& job = course.job;
  const auto size = static_cast<std::size_t>(job.images->shape.size());
  for (std::size_t i = 0; i < positions.size(); ++i) {
    const std::int64_t index = job.indices[static_cast<std::size_t>(positions[i])];
    const Augmentation augmentation =
        job.augment ? draw_augmentation(course.range, job.seed, epoch, positions[i])
                    : Augmentation{};
    write_image(*job.images, index, augmentation, images.subspan(i * size, size));
    labels[i] = job.images->labels[static_cast<std::size_t>(index)];
  }
}

// The first step of the last eighth, which normalises as the chip will. Measured with weight noise
// 0.1 on the RRAM template, 8 epochs of 54,000 images, 6 programmings: noisy accuracy 0.896 (sd
// 0.024) instead of 0.884 (sd 0.048), digital accuracy the same.
std::int64_t first_folded_step(const TrainingJob& job, std::int64_t steps) {
  const bool has_noise =
      job.quantise && (job.recipe.weight_noise > 0.0 || job.recipe.cell_noise > 0.0);
  return has_noise ? steps - steps / 8 : steps;
}

// Runs the checks that are due after a step; false when one ends the training. None falls on the
// last step, where the training is over anyway.
bool passes_checks(const TrainingJob& job, std::int64_t step, std::int64_t steps,
                   detail::TrainingRun& run) {
  if (steps < 2) return true;
  for (std::size_t i = 0; i < job.check_after.size(); ++i) {
    const auto due = std::llround(job.check_after[i] * static_cast<double>(steps));
    if (std::clamp<std::int64_t>(due, 1, steps - 1) != step + 1) continue;
    if (!job.check(i, run.weights())) return false;
  }
  return true;
}

struct Epoch {
  double loss = 0.0;  // mean
  std::int64_t batches = 0;
  bool was_stopped = false;
};

Epoch train_epoch(const Course& course, std::int64_t epoch, detail::TrainingRun& run,
                  const TrainingProgress& progress) {
  const std::int64_t steps = course.batches * course.job.epochs;
  const std::vector<std::int64_t> order =
      epoch_order(static_cast<std::int64_t>(course.job.indices.size()), course.job.seed, epoch);
  std::vector<std::uint8_t> labels(static_cast<std::size_t>(course.batch));
  double loss = 0.0;
  for (std::int64_t batch = 0; batch < course.batches; ++batch) {
    const auto positions = std::span(order).subspan(static_cast<std::size_t>(batch * course.batch),
                                                    static_cast<std::size_t>(course.batch));
    write_batch(course, epoch, positions, run.images(), labels);
    const std::int64_t step = epoch * course.batches + batch;
    loss += run.train_batch(
        labels, {.index = step,
                 .learning_rate = learning_rate_at(step, steps, course.job.recipe.learning_rate),
                 .folded = step >= first_folded_step(course.job, steps)});
    if (progress && !progress((step + 1) * course.batch, steps * course.batch,
                              loss / static_cast<double>(batch + 1))) {
      fail(ErrorKind::Environment, "training was stopped");
    }
    if (!passes_checks(course.job, step, steps, run)) {
      return {
          .loss = loss / static_cast<double>(batch + 1), .batches = batch + 1, .was_stopped = true};
    }
  }
  return {.loss = loss / static_cast<double>(course.batches), .batches = course.batches};
}

class TorchTrainer final : public Trainer {
 public:
  TrainingOutcome train(const TrainingJob& job, const TrainingProgress& progress) override {
    check_job(job);
    const auto start = std::chrono::steady_clock::now();
    const auto count = static_cast<std::int64_t>(job.indices.size());
    const std::int64_t batch = std::min<std::int64_t>(job.recipe.batch, count);
    const Course course{.job = job,
                        .batch = batch,
                        .batches = count / batch,
                        .range = augmentation_range(job.epochs)};
    detail::TrainingRun run(*job.network, {.batch = batch,
                                           .seed = job.seed,
                                           .quantise = job.quantise,
                                           .recipe = job.recipe,
                                           .chip = job.chip});
    TrainingOutcome outcome;
    std::int64_t batches = 0;
    for (std::int64_t epoch = 0; epoch < job.epochs && !outcome.was_stopped; ++epoch) {
      const Epoch done = train_epoch(course, epoch, run, progress);
      outcome.final_loss = done.loss;
      outcome.was_stopped = done.was_stopped;
      batches += done.batches;
    }
    outcome.weights = run.weights();
    const std::chrono::duration<double> elapsed = std::chrono::steady_clock::now() - start;
    outcome.images_per_s = static_cast<double>(batches * batch) / elapsed.count();
    return outcome;
  }

  std::vector<float> scores(const network::Network& network, const network::Weights& weights,
                            const ImageSet& images,
                            std::span<const std::int64_t> indices) override {
    return detail::quantised_scores(network, weights, images, indices);
  }
};

}  // namespace

std::unique_ptr<Trainer> make_torch_trainer() {
  at::set_num_threads(1);
  return std::make_unique<TorchTrainer>();
}

}  // namespace kirchhoff::train
