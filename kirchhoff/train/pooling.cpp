// kirchhoff/train/pooling.cpp - maximum, average and global average, channels innermost.
#include <algorithm>
#include <limits>

#include "kirchhoff/base/error.hpp"
#include "kirchhoff/train/detail/pooling.hpp"

namespace kirchhoff::train::detail {
namespace {

// One output position: the window of the input under it, cut at the borders.
struct Window {
  int top, bottom, left, right;
};

Window window_at(const Pool& pool, int row, int column) {
  const network::Node& node = *pool.node;
  if (node.kind == network::OperatorKind::GlobalAveragePool) {
    return {0, pool.input.height, 0, pool.input.width};
  }
  const int top = row * node.stride - node.padding;
  const int left = column * node.stride - node.padding;
  return {std::max(top, 0), std::min(top + node.kernel, pool.input.height), std::max(left, 0),
          std::min(left + node.kernel, pool.input.width)};
}

// Calls work(first input of the image, output position, window) for every output position.
template <typename Work>
void for_each_window(const Pool& pool, Work work) {
  const network::Shape& out = pool.node->shape;
  for (std::int64_t image = 0; image < pool.images; ++image) {
    for (int row = 0; row < out.height; ++row) {
      for (int column = 0; column < out.width; ++column) {
        const std::int64_t position = (image * out.height + row) * out.width + column;
        work(image * pool.input.size(), position * out.channels, window_at(pool, row, column));
      }
    }
  }
}

// Calls work(offset in the image) for every input position of a window.
template <typename Work>
void for_each_place(const Pool& pool, const Window& window, Work work) {
  for (int y = window.top; y < window.bottom; ++y) {
    for (int x = window.left; x < window.right; ++x) {
      work((std::int64_t{y} * pool.input.width + x) * pool.input.channels);
    }
  }
}

void take_larger(const float* __restrict values, std::int32_t place, int channels,
                 float* __restrict best, std::int32_t* __restrict winners) {
  for (int c = 0; c < channels; ++c) {
    const bool larger = values[c] > best[c];
    best[c] = larger ? values[c] : best[c];
    winners[c] = larger ? place + c : winners[c];
  }
}

void take_first(const float* values, std::int32_t place, int channels, float* best,
                std::int32_t* winners) {
  for (int c = 0; c < channels; ++c) {
    best[c] = values[c];
    winners[c] = place + c;
  }
}

void find_maxima(const Pool& pool, const float* values, float* out,
                 std::vector<std::int32_t>& winners) {
  const int channels = pool.input.channels;
  winners.resize(static_cast<std::size_t>(pool.images * pool.node->shape.size()));
  for_each_window(pool, [&](std::int64_t image, std::int64_t at, const Window& window) {
    bool first = true;
    for_each_place(pool, window, [&](std::int64_t place) {
      const auto offset = static_cast<std::int32_t>(place);
      const float* source = values + image + place;
      if (first) take_first(source, offset, channels, out + at, winners.data() + at);
      if (!first) take_larger(source, offset, channels, out + at, winners.data() + at);
      first = false;
    });
  });
}

float window_size(const Window& window) {
  return static_cast<float>((window.bottom - window.top) * (window.right - window.left));
}

void find_averages(const Pool& pool, const float* values, float* out) {
  const int channels = pool.input.channels;
  for_each_window(pool, [&](std::int64_t image, std::int64_t at, const Window& window) {
    float* sums = out + at;
    std::fill_n(sums, channels, 0.0F);
    for_each_place(pool, window, [&](std::int64_t place) {
      const float* source = values + image + place;
      for (int c = 0; c < channels; ++c) sums[c] += source[c];
    });
    const float size = window_size(window);
    for (int c = 0; c < channels; ++c) sums[c] /= size;
  });
}

}  // namespace

void pool_forward(const Pool& pool, const float* values, float* out,
                  std::vector<std::int32_t>& winners) {
  if (pool.node->kind == network::OperatorKind::MaxPool) {
    find_maxima(pool, values, out, winners);
  } else {
    find_averages(pool, values, out);
  }
}

void pool_backward(const Pool& pool, const float* gradient,
                   const std::vector<std::int32_t>& winners, float* out) {
  const int channels = pool.input.channels;
  std::fill_n(out, pool.images * pool.input.size(), 0.0F);
  const bool maximum = pool.node->kind == network::OperatorKind::MaxPool;
  for_each_window(pool, [&](std::int64_t image, std::int64_t at, const Window& window) {
    if (maximum) {
      const std::int32_t* places = winners.data() + at;
      for (int c = 0; c < channels; ++c) out[image + places[c]] += gradient[at + c];
      return;
    }
    const float share = 1.0F / window_size(window);
    for_each_place(pool, window, [&](std::int64_t place) {
      float* target = out + image + place;
      for (int c = 0; c < channels; ++c) target[c] += gradient[at + c] * share;
    });
  });
}

}  // namespace kirchhoff::train::detail
