// kirchhoff/train/detail/pooling.hpp - pools over [images][height][width][channels] and back.
#pragma once

#include <cstdint>
#include <vector>

#include "kirchhoff/network/network.hpp"

namespace kirchhoff::train::detail {

/// A pool node with the shape it reads.
struct Pool {
  const network::Node* node = nullptr;
  network::Shape input;
  std::int64_t images = 0;
};

/// `winners` gets, for a maximum, the place of each output's winner within its image (the first of
/// equals); it stays empty for averages.
void pool_forward(const Pool& pool, const float* values, float* out,
                  std::vector<std::int32_t>& winners);
/// Writes the gradient of the pool's input.
void pool_backward(const Pool& pool, const float* gradient,
                   const std::vector<std::int32_t>& winners, float* out);

}  // namespace kirchhoff::train::detail
