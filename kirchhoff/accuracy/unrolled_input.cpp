// kirchhoff/accuracy/unrolled_input.cpp - a layer's input as the vectors that are applied to its
// crossbars.
#include "kirchhoff/accuracy/unrolled_input.hpp"

#include <algorithm>
#include <cmath>
#include <cstring>

#include "kirchhoff/accuracy/detail/quantise.hpp"
#include "kirchhoff/base/error.hpp"
#include "kirchhoff/noise/grouped_analog_layer.hpp"

namespace kirchhoff::accuracy {
namespace {

constexpr auto block_pitch = static_cast<std::size_t>(noise::vectors_per_block);
// Copies move this many bytes at once and may run over; what they spill is overwritten next, or
// lands behind the buffer's last row.
constexpr std::size_t copy_width = 32;

std::size_t count(int value) { return static_cast<std::size_t>(value); }

// Copies `length` bytes, size <= length <= 2 size, as two pieces that may overlap: rows of an image
// are short, and a call of memcpy costs more than the copy.
template <std::size_t size>
void copy_row(const std::uint8_t* row, std::size_t length, std::uint8_t* target) {
  std::memcpy(target, row, size);
  std::memcpy(target + length - size, row + length - size, size);
}

}  // namespace

UnrolledInput::UnrolledInput(const network::Network& network, std::size_t index, float scale)
    : input_(network.input_shape(network.node(index))),
      output_(network.node(index).shape),
      scale_(scale) {
  const network::Node& node = network.node(index);
  require(std::isfinite(scale) && scale > 0.0F,
          "layer {}: activation_scale ({}) must be greater than 0; train the network again",
          node.name, scale);
  largest_ = static_cast<float>((1 << node.activation_bits) - 1);
  const bool is_linear = node.kind == network::OperatorKind::Linear;
  const int kernel_height = is_linear ? input_.height : node.kernel;
  const int kernel_width = is_linear ? input_.width : node.kernel;
  stride_ = is_linear ? 1 : node.stride;
  padding_ = is_linear ? 0 : node.padding;
  phase_width_ = count((input_.width + 2 * padding_ + stride_ - 1) / stride_);
  row_pitch_ = phase_width_ * count(stride_);
  image_pitch_ = row_pitch_ * count(input_.height + 2 * padding_);
  channel_pitch_ = image_pitch_ * count(images_per_batch);
  padded_.resize(channel_pitch_ * count(input_.channels) + copy_width);
  flat_.resize(count(input_.channels * images_per_batch) * count(input_.height * input_.width));
  for (int channel = 0; channel < input_.channels; ++channel) {
    for (int y = 0; y < kernel_height; ++y) {
      for (int x = 0; x < kernel_width; ++x)
        row_offsets_.push_back(count(channel) * channel_pitch_ + count(y) * row_pitch_ +
                               count(x % stride_) * phase_width_ + count(x / stride_));
    }
  }
  columns_.resize(row_offsets_.size() * block_pitch + copy_width);
}

void UnrolledInput::scatter_row(const std::uint8_t* row, std::uint8_t* target) const {
  const std::size_t width = count(input_.width);
  if (stride_ > 1) {
    for (int phase = 0; phase < stride_; ++phase) {
      // The first column x >= 0 of the image whose place x + padding falls into this phase.
      int x = (phase - padding_ % stride_ + stride_) % stride_;
      std::uint8_t* place = target + count(phase) * phase_width_ + count((x + padding_) / stride_);
      for (; x < input_.width; x += stride_) *place++ = row[x];
    }
  } else if (width >= 16 && width <= 32) {
    copy_row<16>(row, width, target + padding_);
  } else if (width >= 8 && width <= 16) {
    copy_row<8>(row, width, target + padding_);
  } else if (width >= 4 && width <= 8) {
    copy_row<4>(row, width, target + padding_);
  } else {
    std::memcpy(target + padding_, row, width);
  }
}

void UnrolledInput::quantise(std::span<const float> input) {
  KIRCHHOFF_ASSERT(input.size() >= flat_.size());
  if (padding_ == 0 && stride_ == 1) {  // nothing to insert
    detail::quantise(input.data(), flat_.size(), scale_, largest_, padded_.data());
    return;
  }
  detail::quantise(input.data(), flat_.size(), scale_, largest_, flat_.data());
  const std::uint8_t* row = flat_.data();
  for (int plane = 0; plane < input_.channels * images_per_batch; ++plane) {
    std::uint8_t* target =
        padded_.data() + count(plane) * image_pitch_ + count(padding_) * row_pitch_;
    for (int y = 0; y < input_.height; ++y, row += input_.width, target += row_pitch_)
      scatter_row(row, target);
  }
}

std::int64_t UnrolledInput::vectors() const {
  return std::int64_t{images_per_batch} * output_.height * output_.width;
}

int UnrolledInput::block_count() const {
  return static_cast<int>((vectors() + noise::vectors_per_block - 1) / noise::vectors_per_block);
}

int UnrolledInput::block_vectors(int block) const {
  const std::int64_t first = std::int64_t{block} * noise::vectors_per_block;
  return static_cast<int>(std::min<std::int64_t>(vectors() - first, noise::vectors_per_block));
}

// Runs of vectors whose inputs are neighbours in memory.
std::vector<UnrolledInput::Segment> UnrolledInput::segments(int block) const {
  std::vector<Segment> runs;
  const std::size_t width = count(output_.width);
  const std::size_t positions = width * count(output_.height);
  std::size_t vector = count(block) * block_pitch;
  const std::size_t first = vector;
  const std::size_t end = first + count(block_vectors(block));
  while (vector < end) {
    const std::size_t position = vector % positions;
    const std::size_t x = position % width;
    const std::size_t source =
        vector / positions * image_pitch_ + position / width * count(stride_) * row_pitch_ + x;
    const std::size_t length = std::min(width - x, end - vector);
    if (!runs.empty() && runs.back().source + runs.back().length == source) {
      runs.back().length += length;
    } else {
      runs.push_back({.target = vector - first, .source = source, .length = length});
    }
    vector += length;
  }
  return runs;
}

std::span<const std::uint8_t> UnrolledInput::columns(int block) {
  const std::vector<Segment> runs = segments(block);
  std::uint8_t* row = columns_.data();
  for (const std::size_t offset : row_offsets_) {
    const std::uint8_t* source = padded_.data() + offset;
    for (const Segment& run : runs) {
      for (std::size_t i = 0; i < run.length; i += copy_width)
        std::memcpy(row + run.target + i, source + run.source + i, copy_width);
    }
    row += block_pitch;
  }
  return std::span<const std::uint8_t>(columns_).first(row_offsets_.size() * block_pitch);
}

}  // namespace kirchhoff::accuracy
