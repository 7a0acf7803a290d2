// tests/worker/torch/product_test.cpp - the parts of a product add up to it.
#include "kirchhoff/train/torch/product.hpp"

#include <ATen/ATen.h>
#include <doctest/doctest.h>

#include "kirchhoff/base/stream.hpp"

namespace kirchhoff::train::detail {
namespace {

void fill(const at::Tensor& tensor, std::uint64_t index) {
  Stream(4, purpose::test, index)
      .fill_normal({tensor.data_ptr<float>(), static_cast<std::size_t>(tensor.numel())});
}

network::Network one_layer(network::OperatorKind kind, int channels, int groups = 1) {
  network::Network network("one", {channels, 6, 6});
  network::Node node;
  node.name = "layer";
  node.kind = kind;
  node.inputs = {0};
  node.outputs = 8;
  node.groups = groups;
  if (kind == network::OperatorKind::Convolution) {
    node.kernel = 3;
    node.padding = 1;
    node.stride = 2;
  }
  network.add(node);
  return network;
}

}  // namespace

TEST_CASE("sums of equal parts of the inputs add up to the product, outputs of a part together") {
  using network::OperatorKind;
  for (const OperatorKind kind : {OperatorKind::Convolution, OperatorKind::Linear}) {
    for (const int parts : {1, 2, 4}) {
      CAPTURE(parts);
      const network::Network network = one_layer(kind, 12);
      const Product product(network, 1);
      const at::Tensor input = empty_values(5, network.node(0).shape);
      const at::Tensor weight = product.empty_weight();
      fill(input, 1);
      fill(weight, 2);
      const at::Tensor whole = product.forward(input, weight);
      const at::Tensor sums = product.forward_parts(input, weight, parts);
      REQUIRE(sums.size(1) == parts * 8);
      const at::Tensor added = sums.view({5, parts, 8, sums.size(2), sums.size(3)}).sum(1) - whole;
      CHECK(added.abs().max().item<float>() < 1e-4F);
      // What the first share of the channels adds alone.
      at::Tensor first = weight.clone();
      const std::int64_t share = first.size(1) / parts;
      first.narrow(1, share, first.size(1) - share).zero_();
      const at::Tensor alone = product.forward(input, first) - sums.narrow(1, 0, 8);
      CHECK(alone.abs().max().item<float>() < 1e-4F);
    }
  }
}

TEST_CASE("parts are whole channels, a few more when they do not divide, one of groups") {
  using network::OperatorKind;
  const network::Network twelve = one_layer(OperatorKind::Convolution, 12);
  CHECK(Product(twelve, 1).parts_near(1) == 1);
  CHECK(Product(twelve, 1).parts_near(4) == 4);
  CHECK(Product(twelve, 1).parts_near(5) == 6);
  CHECK(Product(twelve, 1).parts_near(99) == 12);
  const network::Network grouped = one_layer(OperatorKind::Convolution, 8, 8);
  CHECK(Product(grouped, 1).parts_near(4) == 1);
  const network::Network linear = one_layer(OperatorKind::Linear, 12);
  CHECK(Product(linear, 1).parts_near(5) == 6);  // of 432 inputs
}

}  // namespace kirchhoff::train::detail
