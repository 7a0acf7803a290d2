// kirchhoff/train/batch.cpp - shuffles, augments and converts images; plain loops over bytes.
#include "kirchhoff/train/batch.hpp"

#include <algorithm>
#include <numeric>

#include "kirchhoff/base/error.hpp"
#include "kirchhoff/base/stream.hpp"

namespace kirchhoff::train {
namespace {

// One row of one channel; `step` floats lie between neighbours.
void write_row(const std::uint8_t* row, int width, const Augmentation& augmentation, float* out,
               int step) {
  const int first = std::max(0, augmentation.right);
  const int last = std::min(width, width + augmentation.right);
  for (int x = first; x < last; ++x) {
    const int from = x - augmentation.right;
    const std::uint8_t pixel = row[augmentation.mirrored ? width - 1 - from : from];
    out[x * step] = static_cast<float>(pixel) * pixel_scale;
  }
}

}  // namespace

std::vector<std::int64_t> epoch_order(std::int64_t count, std::uint64_t seed, std::int64_t epoch) {
  std::vector<std::int64_t> order(static_cast<std::size_t>(count));
  std::iota(order.begin(), order.end(), std::int64_t{0});
  Stream stream(seed, purpose::shuffle, static_cast<std::uint64_t>(epoch));
  for (std::size_t i = order.size(); i > 1; --i) {
    std::swap(order[i - 1], order[static_cast<std::size_t>(stream.below(i))]);
  }
  return order;
}

AugmentationRange augmentation_range(int epochs) {
  // Measured on Fashion-MNIST with a network of 2.6 M MACs: 2 epochs of 6,000 images give 0.844
  // without and 0.761 with all of it; 8 epochs of 54,000 give 0.927, 0.926 with the mirror alone
  // and 0.918 with all of it.
  if (epochs < 4) return {};
  return {.shift = epochs < 16 ? 0 : 2, .mirror = true};
}

Augmentation draw_augmentation(const AugmentationRange& range, std::uint64_t seed,
                               std::int64_t epoch, std::int64_t position) {
  Stream stream = Stream(seed, purpose::augmentation, static_cast<std::uint64_t>(epoch))
                      .split(static_cast<std::uint64_t>(position));
  const auto shift = [&] {
    return static_cast<int>(stream.below(2 * static_cast<std::uint64_t>(range.shift) + 1)) -
           range.shift;
  };
  Augmentation augmentation;
  augmentation.down = shift();
  augmentation.right = shift();
  augmentation.mirrored = range.mirror && stream.below(2) == 1;
  return augmentation;
}

void write_image(const ImageSet& images, std::int64_t index, const Augmentation& augmentation,
                 std::span<float> out) {
  const auto [channels, height, width] = images.shape;
  KIRCHHOFF_ASSERT(static_cast<std::int64_t>(out.size()) == images.shape.size());
  std::fill(out.begin(), out.end(), 0.0F);
  const std::uint8_t* image = images.pixels.data() + index * images.shape.size();
  for (int channel = 0; channel < channels; ++channel) {
    const std::uint8_t* plane = image + std::int64_t{channel} * height * width;
    for (int y = std::max(0, augmentation.down); y < std::min(height, height + augmentation.down);
         ++y) {
      write_row(plane + std::int64_t{y - augmentation.down} * width, width, augmentation,
                out.data() + std::int64_t{y} * width * channels + channel, channels);
    }
  }
}

}  // namespace kirchhoff::train
