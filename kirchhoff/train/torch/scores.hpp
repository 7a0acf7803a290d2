// kirchhoff/train/torch/scores.hpp - class scores of a trained, quantised network.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "kirchhoff/network/network.hpp"
#include "kirchhoff/network/weights.hpp"
#include "kirchhoff/train/dataset.hpp"

namespace kirchhoff::train::detail {

/// [images][classes]. Products are of integers held in floats, hence exact. Throws Error(Input)
/// when the weights do not fit the network.
[[nodiscard]] std::vector<float> quantised_scores(const network::Network& network,
                                                  const network::Weights& weights,
                                                  const ImageSet& images,
                                                  std::span<const std::int64_t> indices);

}  // namespace kirchhoff::train::detail
