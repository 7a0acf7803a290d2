// kirchhoff/validation/layer_values.cpp - draws weights and correlated fields of one layer.
//
// The shape of the numbers is stated, not measured; it holds what an estimate could get wrong.
#include "kirchhoff/validation/layer_values.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>

#include "kirchhoff/base/error.hpp"
#include "kirchhoff/base/stream.hpp"

namespace kirchhoff::validation {
namespace {

constexpr double channel_spread = 0.6;        // sd of ln(scale) between channels
constexpr double shared_share = 0.15;         // of a field's variance, common to all channels
constexpr double neighbour = 0.75;            // correlation of neighbours in a feature map
constexpr double image_neighbour = 0.95;      // and in an image
constexpr double weight_exponent = -0.3;      // weights are smaller where inputs are larger
constexpr double weight_skew = -0.15;         // mean of the weights in their sd
constexpr double kept_quantile = 0.999;       // of the inputs is not clipped
constexpr std::uint64_t scale_sequences = 8;  // that fix the quantisation step
// Numbers of streams of one layer; sequences of inputs start at first_sequence.
constexpr std::uint64_t channel_stream = 0, weight_stream = 1, first_sequence = 16;
constexpr std::uint64_t calibration_offset = std::uint64_t{1} << 32U;  // sequences of nobody else

std::size_t count(int value) { return static_cast<std::size_t>(value); }

Stream stream_of(std::uint64_t seed, std::uint64_t layer, std::uint64_t part) {
  return Stream(seed, purpose::synthetic_values, layer).split(part);
}

// A normal field, [height][width], whose neighbours are correlated: autoregressive along both
// sides, variance 1 everywhere.
std::vector<float> normal_field(Stream stream, std::size_t height, std::size_t width,
                                double correlation) {
  std::vector<float> field(height * width);
  stream.fill_normal(field);
  const auto keep = static_cast<float>(correlation);
  const auto renew = static_cast<float>(std::sqrt(1.0 - correlation * correlation));
  for (std::size_t i = 0; i < field.size(); ++i)
    if (i % width != 0) field[i] = keep * field[i - 1] + renew * field[i];
  for (std::size_t i = width; i < field.size(); ++i)
    field[i] = keep * field[i - width] + renew * field[i];
  return field;
}

}  // namespace

LayerValues::LayerValues(const network::Network& network, std::size_t layer, std::uint64_t seed,
                         std::vector<std::int8_t> weights)
    : seed_(seed), layer_(layer), weights_(std::move(weights)) {
  const std::vector<std::size_t> layers = network.layers();
  const network::Node& node = network.node(layers.at(layer));
  const network::Shape& input = network.input_shape(node);
  const bool is_linear = node.kind == network::OperatorKind::Linear;
  groups_ = is_linear ? 1 : node.groups;
  kernel_ = is_linear ? 1 : node.kernel;
  stride_ = is_linear ? 1 : node.stride;
  width_ = kernel_ + stride_ * (sequence_length - 1);
  const auto channels = is_linear ? static_cast<int>(input.size()) : input.channels;
  rows_ = channels / groups_ * kernel_ * kernel_;
  outputs_ = node.outputs / groups_;
  activation_bits_ = node.activation_bits;
  is_image_ = layer == 0;
  has_heavy_tails_ = layer % 2 == 1;
  channels_.resize(count(channels));
  draw_channels();
  if (weights_.empty()) draw_weights(node.weight_bits);
  require(weights_.size() == count(groups_) * count(outputs_) * count(rows_),
          "layer {}: {} weights; {} are due", node.name, weights_.size(),
          count(groups_) * count(outputs_) * count(rows_));

  std::vector<float> values;
  for (std::uint64_t i = 0; i < scale_sequences; ++i) {
    const std::vector<float> some = activations(calibration_offset + i);
    values.insert(values.end(), some.begin(), some.end());
  }
  const auto kept = static_cast<std::ptrdiff_t>(kept_quantile * static_cast<double>(values.size()));
  std::nth_element(values.begin(), values.begin() + kept, values.end());
  step_ = values[static_cast<std::size_t>(kept)] / static_cast<float>((1 << activation_bits_) - 1);
}

void LayerValues::draw_channels() {
  Stream stream = stream_of(seed_, layer_, channel_stream);
  for (Channel& channel : channels_) {
    // Pixels are offset and alike; feature maps are rectified around 0; a pooled vector is above 0.
    const bool is_vector = kernel_ == 1 && stride_ == 1;
    channel.scale = is_image_ ? 1.0 : std::exp(channel_spread * stream.normal());
    channel.bias = is_image_ ? 1.8 : 0.4 * stream.normal() + (is_vector ? 0.8 : -0.2);
    channel.sign = is_image_ || stream.uniform() < 0.5 ? 1.0 : -1.0;
  }
}

void LayerValues::draw_weights(int weight_bits) {
  const std::size_t size = count(groups_) * count(outputs_) * count(rows_);
  std::vector<float> values(size);
  Stream stream = stream_of(seed_, layer_, weight_stream);
  stream.fill_normal(values);
  const std::size_t rows = count(rows_), kernel_area = count(kernel_) * count(kernel_);
  const std::size_t matrix = rows * count(outputs_);
  for (std::size_t i = 0; i < size; ++i) {
    const std::size_t channel = i / matrix * (rows / kernel_area) + i % rows / kernel_area;
    double value = values[i] + weight_skew;
    // A normal number of random variance is Laplacian when the variance is exponential.
    if (!has_heavy_tails_) value *= std::sqrt(-std::log(1.0 - stream.uniform()));
    values[i] = static_cast<float>(value * std::pow(channels_[channel].scale, weight_exponent));
  }
  const auto largest = static_cast<float>((1 << (weight_bits - 1)) - 1);
  weights_.resize(size);
  for (std::size_t first = 0; first < size; first += rows) {  // one scale per output
    float peak = 0.0F;
    for (std::size_t i = first; i < first + rows; ++i) peak = std::max(peak, std::abs(values[i]));
    for (std::size_t i = first; i < first + rows; ++i)
      weights_[i] = static_cast<std::int8_t>(std::nearbyint(values[i] / peak * largest));
  }
}

// What one channel holds under one sequence, [kernel][width], before it is rectified.
std::vector<float> LayerValues::field(std::uint64_t number, std::size_t channel,
                                      std::span<const float> shared) const {
  const Stream stream = stream_of(seed_, layer_, first_sequence + number);
  const double correlation = is_image_ ? image_neighbour : neighbour;
  std::vector<float> own =
      normal_field(stream.split(2 * channel + 1), count(kernel_), count(width_), correlation);
  Stream spread = stream.split(2 * channel + 2);
  const Channel& shape = channels_[channel];
  const double tail = has_heavy_tails_ ? std::sqrt(-std::log(1.0 - spread.uniform())) : 1.0;
  const double common = shape.sign * std::sqrt(is_image_ ? 0.9 : shared_share);
  const double rest = std::sqrt(1.0 - common * common);
  for (std::size_t i = 0; i < own.size(); ++i) {
    const double normal = common * shared[i] + rest * own[i];
    own[i] = static_cast<float>(shape.scale * (tail * normal + shape.bias));
  }
  return own;
}

std::vector<float> LayerValues::activations(std::uint64_t number) const {
  std::vector<float> values;
  values.reserve(count(rows_) * count(groups_) * sequence_length);
  const std::vector<float> shared =
      normal_field(stream_of(seed_, layer_, first_sequence + number).split(0), count(kernel_),
                   count(width_), is_image_ ? image_neighbour : neighbour);
  for (std::size_t channel = 0; channel < channels_.size(); ++channel) {
    const std::vector<float> map = field(number, channel, shared);
    for (std::size_t y = 0; y < count(kernel_); ++y) {
      for (std::size_t x = 0; x < count(kernel_); ++x) {
        for (std::size_t position = 0; position < sequence_length; ++position)
          values.push_back(std::max(0.0F, map[y * count(width_) + x + position * count(stride_)]));
      }
    }
  }
  return values;
}

std::vector<std::uint8_t> LayerValues::sequence(std::uint64_t number) const {
  const std::vector<float> values = activations(number);
  const auto largest = static_cast<float>((1 << activation_bits_) - 1);
  std::vector<std::uint8_t> integers(values.size());
  std::transform(values.begin(), values.end(), integers.begin(), [&](float value) {
    return static_cast<std::uint8_t>(std::min(largest, std::nearbyint(value / step_)));
  });
  return integers;
}

}  // namespace kirchhoff::validation
