// tests/train/pooling_test.cpp - pools by hand, and gradients that go where values came from.
#include "kirchhoff/train/detail/pooling.hpp"

#include <doctest/doctest.h>

#include "kirchhoff/base/stream.hpp"

namespace kirchhoff::train::detail {
namespace {

using network::OperatorKind;

network::Node pool_node(OperatorKind kind, const network::Shape& input, int kernel, int stride,
                        int padding) {
  network::Network network("pool", input);
  network::Node node;
  node.name = "pool";
  node.kind = kind;
  node.inputs = {0};
  node.kernel = kernel;
  node.stride = stride;
  node.padding = padding;
  return network.node(network.add(node));
}

double product(const std::vector<float>& a, const std::vector<float>& b) {
  double sum = 0.0;
  for (std::size_t i = 0; i < a.size(); ++i) sum += double{a[i]} * double{b[i]};
  return sum;
}

}  // namespace

TEST_CASE("maximum and average of 2 x 2 windows, two channels side by side") {
  const network::Shape input{2, 2, 4};
  const std::vector<float> values = {1, -1, 5, -5, 2, -2, 2, -2, 3, -3, 4, -4, 2, -2, 9, -9};
  const network::Node largest = pool_node(OperatorKind::MaxPool, input, 2, 2, 0);
  std::vector<float> out(4);
  std::vector<std::int32_t> winners;
  pool_forward({&largest, input, 1}, values.data(), out.data(), winners);
  CHECK(out == std::vector<float>{5, -1, 9, -2});
  const network::Node average = pool_node(OperatorKind::AveragePool, input, 2, 2, 0);
  pool_forward({&average, input, 1}, values.data(), out.data(), winners);
  CHECK(out == std::vector<float>{3.25, -3.25, 3.75, -3.75});
  const network::Node global = pool_node(OperatorKind::GlobalAveragePool, input, 1, 1, 0);
  std::vector<float> means(2);
  pool_forward({&global, input, 1}, values.data(), means.data(), winners);
  CHECK(means == std::vector<float>{3.5, -3.5});
}

TEST_CASE("the gradient of a maximum goes to its winner, the first of equals") {
  const network::Shape input{1, 1, 4};
  const network::Node node = pool_node(OperatorKind::MaxPool, input, 1, 1, 0);
  network::Node wide = node;
  wide.kernel = 2;
  wide.padding = 0;
  wide.stride = 2;
  wide.shape = {1, 1, 2};
  const std::vector<float> values = {7, 7, 1, 3};
  std::vector<float> out(2);
  std::vector<std::int32_t> winners;
  pool_forward({&wide, input, 1}, values.data(), out.data(), winners);
  CHECK(out == std::vector<float>{7, 3});
  const std::vector<float> gradient = {10, 20};
  std::vector<float> back(4);
  pool_backward({&wide, input, 1}, gradient.data(), winners, back.data());
  CHECK(back == std::vector<float>{10, 0, 0, 20});
}

TEST_CASE("pools are their own transposes: <pool(x), g> = <x, back(g)>") {
  const network::Shape input{3, 6, 5};
  for (const OperatorKind kind :
       {OperatorKind::MaxPool, OperatorKind::AveragePool, OperatorKind::GlobalAveragePool}) {
    const bool maximum = kind == OperatorKind::MaxPool;
    const network::Node node = pool_node(kind, input, 3, 2, maximum ? 1 : 0);
    const Pool pool{&node, input, 4};
    std::vector<float> values(static_cast<std::size_t>(4 * input.size()));
    std::vector<float> gradient(static_cast<std::size_t>(4 * node.shape.size()));
    Stream(1, purpose::test, 0).fill_normal(values);
    Stream(1, purpose::test, 1).fill_normal(gradient);
    std::vector<float> out(gradient.size());
    std::vector<float> back(values.size());
    std::vector<std::int32_t> winners;
    pool_forward(pool, values.data(), out.data(), winners);
    pool_backward(pool, gradient.data(), winners, back.data());
    CHECK(product(out, gradient) == doctest::Approx(product(values, back)).epsilon(1e-4));
  }
}

}  // namespace kirchhoff::train::detail
