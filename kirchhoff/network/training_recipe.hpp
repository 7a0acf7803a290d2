// kirchhoff/network/training_recipe.hpp - how a network is to be trained: plain values of a design.
#pragma once

namespace kirchhoff::network {

/// The training part of a design. How much is trained (images, epochs) is Fidelity, not recipe.
struct TrainingRecipe {
  double learning_rate = 0.05;   // peak of the cosine schedule, SGD with momentum; 1e-4 to 1
  double weight_decay = 5e-4;    // 0 to 0.1
  double label_smoothing = 0.0;  // 0 to 0.5
  /// Sd of the noise added in training, relative to the output channel's largest weight; 0 to 0.5.
  double weight_noise = 0.0;
  double momentum = 0.9;  // 0 to 0.999
  int batch = 64;         // 8 to 1024
  friend bool operator==(const TrainingRecipe&, const TrainingRecipe&) = default;
};

}  // namespace kirchhoff::network
