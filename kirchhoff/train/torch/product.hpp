// kirchhoff/train/torch/product.hpp - the product of one layer and its gradients, through oneDNN
// and BLAS.
#pragma once

#include <ATen/core/Tensor.h>

#include "kirchhoff/network/network.hpp"

namespace kirchhoff::train::detail {

/// A tensor [images, channels, height, width] whose memory is [images][height][width][channels].
[[nodiscard]] at::Tensor empty_values(std::int64_t images, const network::Shape& shape);

struct ProductGradients {
  at::Tensor input;   // undefined when not asked for
  at::Tensor weight;  // [outputs][inputs per output], row-major
};

/// Convolution or Linear without its affine transform. Tensors of values are laid out as
/// empty_values() says.
class Product {
 public:
  Product(const network::Network& network, std::size_t node);
  [[nodiscard]] at::Tensor forward(const at::Tensor& input, const at::Tensor& weight) const;
  /// The sums of `parts` equal shares of each output's inputs, in order: [images, parts x outputs,
  /// height, width], outputs of the first part first. `parts` is one that parts_near() gives.
  [[nodiscard]] at::Tensor forward_parts(const at::Tensor& input, const at::Tensor& weight,
                                         int parts) const;
  /// The number of parts, `wanted` or a few more, into which the inputs fall: whole channels of a
  /// convolution, equally many in each part. 1 for convolutions in groups.
  [[nodiscard]] int parts_near(int wanted) const;
  [[nodiscard]] ProductGradients backward(const at::Tensor& gradient, const at::Tensor& input,
                                          const at::Tensor& weight, bool with_input) const;
  /// Room for the layer's weights in the shape that forward() takes.
  [[nodiscard]] at::Tensor empty_weight() const;

 private:
  network::Node node_;
  network::Shape input_;
};

}  // namespace kirchhoff::train::detail
