// kirchhoff/accuracy/network_run.cpp - runs a quantised network; who multiplies is the caller's
// choice.
#include "kirchhoff/accuracy/network_run.hpp"

#include <algorithm>
#include <string>

#include "kirchhoff/accuracy/digital_operators.hpp"
#include "kirchhoff/base/error.hpp"
#include "kirchhoff/noise/grouped_analog_layer.hpp"

namespace kirchhoff::accuracy {
namespace {

using network::OperatorKind;

constexpr auto block_pitch = static_cast<std::size_t>(noise::vectors_per_block);
constexpr auto batch_images = static_cast<std::size_t>(images_per_batch);

std::size_t size_of(const network::Shape& shape) { return static_cast<std::size_t>(shape.size()); }

bool works_in_place(OperatorKind kind) {
  return kind == OperatorKind::Relu || kind == OperatorKind::Add;
}

void check_images(const network::Network& network, const train::ImageSet& images,
                  std::span<const std::int64_t> indices) {
  const network::Shape& expected = network.node(0).shape;
  require(images.shape == expected,
          "network {} takes images of {} x {} x {}; the data set has {} x {} x {}", network.name(),
          expected.channels, expected.height, expected.width, images.shape.channels,
          images.shape.height, images.shape.width);
  for (const std::int64_t index : indices) KIRCHHOFF_ASSERT(index >= 0 && index < images.count());
}

}  // namespace

NetworkRun::NetworkRun(const network::Network& network, const network::Weights& weights)
    : network_(&network), layers_(network.layers()) {
  network::check_trainable(network);
  network::check_weights(weights, network);
  const network::Shape& output = network.nodes().back().shape;
  require(output.height == 1 && output.width == 1,
          "network {} ends in a map of {} x {}; accuracy needs one score per class", network.name(),
          output.height, output.width);
  std::size_t most_outputs = 0;
  for (const std::size_t index : layers_) {
    const std::string& name = network.node(index).name;
    const float activation_scale = weights.at(name + ".activation_scale").values.front();
    Affine affine{.scale = weights.at(name + ".weight_scale").values,
                  .gain = weights.at(name + ".gain").values,
                  .shift = weights.at(name + ".shift").values};
    for (float& scale : affine.scale) scale *= activation_scale;
    most_outputs = std::max(most_outputs, affine.scale.size());
    affines_.push_back(std::move(affine));
    inputs_.emplace_back(network, index, activation_scale);
  }
  products_.resize(most_outputs * block_pitch);
  assign_buffers();
}

// A buffer is used again once its last reader has run; activations of a batch are large.
void NetworkRun::assign_buffers() {
  const auto& nodes = network_->nodes();
  std::vector<std::size_t> last_reader(nodes.size(), 0);
  for (std::size_t n = 0; n < nodes.size(); ++n) {
    for (const std::size_t input : nodes[n].inputs) last_reader[input] = n;
  }
  last_reader.back() = nodes.size();
  std::vector<std::size_t> sizes;
  std::vector<std::size_t> unused;
  buffer_of_node_.resize(nodes.size());
  for (std::size_t n = 0; n < nodes.size(); ++n) {
    const auto release = [&](std::size_t input) {
      if (last_reader[input] != n) return;
      unused.push_back(buffer_of_node_[input]);
      last_reader[input] = nodes.size();  // released once, also when read twice
    };
    if (works_in_place(nodes[n].kind)) std::ranges::for_each(nodes[n].inputs, release);
    if (unused.empty()) {
      unused.push_back(sizes.size());
      sizes.push_back(0);
    }
    buffer_of_node_[n] = unused.back();
    unused.pop_back();
    std::size_t& size = sizes[buffer_of_node_[n]];
    size = std::max(size, size_of(nodes[n].shape) * batch_images);
    if (!works_in_place(nodes[n].kind)) std::ranges::for_each(nodes[n].inputs, release);
  }
  for (const std::size_t size : sizes) buffers_.emplace_back(size, 0.0F);
}

std::span<float> NetworkRun::values(std::size_t node) {
  return std::span<float>(buffers_[buffer_of_node_[node]])
      .first(size_of(network_->node(node).shape) * batch_images);
}

// Images that a short last batch lacks are black.
void NetworkRun::load(const train::ImageSet& images, std::span<const std::int64_t> indices) {
  const std::span<float> target = values(0);
  std::fill(target.begin(), target.end(), 0.0F);
  const auto plane = static_cast<std::size_t>(images.shape.height * images.shape.width);
  const auto channels = static_cast<std::size_t>(images.shape.channels);
  for (std::size_t i = 0; i < indices.size(); ++i) {
    const std::uint8_t* pixel =
        images.pixels.data() + static_cast<std::size_t>(indices[i]) * channels * plane;
    for (std::size_t channel = 0; channel < channels; ++channel, pixel += plane) {
      float* value = target.data() + (channel * batch_images + i) * plane;
      for (std::size_t p = 0; p < plane; ++p) value[p] = static_cast<float>(pixel[p]) / 255.0F;
    }
  }
}

void NetworkRun::run_layer(std::size_t layer, std::size_t images, std::int64_t batch,
                           const MultiplyBlock& multiply) {
  const std::size_t node = layers_[layer];
  UnrolledInput& input = inputs_[layer];
  const Affine& affine = affines_[layer];
  input.quantise(values(network_->node(node).inputs.front()));
  const std::span<float> target = values(node);
  const auto pitch = static_cast<std::size_t>(input.vectors());
  const std::int64_t image_vectors =
      input.vectors() / images_per_batch * static_cast<std::int64_t>(images);
  const std::span<float> products =
      std::span<float>(products_).first(affine.scale.size() * block_pitch);
  for (int block = 0; block < input.block_count(); ++block) {
    const int width = input.block_vectors(block);
    multiply({.layer = layer,
              .block = batch * input.block_count() + block,
              .width = width,
              .vectors = static_cast<int>(std::clamp<std::int64_t>(
                  image_vectors - std::int64_t{block} * noise::vectors_per_block, 0, width)),
              .columns = input.columns(block),
              .products = products});
    for (std::size_t output = 0; output < affine.scale.size(); ++output) {
      const float scale = affine.scale[output];
      const float gain = affine.gain[output];
      const float shift = affine.shift[output];
      const float* product = products.data() + output * block_pitch;
      float* out = target.data() + output * pitch + static_cast<std::size_t>(block) * block_pitch;
      for (int i = 0; i < width; ++i) out[i] = gain * (product[i] * scale) + shift;
    }
  }
}

void NetworkRun::run_digital(std::size_t index) {
  const network::Node& node = network_->node(index);
  const std::span<const float> first = values(node.inputs.front());
  const network::Shape& input = network_->input_shape(node);
  const int planes = input.channels * images_per_batch;
  switch (node.kind) {
    case OperatorKind::Relu: relu(first, values(index)); break;
    case OperatorKind::Add: add(first, values(node.inputs.at(1)), values(index)); break;
    case OperatorKind::MaxPool:
    case OperatorKind::AveragePool: pool(node, input, planes, first, values(index)); break;
    case OperatorKind::GlobalAveragePool:
      global_average_pool(input, planes, first, values(index));
      break;
    case OperatorKind::Input:
    case OperatorKind::Convolution:
    case OperatorKind::Linear:
    default: KIRCHHOFF_ASSERT(false);  // check_trainable refuses all others
  }
}

void NetworkRun::run(const train::ImageSet& images, std::span<const std::int64_t> indices,
                     std::int64_t batch, const MultiplyBlock& multiply, std::span<float> scores) {
  const auto classes = static_cast<std::size_t>(network_->classes());
  KIRCHHOFF_ASSERT(indices.size() <= batch_images && scores.size() == indices.size() * classes);
  load(images, indices);
  std::size_t layer = 0;
  for (std::size_t node = 1; node < network_->nodes().size(); ++node) {
    if (network_->node(node).has_weights()) {
      run_layer(layer++, indices.size(), batch, multiply);
    } else {
      run_digital(node);
    }
  }
  const std::span<const float> last = values(network_->nodes().size() - 1);
  for (std::size_t i = 0; i < indices.size(); ++i) {
    for (std::size_t c = 0; c < classes; ++c) scores[i * classes + c] = last[c * batch_images + i];
  }
}

std::vector<float> run_batches(NetworkRun& run, const train::ImageSet& images,
                               std::span<const std::int64_t> indices, const MultiplyBlock& multiply,
                               const std::function<void(std::int64_t)>& done) {
  require(!indices.empty(), "there are no images to measure the accuracy on; give at least one");
  check_images(run.network(), images, indices);
  const auto classes = static_cast<std::size_t>(run.network().classes());
  std::vector<float> scores;
  std::int64_t batch = 0;
  for (std::size_t first = 0; first < indices.size(); first += batch_images, ++batch) {
    const auto part = indices.subspan(first, std::min(batch_images, indices.size() - first));
    const std::size_t before = scores.size();
    scores.resize(before + part.size() * classes);
    run.run(images, part, batch, multiply, std::span<float>(scores).subspan(before));
    if (done) done(static_cast<std::int64_t>(part.size()));
  }
  return scores;
}

}  // namespace kirchhoff::accuracy
