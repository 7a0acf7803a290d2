// kirchhoff/network/training_recipe.hpp - how a network is to be trained: plain values of a design.
#pragma once

#include <array>
#include <string>

namespace kirchhoff::network {

/// Where the forward pass of training rounds and clips sums as the chip's converters will.
enum class ConverterAwareness {
  None,
  Layer,     // the whole sum of an output, once
  Crossbar,  // each part of the sum that is read at once
};
/// "none", "layer", "crossbar": in the order of the values.
inline const std::array<std::string, 3> converter_awareness_names = {"none", "layer", "crossbar"};

/// The training part of a design. How much is trained (images, epochs) is Fidelity, not recipe.
struct TrainingRecipe {
  double learning_rate = 0.05;   // peak of the cosine schedule, SGD with momentum; 1e-4 to 1
  double weight_decay = 5e-4;    // 0 to 0.1
  double label_smoothing = 0.0;  // 0 to 0.5
  /// Sd of the noise added in training, relative to the output channel's largest weight; 0 to 0.5.
  double weight_noise = 0.0;
  /// The errors of the chip's own cells, times this, added to the weights in training; 0 to 4.
  double cell_noise = 0.0;
  ConverterAwareness converters = ConverterAwareness::None;
  double momentum = 0.9;  // 0 to 0.999
  int batch = 64;         // 8 to 1024
  friend bool operator==(const TrainingRecipe&, const TrainingRecipe&) = default;
};

}  // namespace kirchhoff::network
