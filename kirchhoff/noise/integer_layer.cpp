// kirchhoff/noise/integer_layer.cpp - exact integer products of one layer: what an ideal chip would
// give.
#include "kirchhoff/noise/integer_layer.hpp"

#include <cstddef>

#include "kirchhoff/base/error.hpp"
#include "kirchhoff/noise/detail/kernels.hpp"

namespace kirchhoff::noise {

using detail::block_width;

IntegerLayer::IntegerLayer(std::span<const std::int8_t> weights, int groups, int outputs, int rows)
    : groups_(groups),
      outputs_(outputs),
      rows_(rows),
      matrix_(weights.begin(), weights.end()),
      plane_(static_cast<std::size_t>(rows) * block_width) {
  KIRCHHOFF_ASSERT(weights.size() == static_cast<std::size_t>(groups) *
                                         static_cast<std::size_t>(outputs) *
                                         static_cast<std::size_t>(rows));
}

void IntegerLayer::multiply_block(std::span<const std::uint8_t> columns, int width,
                                  std::span<float> out) {
  const detail::Kernels& kernels = detail::kernels();
  for (int group = 0; group < groups_; ++group) {
    const std::ptrdiff_t first = std::ptrdiff_t{group} * rows_;
    kernels.cut(columns.data() + first * block_width, rows_, width, 0, 0xff, plane_.data(),
                nullptr);
    kernels.multiply(matrix_.data() + first * outputs_, outputs_, rows_, plane_.data(), width,
                     out.data() + std::ptrdiff_t{group} * outputs_ * block_width);
  }
}

}  // namespace kirchhoff::noise
