// kirchhoff/accuracy/unrolled_input.hpp - a layer's input as the vectors that are applied to its
// crossbars.
//
// In:    activations of a batch of images, [channels][images][height][width]
// Out:   blocks of 256 vectors side by side, integers, [rows of all groups][256]
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "kirchhoff/network/network.hpp"

namespace kirchhoff::accuracy {

/// Images that run through the network together. Fixed, so that block boundaries and with them all
/// bits depend on an image's place in the evaluated set alone.
inline constexpr int images_per_batch = 64;

/// Unrolls one layer: row (channel, kernel row, kernel column), vector (image, output row, output
/// column). A linear layer is a convolution with a kernel as large as its input.
class UnrolledInput {
 public:
  /// `scale`: input = integer x scale, greater than 0.
  UnrolledInput(const network::Network& network, std::size_t node, float scale);

  /// Quantises a batch; `input` is [channels][images_per_batch][height][width].
  void quantise(std::span<const float> input);

  [[nodiscard]] int rows() const { return static_cast<int>(row_offsets_.size()); }
  /// Vectors of one batch, a multiple of 64.
  [[nodiscard]] std::int64_t vectors() const;
  [[nodiscard]] int block_count() const;
  /// Vectors in one block: 256, fewer in the last one.
  [[nodiscard]] int block_vectors(int block) const;
  /// The block's vectors, [rows][256]; valid until the next call.
  [[nodiscard]] std::span<const std::uint8_t> columns(int block);

 private:
  struct Segment {
    std::size_t target = 0;  // first vector of the block
    std::size_t source = 0;
    std::size_t length = 0;
  };
  [[nodiscard]] std::vector<Segment> segments(int block) const;
  void scatter_row(const std::uint8_t* row, std::uint8_t* target) const;

  network::Shape input_;
  network::Shape output_;
  int stride_ = 1, padding_ = 0;
  float scale_ = 1.0F, largest_ = 255.0F;
  // Padded integers [channels][images][padded height][stride phases][phase width]: the columns of
  // one phase lie `stride` apart in the image, so that every kernel column reads neighbours.
  std::size_t phase_width_ = 0, row_pitch_ = 0, image_pitch_ = 0, channel_pitch_ = 0;
  std::vector<std::uint8_t> padded_;
  std::vector<std::uint8_t> flat_;
  std::vector<std::size_t> row_offsets_;
  std::vector<std::uint8_t> columns_;
};

}  // namespace kirchhoff::accuracy
