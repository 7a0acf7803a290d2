// kirchhoff/train/chip_effects.hpp - what noise-aware training sees of the chip.
//
// In:    Network, Mapping, Hardware of each kind of macros, TrainingRecipe, time since programming
// Out:   ChipEffects: errors of each weight and the resolution of each sum, by layer
// Model: docs/models/noise_aware_training.md
#pragma once

#include <span>
#include <vector>

#include "kirchhoff/base/quantity.hpp"
#include "kirchhoff/hardware/hardware.hpp"
#include "kirchhoff/mapping/mapping.hpp"
#include "kirchhoff/network/network.hpp"
#include "kirchhoff/network/training_recipe.hpp"

namespace kirchhoff::train {

struct LayerEffects {
  /// Sd of a weight's error by integer weight + 2^(bits-1), in steps of the weight: 2^bits numbers;
  /// empty: the recipe asks for none.
  std::vector<float> weight_sd;
  int parts = 1;       // sums that are converted apart and then added, at least 1
  double codes = 0.0;  // converter steps from 0 to the end of its range; 0: the sums stay exact
  bool learns_range = false;  // how far converters reach is trained with the weights
};

struct ChipEffects {
  std::vector<LayerEffects> layers;  // by node; other nodes have none
};

/// What `recipe.cell_noise`, `.weight_noise` and `.converters` mean for this network on this chip
/// `since` after programming. A pure function; takes milliseconds. Throws Error(Input) for a time
/// at which the device cannot be, and for a network that does not fit the chip.
[[nodiscard]] ChipEffects chip_effects(const network::Network& network,
                                       const hardware::Hardware& hardware,
                                       const network::TrainingRecipe& recipe, Time since);
/// The same on a chip with several kinds of macros: each layer has the cells and converters of the
/// kind that the mapping names.
[[nodiscard]] ChipEffects chip_effects(const network::Network& network,
                                       const mapping::Mapping& mapping,
                                       std::span<const hardware::Hardware> kinds,
                                       const network::TrainingRecipe& recipe, Time since);

}  // namespace kirchhoff::train
