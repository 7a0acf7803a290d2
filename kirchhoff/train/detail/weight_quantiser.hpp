// kirchhoff/train/detail/weight_quantiser.hpp - low-bit weights: scales, rounding, training noise.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace kirchhoff::train::detail {

/// Scale of each output channel, above 0: the largest |weight| becomes the top level
/// 2^(bits-1) - 1, but the step is never coarser than what loses least of normally distributed
/// weights. `weights` is [outputs][inputs per output].
[[nodiscard]] std::vector<float> weight_scales(std::span<const float> weights, std::int64_t outputs,
                                               int bits);

/// out = clip(round(weight / scale), -top, top) x scale.
void quantise_weights(std::span<const float> weights, std::span<const float> scales, int bits,
                      std::span<float> out);

/// Adds `relative_sd` x (top x scale of the channel) x noise: cells err in parts of their full
/// range, and the full range of a channel's cells is its top level.
void add_weight_noise(std::span<const float> noise, std::span<const float> scales, int bits,
                      double relative_sd, std::span<float> weights);

/// Adds sd[integer weight + 2^(bits-1)] x scale of the channel x noise to weights that stand on
/// their grid: `sd` has 2^bits numbers, in steps of the weight.
void add_cell_noise(std::span<const float> noise, std::span<const float> scales,
                    std::span<const float> sd, std::span<float> weights);

/// One step of SGD with Nesterov's momentum: the gradient, plus decay x value, moves the velocity.
struct SgdStep {
  float learning_rate = 0.0F;
  float momentum = 0.9F;
  float decay = 0.0F;
};
void update(const SgdStep& step, std::span<const float> gradient, std::span<float> velocity,
            std::span<float> values);

}  // namespace kirchhoff::train::detail
