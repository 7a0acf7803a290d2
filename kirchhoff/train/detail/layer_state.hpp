// kirchhoff/train/detail/layer_state.hpp - what training knows of one layer: weights, batch
// normalisation or bias, and their momentum.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "kirchhoff/network/network.hpp"
#include "kirchhoff/network/weights.hpp"
#include "kirchhoff/train/detail/join.hpp"
#include "kirchhoff/train/detail/weight_quantiser.hpp"

namespace kirchhoff::train::detail {

class LayerState {
 public:
  /// He initialisation from (seed, purpose::initial_weights, node).
  LayerState(const network::Network& network, std::size_t node, std::uint64_t seed);

  /// What the product of one step multiplies with.
  struct Preparation {
    bool quantise = true;
    double noise_sd = 0.0;                  // relative to the top level
    std::span<const float> weight_sd = {};  // by integer weight, instead: see LayerEffects
    std::uint64_t seed = 1;
    std::uint64_t step = 0;
  };
  /// Writes the weights of this step to `out`. Throws Error(Negative) when they are not finite.
  void prepare(const Preparation& preparation, std::span<float> out);

  /// Fixes the affine transform of this batch: from the moments of its product, or the bias.
  void normalise(const float* product, std::int64_t rows);
  /// The same with the running moments, as the chip will do it: they stay as they are.
  void normalise_as_folded();
  /// Term of a join that reads this layer's product.
  [[nodiscard]] JoinTerm term(const float* product) const;

  /// product gradient = a x gradient of the transformed value + b x product + c, per channel.
  struct ProductGradient {
    std::vector<float> a, b, c;
  };
  /// Takes the sums of the backward pass, keeps the gradients of gain and shift.
  [[nodiscard]] ProductGradient product_gradient(std::span<const double> sum,
                                                 std::span<const double> centred,
                                                 std::int64_t rows);
  /// One step; `decay` applies to the weights alone.
  void update(const SgdStep& step, std::span<const float> weight_gradient);

  /// Appends weight, weight_scale, activation_scale, gain and shift with the running moments.
  void append_tensors(float activation_scale, network::Weights& out) const;

  [[nodiscard]] const network::Node& node() const { return node_; }
  [[nodiscard]] std::size_t weight_count() const { return weight_.size(); }

 private:
  void set_batch_transform(std::span<const double> mean, std::span<const double> variance);

  std::size_t index_;  // of the node
  network::Node node_;
  std::vector<std::int64_t> weight_shape_;
  std::vector<float> weight_, weight_velocity_;
  std::vector<float> gain_, gain_velocity_, gain_gradient_;     // of batch normalisation
  std::vector<float> shift_, shift_velocity_, shift_gradient_;  // its shift, or the bias
  std::vector<double> running_mean_, running_variance_;
  std::int64_t batches_ = 0;
  std::vector<float> batch_gain_, batch_shift_, batch_mean_;  // of the current batch
  std::vector<double> inverse_sd_;
  bool folded_ = false;  // whether the current batch is normalised by the running moments
  std::vector<float> noise_;
};

}  // namespace kirchhoff::train::detail
