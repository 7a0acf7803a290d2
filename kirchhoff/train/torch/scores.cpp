// kirchhoff/train/torch/scores.cpp - walks the plan forwards with integer products.
#include "kirchhoff/train/torch/scores.hpp"

#include <ATen/ATen.h>

#include <algorithm>
#include <memory>

#include "kirchhoff/train/detail/join.hpp"
#include "kirchhoff/train/detail/plan.hpp"
#include "kirchhoff/train/detail/pooling.hpp"
#include "kirchhoff/train/torch/product.hpp"

namespace kirchhoff::train::detail {
namespace {

using network::Network;
using network::Node;
using network::OperatorKind;

constexpr std::int64_t images_at_once = 256;

// One layer ready to be multiplied with.
struct ScoredLayer {
  Product product;
  at::Tensor weight;         // integers
  std::vector<float> scale;  // real product = scale x integer product
  std::vector<float> no_shift;
  std::vector<float> gain;
  std::vector<float> shift;
  float activation_scale = 1.0F;
};

ScoredLayer scored_layer(const Network& network, const network::Weights& weights,
                         std::size_t index) {
  const Node& node = network.node(index);
  ScoredLayer layer{.product = Product(network, index),
                    .weight = {},
                    .scale = weights.at(node.name + ".weight_scale").values,
                    .no_shift = std::vector<float>(static_cast<std::size_t>(node.outputs), 0.0F),
                    .gain = weights.at(node.name + ".gain").values,
                    .shift = weights.at(node.name + ".shift").values,
                    .activation_scale = weights.at(node.name + ".activation_scale").values[0]};
  layer.weight = layer.product.empty_weight();
  const std::vector<std::int8_t> integers = network::integer_weights(weights, network, index);
  std::copy(integers.begin(), integers.end(), layer.weight.data_ptr<float>());
  for (float& scale : layer.scale) scale *= layer.activation_scale;
  return layer;
}

Join join_of(const network::Shape& shape, std::int64_t images) {
  return {.rows = images * shape.height * shape.width, .channels = shape.channels};
}

class Scorer {
 public:
  Scorer(const Network& network, const network::Weights& weights)
      : network_(network), values_(network.nodes().size()) {
    layers_.resize(network.nodes().size());
    for (const std::size_t index : network.layers()) {
      layers_[index] = std::make_unique<ScoredLayer>(scored_layer(network, weights, index));
    }
  }

  // Scores of a batch of images whose pixels are integers.
  at::Tensor scores(const at::Tensor& pixels) {
    values_[0] = pixels / 255.0F;
    for (std::size_t i = 1; i < network_.nodes().size(); ++i) values_[i] = value(i, pixels);
    return values_.back();
  }

 private:
  [[nodiscard]] at::Tensor value(std::size_t index, const at::Tensor& pixels) const {
    const Node& node = network_.node(index);
    if (node.has_weights()) return layer_value(index, pixels);
    at::Tensor out = empty_values(pixels.size(0), node.shape);
    if (node.kind == OperatorKind::Relu || node.kind == OperatorKind::Add) {
      Join join = join_of(node.shape, pixels.size(0));
      for (const std::size_t input : node.inputs) {
        join.terms.push_back({.values = values_[input].data_ptr<float>()});
      }
      join.relu = node.kind == OperatorKind::Relu;
      join_forward(join, out.data_ptr<float>(), nullptr);
    } else {
      const Pool pool{&node, network_.input_shape(node), pixels.size(0)};
      std::vector<std::int32_t> winners;
      pool_forward(pool, values_[node.inputs[0]].data_ptr<float>(), out.data_ptr<float>(), winners);
    }
    return out;
  }

  // gain x (scale x integer product) + shift: rounded in this order, as accuracy/ does it, so that
  // both give the same bits.
  [[nodiscard]] at::Tensor layer_value(std::size_t index, const at::Tensor& pixels) const {
    const Node& node = network_.node(index);
    const ScoredLayer& layer = *layers_[index];
    const at::Tensor product = layer.product.forward(integers(node, layer, pixels), layer.weight);
    at::Tensor real = empty_values(pixels.size(0), node.shape);
    Join join = join_of(node.shape, pixels.size(0));
    join.terms = {
        {.values = product.data_ptr<float>(), .gain = layer.scale, .shift = layer.no_shift}};
    join_forward(join, real.data_ptr<float>(), nullptr);
    at::Tensor out = empty_values(pixels.size(0), node.shape);
    join.terms = {{.values = real.data_ptr<float>(), .gain = layer.gain, .shift = layer.shift}};
    join_forward(join, out.data_ptr<float>(), nullptr);
    return out;
  }

  // The input of a layer in steps of its scale.
  [[nodiscard]] at::Tensor integers(const Node& node, const ScoredLayer& layer,
                                    const at::Tensor& pixels) const {
    const network::Shape& shape = network_.input_shape(node);
    at::Tensor out = empty_values(pixels.size(0), shape);
    Join join = join_of(shape, pixels.size(0));
    join.terms = {{.values = values_[node.inputs[0]].data_ptr<float>()}};
    join.scale = layer.activation_scale;
    join.top = static_cast<float>((1 << node.activation_bits) - 1);
    join_forward(join, nullptr, out.data_ptr<float>());
    return out;
  }

  const Network& network_;
  std::vector<std::unique_ptr<ScoredLayer>> layers_;  // by node
  std::vector<at::Tensor> values_;                    // by node
};

at::Tensor pixels_of(const ImageSet& images, std::span<const std::int64_t> indices) {
  at::Tensor pixels = at::empty({static_cast<std::int64_t>(indices.size()), images.shape.channels,
                                 images.shape.height, images.shape.width},
                                at::kFloat);
  float* out = pixels.data_ptr<float>();
  for (const std::int64_t index : indices) {
    const std::uint8_t* first = images.pixels.data() + index * images.shape.size();
    out = std::copy_n(first, images.shape.size(), out);
  }
  return pixels.contiguous(at::MemoryFormat::ChannelsLast);
}

}  // namespace

std::vector<float> quantised_scores(const Network& network, const network::Weights& weights,
                                    const ImageSet& images, std::span<const std::int64_t> indices) {
  network::check_trainable(network);
  network::check_weights(weights, network);
  Scorer scorer(network, weights);
  std::vector<float> scores;
  for (std::size_t first = 0; first < indices.size(); first += images_at_once) {
    const auto part =
        indices.subspan(first, std::min<std::size_t>(images_at_once, indices.size() - first));
    const at::Tensor rows = scorer.scores(pixels_of(images, part)).contiguous();
    scores.insert(scores.end(), rows.data_ptr<float>(), rows.data_ptr<float>() + rows.numel());
  }
  return scores;
}

}  // namespace kirchhoff::train::detail
