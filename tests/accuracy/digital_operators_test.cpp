// tests/accuracy/digital_operators_test.cpp - pools at the border, by hand.
#include "kirchhoff/accuracy/digital_operators.hpp"

#include <doctest/doctest.h>

#include <vector>

using namespace kirchhoff;

namespace {

// One plane 1 2 3 / 4 5 6 / 7 8 -9 under windows of 2 x 2, stride 2, one row and column of padding.
std::vector<float> pooled(network::OperatorKind kind) {
  network::Node node;
  node.kind = kind;
  node.kernel = node.stride = 2;
  node.padding = 1;
  node.shape = {1, 2, 2};
  const std::vector<float> in = {1, 2, 3, 4, 5, 6, 7, 8, -9};
  std::vector<float> out(4);
  accuracy::pool(node, {1, 3, 3}, 1, in, out);
  return out;
}

}  // namespace

TEST_CASE("padding never wins a maximum and never counts in an average") {
  CHECK(pooled(network::OperatorKind::MaxPool) == std::vector<float>{1, 3, 7, 8});
  CHECK(pooled(network::OperatorKind::AveragePool) == std::vector<float>{1, 2.5F, 5.5F, 2.5F});
}

TEST_CASE("the global average is taken plane by plane") {
  std::vector<float> out(2);
  accuracy::global_average_pool({1, 1, 2}, 2, std::vector<float>{1, 3, -2, 0}, out);
  CHECK(out == std::vector<float>{2, -1});
}
