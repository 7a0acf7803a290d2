// tests/accuracy/example_network.hpp - small networks with weights and images made up at random.
#pragma once

#include <cmath>
#include <cstdint>
#include <numeric>
#include <string>
#include <vector>

#include "kirchhoff/base/stream.hpp"
#include "kirchhoff/network/network.hpp"
#include "kirchhoff/network/weights.hpp"
#include "kirchhoff/train/dataset.hpp"

namespace kirchhoff::test {

inline network::Node layer_node(const std::string& name, std::size_t input, int outputs, int kernel,
                                int stride, int groups) {
  network::Node node;
  node.name = name;
  node.kind = network::OperatorKind::Convolution;
  node.inputs = {input};
  node.outputs = outputs;
  node.kernel = kernel;
  node.stride = stride;
  node.padding = kernel / 2;
  node.groups = groups;
  node.batch_norm = true;
  return node;
}

inline network::Node plain_node(const std::string& name, network::OperatorKind kind,
                                std::vector<std::size_t> inputs) {
  network::Node node;
  node.name = name;
  node.kind = kind;
  node.inputs = std::move(inputs);
  return node;
}

/// Convolution, depthwise, grouped with stride, pool, a shortcut, a flattening classifier.
inline network::Network example_network(int weight_bits, int activation_bits) {
  using network::OperatorKind;
  network::Network network("example", {1, 13, 11});
  std::size_t last = network.add(layer_node("conv", 0, 8, 3, 1, 1));
  last = network.add(plain_node("relu1", OperatorKind::Relu, {last}));
  const std::size_t skip = last;
  last = network.add(layer_node("depthwise", last, 8, 3, 1, 8));
  last = network.add(plain_node("relu2", OperatorKind::Relu, {last}));
  last = network.add(layer_node("pointwise", last, 8, 1, 1, 1));
  last = network.add(plain_node("add", OperatorKind::Add, {last, skip}));
  last = network.add(plain_node("relu3", OperatorKind::Relu, {last}));
  last = network.add(layer_node("grouped", last, 12, 5, 2, 2));
  last = network.add(plain_node("relu4", OperatorKind::Relu, {last}));
  network::Node pool = plain_node("pool", OperatorKind::MaxPool, {last});
  pool.kernel = pool.stride = 2;
  last = network.add(pool);
  network::Node classifier = plain_node("classifier", OperatorKind::Linear, {last});
  classifier.outputs = 10;
  network.add(classifier);
  for (const std::size_t layer : network.layers())
    network.set_bits(layer, weight_bits, activation_bits);
  return network;
}

/// Weights as training leaves them: normal, scales that fit, activations of about 1.
inline network::Weights random_network_weights(const network::Network& network) {
  network::Weights weights;
  const auto add = [&](const std::string& name, std::vector<std::int64_t> shape) -> auto& {
    const auto size = std::accumulate(shape.begin(), shape.end(), std::int64_t{1},
                                      [](auto a, auto b) { return a * b; });
    weights.tensors.push_back({name, std::move(shape), {}});
    weights.tensors.back().values.resize(static_cast<std::size_t>(size));
    return weights.tensors.back().values;
  };
  for (const std::size_t index : network.layers()) {
    const network::Node& node = network.node(index);
    const network::Shape& input = network.input_shape(node);
    const bool is_linear = node.kind == network::OperatorKind::Linear;
    const std::int64_t inputs = is_linear ? input.size() : input.channels / node.groups;
    std::vector<std::int64_t> shape = {node.outputs, inputs};
    if (!is_linear) shape.insert(shape.end(), {node.kernel, node.kernel});
    Stream stream(5, purpose::test, index);
    auto& values = add(node.name + ".weight", shape);
    stream.fill_normal(values);
    const double rows = static_cast<double>(values.size()) / node.outputs;
    const double sd = std::sqrt(2.0 / rows);
    for (float& value : values) value *= static_cast<float>(sd);
    const double largest = (1 << (node.weight_bits - 1)) - 1;
    for (float& scale : add(node.name + ".weight_scale", {node.outputs}))
      scale = static_cast<float>(3.0 * sd / largest * stream.uniform(0.9, 1.1));
    const double top = (1 << node.activation_bits) - 1;
    const bool is_first = index == network.layers().front();
    add(node.name + ".activation_scale", {1})[0] = static_cast<float>((is_first ? 1.0 : 3.0) / top);
    for (float& gain : add(node.name + ".gain", {node.outputs}))
      gain = static_cast<float>(stream.uniform(0.8, 1.2));
    for (float& shift : add(node.name + ".shift", {node.outputs}))
      shift = static_cast<float>(stream.uniform(-0.1, 0.1));
  }
  return weights;
}

/// Images of noise; the labels are drawn too.
inline train::ImageSet random_images(const network::Network& network, std::int64_t count) {
  train::ImageSet images;
  images.shape = network.node(0).shape;
  images.classes = network.classes();
  Stream stream(6, purpose::test, 0);
  images.pixels.resize(static_cast<std::size_t>(images.shape.size() * count));
  for (std::uint8_t& pixel : images.pixels) pixel = static_cast<std::uint8_t>(stream.below(256));
  images.labels.resize(static_cast<std::size_t>(count));
  for (std::uint8_t& label : images.labels)
    label = static_cast<std::uint8_t>(stream.below(static_cast<std::uint64_t>(images.classes)));
  return images;
}

inline std::vector<std::int64_t> first_indices(std::int64_t count) {
  std::vector<std::int64_t> indices(static_cast<std::size_t>(count));
  std::iota(indices.begin(), indices.end(), std::int64_t{0});
  return indices;
}

}  // namespace kirchhoff::test
