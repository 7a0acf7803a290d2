// kirchhoff/network/weights.cpp - finds and checks trained tensors and turns weights into integers.
#include "kirchhoff/network/weights.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "kirchhoff/base/error.hpp"

namespace kirchhoff::network {
namespace {

constexpr const char* reach_suffix = ".converter_reach";

std::string shape_text(const std::vector<std::int64_t>& shape) {
  return fmt::format("[{}]", fmt::join(shape, ", "));
}

std::vector<std::int64_t> weight_shape(const Network& network, const Node& node) {
  const Shape& input = network.input_shape(node);
  if (node.kind == OperatorKind::Linear) return {node.outputs, input.size()};
  return {node.outputs, input.channels / node.groups, node.kernel, node.kernel};
}

void check_tensor(const Weights& weights, const std::string& name,
                  const std::vector<std::int64_t>& shape) {
  const Tensor& tensor = weights.at(name);
  require(tensor.shape == shape, "weights: tensor \"{}\" has shape {}, but the network needs {}",
          name, shape_text(tensor.shape), shape_text(shape));
  std::int64_t size = 1;
  for (const std::int64_t side : shape) size *= side;
  require(static_cast<std::int64_t>(tensor.values.size()) == size,
          "weights: tensor \"{}\" holds {} values, but its shape {} needs {}", name,
          tensor.values.size(), shape_text(shape), size);
  const auto wrong = std::find_if(tensor.values.begin(), tensor.values.end(),
                                  [](float value) { return !std::isfinite(value); });
  require(wrong == tensor.values.end(), "weights: value {} of tensor \"{}\" is not a finite number",
          wrong - tensor.values.begin(), name);
}

void check_scale(const Weights& weights, const std::string& name, std::int64_t count) {
  check_tensor(weights, name, {count});
  const Tensor& tensor = weights.at(name);
  const auto wrong = std::find_if(tensor.values.begin(), tensor.values.end(),
                                  [](float value) { return value <= 0.0F; });
  require(wrong == tensor.values.end(), "weights: value {} of tensor \"{}\" must be above 0",
          wrong - tensor.values.begin(), name);
}

}  // namespace

const Tensor* Weights::find(std::string_view name) const {
  const auto found = std::find_if(tensors.begin(), tensors.end(),
                                  [&](const Tensor& tensor) { return tensor.name == name; });
  return found == tensors.end() ? nullptr : &*found;
}

const Tensor& Weights::at(std::string_view name) const {
  const Tensor* tensor = find(name);
  require(tensor != nullptr, "weights: there is no tensor \"{}\"", name);
  return *tensor;
}

double converter_reach(const Weights& weights, const Node& node) {
  const Tensor* learned = weights.find(node.name + reach_suffix);
  return learned == nullptr ? default_converter_reach : double{learned->values.at(0)};
}

void check_weights(const Weights& weights, const Network& network) {
  for (const std::size_t index : network.layers()) {
    const Node& node = network.node(index);
    check_tensor(weights, node.name + ".weight", weight_shape(network, node));
    check_scale(weights, node.name + ".weight_scale", node.outputs);
    check_scale(weights, node.name + ".activation_scale", 1);
    check_tensor(weights, node.name + ".gain", {node.outputs});
    check_tensor(weights, node.name + ".shift", {node.outputs});
    const std::string reach = node.name + reach_suffix;
    if (weights.find(reach) != nullptr) check_scale(weights, reach, 1);
  }
}

std::vector<std::int8_t> integer_weights(const Weights& weights, const Network& network,
                                         std::size_t node) {
  const Node& layer = network.node(node);
  require(layer.has_weights(), "node \"{}\" is no layer and has no weights", layer.name);
  const std::string name = layer.name + ".weight";
  check_tensor(weights, name, weight_shape(network, layer));
  check_scale(weights, name + "_scale", layer.outputs);
  const std::vector<float>& values = weights.at(name).values;
  const std::vector<float>& scales = weights.at(name + "_scale").values;
  const std::size_t inputs = values.size() / scales.size();
  const auto largest = static_cast<float>((1 << (layer.weight_bits - 1)) - 1);
  std::vector<std::int8_t> integers(values.size());
  for (std::size_t i = 0; i < values.size(); ++i) {
    // The default rounding mode of the machine is to nearest, ties to even.
    const float rounded = std::nearbyint(values[i] / scales[i / inputs]);
    integers[i] = static_cast<std::int8_t>(std::clamp(rounded, -largest, largest));
  }
  return integers;
}

}  // namespace kirchhoff::network
