// kirchhoff/train/trainer.hpp - trains one network; implemented with libtorch in train/torch/.
#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <vector>

#include "kirchhoff/network/network.hpp"
#include "kirchhoff/network/training_recipe.hpp"
#include "kirchhoff/network/weights.hpp"
#include "kirchhoff/train/chip_effects.hpp"
#include "kirchhoff/train/dataset.hpp"

namespace kirchhoff::train {

struct TrainingJob {
  const network::Network* network = nullptr;  // bits 8/8 everywhere still quantise
  network::TrainingRecipe recipe;
  const ImageSet* images = nullptr;
  std::span<const std::int64_t> indices;  // images to train on, in this order before shuffling
  int epochs = 1;
  std::uint64_t seed = 1;             // of weights, shuffles, augmentation and noise
  const ChipEffects* chip = nullptr;  // what training sees of the chip; with `quantise` only
  bool quantise = true;               // false: plain float training, for benchmarks
  bool augment = true;  // mirror and shift by up to 2 pixels, as augmentation_range() says
  /// Shares of all steps in (0, 1), rising, after which `check` sees the weights of that moment;
  /// false ends the training with them. A look changes nothing: the bits at the end stay the same.
  std::vector<double> check_after{};
  std::function<bool(std::size_t, const network::Weights&)> check{};
};

struct TrainingOutcome {
  network::Weights weights;   // complete, as network/weights.hpp says
  double final_loss = 0.0;    // mean training loss of the last epoch
  double images_per_s = 0.0;  // training images per second of wall time, checks included
  bool was_stopped = false;   // by a check; then the loss is of its unfinished epoch
};

/// (images done, images in all, mean loss so far); return false to stop, which throws.
using TrainingProgress = std::function<bool(std::int64_t, std::int64_t, double)>;

class Trainer {
 public:
  virtual ~Trainer() = default;
  /// Trains from scratch with SGD, momentum and a cosine schedule. A loss that is not finite throws
  /// Error(Negative) "training diverged". Same job, same bits on one type of machine.
  virtual TrainingOutcome train(const TrainingJob& job, const TrainingProgress& progress) = 0;
  /// Class scores of the quantised network as the digital reference: [images][classes], batch-wise,
  /// for images by index.
  virtual std::vector<float> scores(const network::Network& network,
                                    const network::Weights& weights, const ImageSet& images,
                                    std::span<const std::int64_t> indices) = 0;
};

}  // namespace kirchhoff::train
