// kirchhoff/train/torch/product.cpp - calls ATen; nothing here knows of quantisation or noise.
#include "kirchhoff/train/torch/product.hpp"

#include <ATen/ATen.h>

namespace kirchhoff::train::detail {
namespace {

using network::OperatorKind;

constexpr at::MemoryFormat channels_last = at::MemoryFormat::ChannelsLast;

// Linear layers read their input in channel, row, column order.
at::Tensor flattened(const at::Tensor& values) {
  return values.contiguous().view({values.size(0), values.numel() / values.size(0)});
}

// A view [images x rows x columns][channels] of values.
at::Tensor pixels(const at::Tensor& values) {
  return values.permute({0, 2, 3, 1}).reshape({-1, values.size(1)});
}

// oneDNN works on eight channels at a time: for the one channel of a grey image, a product over its
// patches takes a quarter of the time (64 images of 28 x 28, 3 x 3, 16 outputs, AVX2).
bool is_of_grey_image(const network::Network& network, const network::Node& node) {
  return node.kind == OperatorKind::Convolution && node.inputs[0] == 0 &&
         network.input_shape(node).channels == 1;
}

struct PatchShape {
  std::int64_t height, width;  // of the image, padded
  std::int64_t kernel, stride;
};

// Inlined once per usual kernel, so that a row of a patch is a copy of constant size.
[[gnu::always_inline]] inline float* copy_patches(const float* image, const PatchShape& shape,
                                                  std::int64_t kernel, float* out) {
  for (std::int64_t top = 0; top + kernel <= shape.height; top += shape.stride) {
    for (std::int64_t left = 0; left + kernel <= shape.width; left += shape.stride) {
      const float* row = image + top * shape.width + left;
      for (std::int64_t r = 0; r < kernel; ++r, row += shape.width) {
        for (std::int64_t c = 0; c < kernel; ++c) *out++ = row[c];
      }
    }
  }
  return out;
}

float* copy_patches(const float* image, const PatchShape& shape, float* out) {
  switch (shape.kernel) {
    case 3: return copy_patches(image, shape, 3, out);
    case 5: return copy_patches(image, shape, 5, out);
    default: return copy_patches(image, shape, shape.kernel, out);
  }
}

at::Tensor patches_of(const at::Tensor& input, const network::Node& node) {
  const std::int64_t padding = node.padding;
  const PatchShape shape{.height = input.size(2) + 2 * padding,
                         .width = input.size(3) + 2 * padding,
                         .kernel = node.kernel,
                         .stride = node.stride};
  const std::int64_t rows = (shape.height - node.kernel) / node.stride + 1;
  const std::int64_t columns = (shape.width - node.kernel) / node.stride + 1;
  at::Tensor patches = at::empty(
      {input.size(0) * rows * columns, std::int64_t{node.kernel} * node.kernel}, at::kFloat);
  const at::Tensor padded = at::constant_pad_nd(
      input.contiguous(), at::IntArrayRef({padding, padding, padding, padding}), 0);
  const float* image = padded.data_ptr<float>();
  float* out = patches.data_ptr<float>();
  for (std::int64_t i = 0; i < input.size(0); ++i, image += shape.height * shape.width) {
    out = copy_patches(image, shape, out);
  }
  return patches;
}

}  // namespace

at::Tensor empty_values(std::int64_t images, const network::Shape& shape) {
  return at::empty({images, shape.channels, shape.height, shape.width}, at::kFloat, channels_last);
}

Product::Product(const network::Network& network, std::size_t node)
    : node_(network.node(node)),
      input_(network.input_shape(node_)),
      by_patches_(is_of_grey_image(network, node_)) {}

at::Tensor Product::empty_weight() const {
  if (node_.kind == OperatorKind::Linear) {
    return at::empty({node_.outputs, input_.size()}, at::kFloat);
  }
  return at::empty({node_.outputs, input_.channels / node_.groups, node_.kernel, node_.kernel},
                   at::kFloat);
}

at::Tensor Product::forward(const at::Tensor& input, const at::Tensor& weight) {
  if (node_.kind == OperatorKind::Linear) {
    return at::mm(flattened(input), weight.t()).view({input.size(0), node_.outputs, 1, 1});
  }
  if (by_patches_) {
    patches_ = patches_of(input, node_);
    at::Tensor result = empty_values(input.size(0), node_.shape);
    at::Tensor rows = pixels(result);
    at::mm_out(rows, patches_, weight.view({node_.outputs, -1}).t());
    return result;
  }
  return at::convolution(input, weight, {}, {node_.stride, node_.stride},
                         {node_.padding, node_.padding}, {1, 1}, false, {0, 0}, node_.groups)
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
  if (by_patches_ && !with_input) {
    result.weight = at::mm(pixels(gradient).t(), patches_);
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
