// kirchhoff/train/torch/product.cpp - calls ATen; nothing here knows of quantisation or noise.
#include "kirchhoff/train/torch/product.hpp"

#include <ATen/ATen.h>

#include <algorithm>

namespace kirchhoff::train::detail {
namespace {

using network::OperatorKind;

constexpr at::MemoryFormat channels_last = at::MemoryFormat::ChannelsLast;

// Linear layers read their input in channel, row, column order.
at::Tensor flattened(const at::Tensor& values) {
  return values.contiguous().view({values.size(0), values.numel() / values.size(0)});
}

}  // namespace

at::Tensor empty_values(std::int64_t images, const network::Shape& shape) {
  return at::empty({images, shape.channels, shape.height, shape.width}, at::kFloat, channels_last);
}

Product::Product(const network::Network& network, std::size_t node)
    : node_(network.node(node)), input_(network.input_shape(node_)) {}

at::Tensor Product::empty_weight() const {
  if (node_.kind == OperatorKind::Linear) {
    return at::empty({node_.outputs, input_.size()}, at::kFloat);
  }
  return at::empty({node_.outputs, input_.channels / node_.groups, node_.kernel, node_.kernel},
                   at::kFloat);
}

at::Tensor Product::forward(const at::Tensor& input, const at::Tensor& weight) const {
  if (node_.kind == OperatorKind::Linear) {
    return at::mm(flattened(input), weight.t()).view({input.size(0), node_.outputs, 1, 1});
  }
  return at::convolution(input, weight, {}, {node_.stride, node_.stride},
                         {node_.padding, node_.padding}, {1, 1}, false, {0, 0}, node_.groups)
      .contiguous(channels_last);
}

int Product::parts_near(int wanted) const {
  const bool is_linear = node_.kind == OperatorKind::Linear;
  if (!is_linear && node_.groups > 1) return 1;
  const auto inputs = static_cast<int>(is_linear ? input_.size() : input_.channels);
  int parts = std::clamp(wanted, 1, inputs);
  while (inputs % parts != 0) ++parts;
  return parts;
}

// A convolution in groups of which each has all outputs: oneDNN makes all parts in one call.
at::Tensor Product::forward_parts(const at::Tensor& input, const at::Tensor& weight,
                                  int parts) const {
  if (parts == 1) return forward(input, weight);
  const std::int64_t outputs = node_.outputs;
  if (node_.kind == OperatorKind::Linear) {
    const std::int64_t images = input.size(0), inputs = weight.size(1) / parts;
    const at::Tensor left = flattened(input).view({images, parts, inputs}).transpose(0, 1);
    const at::Tensor right = weight.view({outputs, parts, inputs}).permute({1, 2, 0});
    return at::bmm(left, right)
        .transpose(0, 1)
        .reshape({images, parts * outputs, 1, 1})
        .contiguous(channels_last);
  }
  const std::int64_t channels = weight.size(1) / parts;
  const at::Tensor regrouped =
      weight.view({outputs, parts, channels, node_.kernel, node_.kernel})
          .transpose(0, 1)
          .reshape({parts * outputs, channels, node_.kernel, node_.kernel});
  return at::convolution(input, regrouped, {}, {node_.stride, node_.stride},
                         {node_.padding, node_.padding}, {1, 1}, false, {0, 0}, parts)
      .contiguous(channels_last);
}

ProductGradients Product::backward(const at::Tensor& gradient, const at::Tensor& input,
                                   const at::Tensor& weight, bool with_input) const {
  ProductGradients result;
  if (node_.kind == OperatorKind::Linear) {
    const at::Tensor rows = flattened(gradient);
    result.weight = at::mm(rows.t(), flattened(input));
    if (with_input) {
      result.input = at::mm(rows, weight)
                         .view({input.size(0), input_.channels, input_.height, input_.width})
                         .contiguous(channels_last);
    }
    return result;
  }
  auto [input_gradient, weight_gradient, bias] =
      at::convolution_backward(gradient, input, weight, c10::nullopt, {node_.stride, node_.stride},
                               {node_.padding, node_.padding}, {1, 1}, false, {0, 0}, node_.groups,
                               {with_input, true, false});
  result.weight = weight_gradient.contiguous();
  if (with_input) result.input = input_gradient.contiguous(channels_last);
  return result;
}

}  // namespace kirchhoff::train::detail
