// kirchhoff/accuracy/digital_operators.cpp - the operators that run beside the crossbars.
#include "kirchhoff/accuracy/digital_operators.hpp"

#include <algorithm>
#include <cstddef>
#include <limits>

namespace kirchhoff::accuracy {
namespace {

struct Window {
  int top, bottom, left, right;  // half open, inside the map
};

Window window_at(const network::Node& node, const network::Shape& input, int y, int x) {
  const int top = y * node.stride - node.padding;
  const int left = x * node.stride - node.padding;
  return {.top = std::max(top, 0),
          .bottom = std::min(top + node.kernel, input.height),
          .left = std::max(left, 0),
          .right = std::min(left + node.kernel, input.width)};
}

float largest(const Window& window, const float* plane, int width) {
  float value = -std::numeric_limits<float>::infinity();
  for (int y = window.top; y < window.bottom; ++y) {
    for (int x = window.left; x < window.right; ++x)
      value = std::max(value, plane[std::ptrdiff_t{y} * width + x]);
  }
  return value;
}

float average(const Window& window, const float* plane, int width) {
  float sum = 0.0F;
  for (int y = window.top; y < window.bottom; ++y) {
    for (int x = window.left; x < window.right; ++x) sum += plane[std::ptrdiff_t{y} * width + x];
  }
  const int size = (window.bottom - window.top) * (window.right - window.left);
  return sum / static_cast<float>(size);
}

}  // namespace

void relu(std::span<const float> in, std::span<float> out) {
  for (std::size_t i = 0; i < out.size(); ++i) out[i] = in[i] > 0.0F ? in[i] : 0.0F;
}

void add(std::span<const float> a, std::span<const float> b, std::span<float> out) {
  for (std::size_t i = 0; i < out.size(); ++i) out[i] = a[i] + b[i];
}

void pool(const network::Node& node, const network::Shape& input, int planes,
          std::span<const float> in, std::span<float> out) {
  const bool is_maximum = node.kind == network::OperatorKind::MaxPool;
  const float* plane = in.data();
  float* target = out.data();
  for (int p = 0; p < planes; ++p, plane += std::ptrdiff_t{input.height} * input.width) {
    for (int y = 0; y < node.shape.height; ++y) {
      for (int x = 0; x < node.shape.width; ++x) {
        const Window window = window_at(node, input, y, x);
        *target++ =
            is_maximum ? largest(window, plane, input.width) : average(window, plane, input.width);
      }
    }
  }
}

void global_average_pool(const network::Shape& input, int planes, std::span<const float> in,
                         std::span<float> out) {
  const int size = input.height * input.width;
  const float* value = in.data();
  for (int p = 0; p < planes; ++p) {
    float sum = 0.0F;
    for (int i = 0; i < size; ++i) sum += *value++;
    out[static_cast<std::size_t>(p)] = sum / static_cast<float>(size);
  }
}

}  // namespace kirchhoff::accuracy
