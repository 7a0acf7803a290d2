// kirchhoff/train/weight_quantiser.cpp - scales by channel; rounding to even; SGD.
#include <algorithm>
#include <array>
#include <cmath>

#include "kirchhoff/base/error.hpp"
#include "kirchhoff/train/detail/weight_quantiser.hpp"

namespace kirchhoff::train::detail {
namespace {

constexpr float round_shift = 12582912.0F;  // 1.5 x 2^23: adding it rounds to even
constexpr float smallest_scale = 1e-8F;     // of a channel that is 0 throughout

float top_level(int bits) { return static_cast<float>((1 << (bits - 1)) - 1); }

// Step of the uniform quantiser with 2^bits - 1 levels that has the least mean square error for
// normally distributed numbers (as Max, 1960, computes it for other counts of levels), in units of
// their mean magnitude, sqrt(2 / pi) standard deviations. Above 6 bits the largest weight decides.
constexpr std::array<float, 9> best_step = {0.0F,   0.0F,   1.534F, 0.816F, 0.441F,
                                            0.243F, 0.133F, 1.0F,   1.0F};

[[gnu::target_clones("arch=x86-64-v4", "arch=x86-64-v3", "default")]] void quantise_channel(
    const float* __restrict weights, float scale, float top, std::int64_t count,
    float* __restrict out) {
  for (std::int64_t i = 0; i < count; ++i) {
    float steps = weights[i] / scale;
    steps = steps > -top ? steps : -top;
    steps = steps < top ? steps : top;
    out[i] = ((steps + round_shift) - round_shift) * scale;
  }
}

[[gnu::target_clones("arch=x86-64-v4", "arch=x86-64-v3", "default")]] void add_scaled(
    const float* __restrict noise, float factor, std::int64_t count, float* __restrict out) {
  for (std::int64_t i = 0; i < count; ++i) out[i] += factor * noise[i];
}

[[gnu::target_clones("arch=x86-64-v4", "arch=x86-64-v3", "default")]] void update_block(
    float rate, float momentum, float decay, const float* __restrict gradient,
    float* __restrict velocity, float* __restrict values, std::int64_t count) {
  for (std::int64_t i = 0; i < count; ++i) {
    const float slope = gradient[i] + decay * values[i];
    velocity[i] = momentum * velocity[i] + slope;
    values[i] -= rate * (slope + momentum * velocity[i]);
  }
}

}  // namespace

std::vector<float> weight_scales(std::span<const float> weights, std::int64_t outputs, int bits) {
  KIRCHHOFF_ASSERT(bits >= 2 && bits <= 8 && outputs > 0);
  const std::size_t inputs = weights.size() / static_cast<std::size_t>(outputs);
  std::vector<float> scales(static_cast<std::size_t>(outputs));
  for (std::size_t output = 0; output < scales.size(); ++output) {
    float largest = 0.0F;
    double sum = 0.0;
    for (const float weight : weights.subspan(output * inputs, inputs)) {
      largest = std::max(largest, std::abs(weight));
      sum += double{std::abs(weight)};
    }
    const auto mean = static_cast<float>(sum / static_cast<double>(inputs));
    const float step =
        std::min(largest / top_level(bits), best_step[static_cast<std::size_t>(bits)] * mean);
    scales[output] = std::isfinite(mean) ? std::max(step, smallest_scale) : mean;
  }
  return scales;
}

void quantise_weights(std::span<const float> weights, std::span<const float> scales, int bits,
                      std::span<float> out) {
  const std::size_t inputs = weights.size() / scales.size();
  for (std::size_t output = 0; output < scales.size(); ++output) {
    quantise_channel(weights.data() + output * inputs, scales[output], top_level(bits),
                     static_cast<std::int64_t>(inputs), out.data() + output * inputs);
  }
}

void add_weight_noise(std::span<const float> noise, std::span<const float> scales, int bits,
                      double relative_sd, std::span<float> weights) {
  const std::size_t inputs = weights.size() / scales.size();
  for (std::size_t output = 0; output < scales.size(); ++output) {
    const float sd = static_cast<float>(relative_sd) * top_level(bits) * scales[output];
    add_scaled(noise.data() + output * inputs, sd, static_cast<std::int64_t>(inputs),
               weights.data() + output * inputs);
  }
}

void add_cell_noise(std::span<const float> noise, std::span<const float> scales,
                    std::span<const float> sd, std::span<float> weights) {
  const std::size_t inputs = weights.size() / scales.size();
  const auto half = static_cast<std::int64_t>(sd.size() / 2);
  for (std::size_t i = 0; i < weights.size(); ++i) {
    const float scale = scales[i / inputs];
    const std::int64_t level = std::lrint(weights[i] / scale) + half;
    weights[i] += sd[static_cast<std::size_t>(level)] * scale * noise[i];
  }
}

void update(const SgdStep& step, std::span<const float> gradient, std::span<float> velocity,
            std::span<float> values) {
  KIRCHHOFF_ASSERT(gradient.size() == values.size() && velocity.size() == values.size());
  update_block(step.learning_rate, step.momentum, step.decay, gradient.data(), velocity.data(),
               values.data(), static_cast<std::int64_t>(values.size()));
}

}  // namespace kirchhoff::train::detail
