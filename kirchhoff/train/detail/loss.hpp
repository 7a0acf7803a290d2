// kirchhoff/train/detail/loss.hpp - cross entropy of class scores with smoothed labels.
#pragma once

#include <cstdint>
#include <span>

namespace kirchhoff::train::detail {

/// Mean loss over the images of `scores` ([images][classes]); writes the gradient of that mean.
/// The right class has probability 1 - smoothing, and `smoothing` is spread over all classes.
[[nodiscard]] double cross_entropy(std::span<const float> scores,
                                   std::span<const std::uint8_t> labels, int classes,
                                   double smoothing, std::span<float> gradient);

}  // namespace kirchhoff::train::detail
