// kirchhoff/train/batch.hpp - the order of an epoch and the images of a batch as floats.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "kirchhoff/train/dataset.hpp"

namespace kirchhoff::train {

/// Positions 0 .. count - 1 in the order of one epoch, by (seed, purpose::shuffle, epoch).
[[nodiscard]] std::vector<std::int64_t> epoch_order(std::int64_t count, std::uint64_t seed,
                                                    std::int64_t epoch);

/// How one image is moved before it is shown.
struct Augmentation {
  int down = 0, right = 0;  // pixels, -2 to 2; what moves in is 0
  bool mirrored = false;    // left and right swapped
};
/// How far images may move. The shorter a training, the less it gains from images that differ.
struct AugmentationRange {
  int shift = 0;  // pixels, each way
  bool mirror = false;
};
/// The range that serves a training of so many epochs.
[[nodiscard]] AugmentationRange augmentation_range(int epochs);

/// Drawn from (seed, purpose::augmentation, epoch) and the image's position among the training
/// images, so that it does not depend on the batch.
[[nodiscard]] Augmentation draw_augmentation(const AugmentationRange& range, std::uint64_t seed,
                                             std::int64_t epoch, std::int64_t position);

/// The scale of an image's integers: a pixel is worth pixel x pixel_scale, 0 to 1.
inline constexpr float pixel_scale = 1.0F / 255.0F;

/// Writes one image to `out`, [height][width][channels], in 0 to 1.
void write_image(const ImageSet& images, std::int64_t index, const Augmentation& augmentation,
                 std::span<float> out);

}  // namespace kirchhoff::train
