// kirchhoff/train/torch/training_run.hpp - one network in training: forward, backward, one step.
#pragma once

#include <cstdint>
#include <memory>
#include <span>

#include "kirchhoff/network/network.hpp"
#include "kirchhoff/network/training_recipe.hpp"
#include "kirchhoff/network/weights.hpp"
#include "kirchhoff/train/chip_effects.hpp"

namespace kirchhoff::train::detail {

struct RunOptions {
  std::int64_t batch = 64;
  std::uint64_t seed = 1;
  bool quantise = true;
  network::TrainingRecipe recipe;
  const ChipEffects* chip = nullptr;  // outlives the run; with `quantise` only
};

struct RunStep {
  std::int64_t index = 0;
  double learning_rate = 0.0;
  /// Normalise with the running moments, as the chip will: batch moments would hide what weight
  /// noise does to the mean and spread of a channel.
  bool folded = false;
};

/// Not thread-safe. The network must outlive it.
class TrainingRun {
 public:
  TrainingRun(const network::Network& network, const RunOptions& options);
  ~TrainingRun();
  TrainingRun(const TrainingRun&) = delete;
  TrainingRun& operator=(const TrainingRun&) = delete;

  /// Where the images of the next batch are to be written: [batch][height][width][channels].
  [[nodiscard]] std::span<float> images();
  /// One step on the images written; returns their mean loss. Throws Error(Negative) when it is
  /// not finite.
  double train_batch(std::span<const std::uint8_t> labels, const RunStep& step);
  /// The trained network.
  [[nodiscard]] network::Weights weights();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace kirchhoff::train::detail
