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

constexpr std::int64_t images_at_once = 256;

// One layer ready to be multiplied with.
struct ScoredLayer {
  Product product;
  at::Tensor weight;        // integers
  std::vector<float> gain;  // of the integer product
  std::vector<float> shift;
  float activation_scale = 1.0F;
};

ScoredLayer scored_layer(const Network& network, const network::Weights& weights,
                         std::size_t index) {
  const Node& node = network.node(index);
  ScoredLayer layer{.product = Product(network, index),
                    .weight = {},
                    .gain = weights.at(node.name + ".gain").values,
                    .shift = weights.at(node.name + ".shift").values,
                    .activation_scale = weights.at(node.name + ".activation_scale").values[0]};
  layer.weight = layer.product.empty_weight();
  const std::vector<std::int8_t> integers = network::integer_weights(weights, network, index);
  std::copy(integers.begin(), integers.end(), layer.weight.data_ptr<float>());
  const std::vector<float>& scales = weights.at(node.name + ".weight_scale").values;
  for (std::size_t c = 0; c < layer.gain.size(); ++c) {
    layer.gain[c] *= scales[c] * layer.activation_scale;
  }
  return layer;
}

class Scorer {
 public:
  Scorer(const Network& network, const network::Weights& weights)
      : network_(network), values_(network.nodes().size()), products_(network.nodes().size()) {
    layers_.resize(network.nodes().size());
    for (const std::size_t index : network.layers()) {
      layers_[index] = std::make_unique<ScoredLayer>(scored_layer(network, weights, index));
    }
  }

  // Scores of a batch of images whose pixels are integers.
  at::Tensor scores(const at::Tensor& pixels) {
    values_[0] = pixels * (1.0F / 255.0F);
    for (std::size_t i = 1; i < network_.nodes().size(); ++i) values_[i] = value(i, pixels);
    return values_.back();
  }

 private:
  at::Tensor value(std::size_t index, const at::Tensor& pixels) {
    const Node& node = network_.node(index);
    const std::int64_t images = pixels.size(0);
    at::Tensor out = empty_values(images, node.shape);
    Join join{.rows = images * node.shape.height * node.shape.width,
              .channels = node.shape.channels};
    if (node.has_weights()) {
      const ScoredLayer& layer = *layers_[index];
      products_[index] = layer.product.forward(integers(node, layer, pixels), layer.weight);
      join.terms = {
          {.values = products_[index].data_ptr<float>(), .gain = layer.gain, .shift = layer.shift}};
    } else if (node.kind == network::OperatorKind::Relu ||
               node.kind == network::OperatorKind::Add) {
      for (const std::size_t input : node.inputs) {
        join.terms.push_back({.values = values_[input].data_ptr<float>()});
      }
      join.relu = node.kind == network::OperatorKind::Relu;
    } else {
      const Pool pool{&node, network_.input_shape(node), images};
      std::vector<std::int32_t> winners;
      pool_forward(pool, values_[node.inputs[0]].data_ptr<float>(), out.data_ptr<float>(), winners);
      return out;
    }
    join_forward(join, out.data_ptr<float>(), nullptr);
    return out;
  }

  // The input of a layer in steps of its scale.
  at::Tensor integers(const Node& node, const ScoredLayer& layer, const at::Tensor& pixels) {
    if (node.inputs[0] == 0 && node.activation_bits == 8) return pixels;
    const network::Shape& shape = network_.input_shape(node);
    at::Tensor out = empty_values(pixels.size(0), shape);
    const Join join{.terms = {{.values = values_[node.inputs[0]].data_ptr<float>()}},
                    .rows = pixels.size(0) * shape.height * shape.width,
                    .channels = shape.channels,
                    .scale = layer.activation_scale,
                    .top = static_cast<float>((1 << node.activation_bits) - 1)};
    join_forward(join, nullptr, out.data_ptr<float>());
    return out;
  }

  const Network& network_;
  std::vector<std::unique_ptr<ScoredLayer>> layers_;  // by node
  std::vector<at::Tensor> values_, products_;         // by node
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
