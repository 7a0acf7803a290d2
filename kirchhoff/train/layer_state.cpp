// kirchhoff/train/layer_state.cpp - initial weights, batch normalisation by hand, export.
#include <algorithm>
#include <cmath>

#include "kirchhoff/base/error.hpp"
#include "kirchhoff/base/stream.hpp"
#include "kirchhoff/train/detail/layer_state.hpp"

namespace kirchhoff::train::detail {
namespace {

constexpr double variance_floor = 1e-5;  // added to every variance before its root
constexpr double running_share = 0.1;    // of the newest batch in the running moments

std::vector<std::int64_t> shape_of_weights(const network::Network& network,
                                           const network::Node& node) {
  const network::Shape& input = network.input_shape(node);
  if (node.kind == network::OperatorKind::Linear) return {node.outputs, input.size()};
  return {node.outputs, input.channels / node.groups, node.kernel, node.kernel};
}

std::vector<float> initial_weights(std::int64_t count, std::int64_t outputs, std::uint64_t seed,
                                   std::size_t node) {
  std::vector<float> weights(static_cast<std::size_t>(count));
  Stream(seed, purpose::initial_weights, node).fill_normal(weights);
  // He et al. (2015): keeps the variance through ReLU layers.
  const double sd = std::sqrt(2.0 * static_cast<double>(outputs) / static_cast<double>(count));
  for (float& weight : weights) weight *= static_cast<float>(sd);
  return weights;
}

}  // namespace

LayerState::LayerState(const network::Network& network, std::size_t node, std::uint64_t seed)
    : index_(node), node_(network.node(node)), weight_shape_(shape_of_weights(network, node_)) {
  const auto outputs = static_cast<std::size_t>(node_.outputs);
  weight_ = initial_weights(network::weight_count(network, node), node_.outputs, seed, node);
  weight_velocity_.assign(weight_.size(), 0.0F);
  gain_.assign(outputs, 1.0F);
  gain_velocity_.assign(outputs, 0.0F);
  gain_gradient_.assign(outputs, 0.0F);
  shift_.assign(outputs, 0.0F);
  shift_velocity_.assign(outputs, 0.0F);
  shift_gradient_.assign(outputs, 0.0F);
  running_mean_.assign(outputs, 0.0);
  running_variance_.assign(outputs, 1.0);
  inverse_sd_.assign(outputs, 1.0);
  batch_gain_ = gain_;
  batch_shift_ = shift_;
  batch_mean_.assign(outputs, 0.0F);
}

void LayerState::prepare(const Preparation& preparation, std::span<float> out) {
  const std::vector<float> scales = weight_scales(weight_, node_.outputs, node_.weight_bits);
  const bool finite =
      std::all_of(scales.begin(), scales.end(), [](float scale) { return std::isfinite(scale); });
  if (!finite) {
    fail(ErrorKind::Negative,
         "training diverged: weights of {} are not finite; a lower learning rate may help",
         node_.name);
  }
  if (preparation.quantise) {
    quantise_weights(weight_, scales, node_.weight_bits, out);
  } else {
    std::copy(weight_.begin(), weight_.end(), out.begin());
  }
  const bool has_cells = preparation.quantise && !preparation.weight_sd.empty();
  if (preparation.noise_sd <= 0.0 && !has_cells) return;
  noise_.resize(weight_.size());
  Stream(preparation.seed, purpose::weight_noise, preparation.step)
      .split(index_)
      .fill_normal(noise_);
  if (has_cells) return add_cell_noise(noise_, scales, preparation.weight_sd, out);
  add_weight_noise(noise_, scales, node_.weight_bits, preparation.noise_sd, out);
}

void LayerState::normalise_as_folded() {
  folded_ = true;
  set_batch_transform(running_mean_, running_variance_);
}

void LayerState::normalise(const float* product, std::int64_t rows) {
  if (!node_.batch_norm) return set_batch_transform({}, {});
  const Moments batch = moments(product, rows, node_.outputs);
  // The first batches count equally, so that short runs do not remember the initial values.
  const double share = std::max(running_share, 1.0 / static_cast<double>(++batches_));
  for (std::size_t c = 0; c < gain_.size(); ++c) {
    running_mean_[c] += share * (batch.mean[c] - running_mean_[c]);
    running_variance_[c] += share * (batch.variance[c] - running_variance_[c]);
  }
  folded_ = false;
  set_batch_transform(batch.mean, batch.variance);
}

void LayerState::set_batch_transform(std::span<const double> mean,
                                     std::span<const double> variance) {
  if (!node_.batch_norm) {
    batch_shift_ = shift_;
    return;
  }
  for (std::size_t c = 0; c < gain_.size(); ++c) {
    inverse_sd_[c] = 1.0 / std::sqrt(variance[c] + variance_floor);
    batch_mean_[c] = static_cast<float>(mean[c]);
    const double gain = double{gain_[c]} * inverse_sd_[c];
    batch_gain_[c] = static_cast<float>(gain);
    batch_shift_[c] = static_cast<float>(double{shift_[c]} - gain * mean[c]);
  }
}

JoinTerm LayerState::term(const float* product) const {
  JoinTerm term{.values = product, .gain = batch_gain_, .shift = batch_shift_, .centre = {}};
  if (node_.batch_norm) term.centre = batch_mean_;
  return term;
}

LayerState::ProductGradient LayerState::product_gradient(std::span<const double> sum,
                                                         std::span<const double> centred,
                                                         std::int64_t rows) {
  const std::size_t outputs = gain_.size();
  ProductGradient result{.a = std::vector<float>(outputs, 1.0F),
                         .b = std::vector<float>(outputs, 0.0F),
                         .c = std::vector<float>(outputs, 0.0F)};
  for (std::size_t c = 0; c < outputs; ++c) {
    shift_gradient_[c] = static_cast<float>(sum[c]);
    if (!node_.batch_norm) continue;
    // With z' = (z - mean) / sd: dz = gain / sd (g - mean(g) - z' mean(g z')).
    const double gain_gradient = centred[c] * inverse_sd_[c];
    gain_gradient_[c] = static_cast<float>(gain_gradient);
    const double a = double{gain_[c]} * inverse_sd_[c];
    result.a[c] = static_cast<float>(a);
    if (folded_) continue;  // the moments do not depend on this batch
    const double b = -a * inverse_sd_[c] * gain_gradient / static_cast<double>(rows);
    result.b[c] = static_cast<float>(b);
    result.c[c] =
        static_cast<float>(-a * sum[c] / static_cast<double>(rows) - b * double{batch_mean_[c]});
  }
  return result;
}

void LayerState::update(const SgdStep& step, std::span<const float> weight_gradient) {
  detail::update(step, weight_gradient, weight_velocity_, weight_);
  SgdStep without_decay = step;
  without_decay.decay = 0.0F;
  detail::update(without_decay, shift_gradient_, shift_velocity_, shift_);
  if (node_.batch_norm) detail::update(without_decay, gain_gradient_, gain_velocity_, gain_);
}

void LayerState::append_tensors(float activation_scale, network::Weights& out) const {
  const std::int64_t outputs = node_.outputs;
  std::vector<float> gain = gain_;
  std::vector<float> shift = shift_;
  for (std::size_t c = 0; node_.batch_norm && c < gain.size(); ++c) {
    const double folded = double{gain_[c]} / std::sqrt(running_variance_[c] + variance_floor);
    gain[c] = static_cast<float>(folded);
    shift[c] = static_cast<float>(double{shift_[c]} - folded * running_mean_[c]);
  }
  out.tensors.push_back({node_.name + ".weight", weight_shape_, weight_});
  out.tensors.push_back({node_.name + ".weight_scale",
                         {outputs},
                         weight_scales(weight_, outputs, node_.weight_bits)});
  out.tensors.push_back({node_.name + ".activation_scale", {1}, {activation_scale}});
  out.tensors.push_back({node_.name + ".gain", {outputs}, std::move(gain)});
  out.tensors.push_back({node_.name + ".shift", {outputs}, std::move(shift)});
}

}  // namespace kirchhoff::train::detail
