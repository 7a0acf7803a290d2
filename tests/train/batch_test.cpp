// tests/train/batch_test.cpp - what the network sees of an image, and in which order.
#include "kirchhoff/train/batch.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <map>
#include <numeric>

namespace kirchhoff::train {
namespace {

// One image of 2 channels, 3 rows and 4 columns with pixels 1, 2, 3, ...
ImageSet counting_image() {
  ImageSet set;
  set.shape = {2, 3, 4};
  set.classes = 2;
  for (int i = 0; i < 24; ++i) set.pixels.push_back(static_cast<std::uint8_t>(i + 1));
  set.labels = {0};
  return set;
}

// The pixels of channel 0 as written, in whole numbers.
std::vector<int> written(const Augmentation& augmentation) {
  std::vector<float> out(24, -1.0F);
  write_image(counting_image(), 0, augmentation, out);
  std::vector<int> pixels;
  for (std::size_t i = 0; i < out.size(); i += 2) {
    pixels.push_back(static_cast<int>(out[i] * 255.0F + 0.5F));
  }
  return pixels;
}

}  // namespace

TEST_CASE("an image is written with its channels innermost and pixels over 255") {
  std::vector<float> out(24);
  write_image(counting_image(), 0, {}, out);
  CHECK(out[0] == 1.0F * pixel_scale);
  CHECK(out[1] == 13.0F * pixel_scale);
  CHECK(out[2] == 2.0F * pixel_scale);
  CHECK(out[23] == 24.0F * pixel_scale);
}

TEST_CASE("a shifted image leaves 0 behind, a mirrored one swaps left and right") {
  CHECK(written({}) == std::vector<int>{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12});
  CHECK(written({.down = 1, .right = 2}) == std::vector<int>{0, 0, 0, 0, 0, 0, 1, 2, 0, 0, 5, 6});
  CHECK(written({.down = -2, .right = -1}) ==
        std::vector<int>{10, 11, 12, 0, 0, 0, 0, 0, 0, 0, 0, 0});
  CHECK(written({.mirrored = true}) == std::vector<int>{4, 3, 2, 1, 8, 7, 6, 5, 12, 11, 10, 9});
  CHECK(written({.right = 1, .mirrored = true}) ==
        std::vector<int>{0, 4, 3, 2, 0, 8, 7, 6, 0, 12, 11, 10});
}

TEST_CASE("augmentations reach every shift up to 2 pixels and mirror half of the images") {
  std::map<int, int> down;
  std::map<int, int> right;
  int mirrored = 0;
  for (std::int64_t position = 0; position < 2000; ++position) {
    const Augmentation drawn = draw_augmentation({.shift = 2, .mirror = true}, 1, 0, position);
    ++down[drawn.down];
    ++right[drawn.right];
    mirrored += drawn.mirrored ? 1 : 0;
  }
  CHECK(down.size() == 5);
  CHECK(down.begin()->first == -2);
  CHECK(right.rbegin()->first == 2);
  for (const auto& [shift, count] : down) CHECK(count > 300);
  CHECK(mirrored > 900);
  CHECK(mirrored < 1100);
}

TEST_CASE("the longer a training, the further its images may move") {
  int shift = 0;
  bool mirror = false;
  for (int epochs = 1; epochs <= 64; ++epochs) {
    const AugmentationRange range = augmentation_range(epochs);
    CHECK(range.shift >= shift);
    CHECK((range.mirror || !mirror));
    shift = range.shift;
    mirror = range.mirror;
  }
  CHECK(shift == 2);
  CHECK(mirror);
  const Augmentation still = draw_augmentation(augmentation_range(1), 1, 0, 5);
  CHECK((still.down == 0 && still.right == 0 && !still.mirrored));
}

TEST_CASE("every epoch shows all images once, in an order of its own that the seed fixes") {
  std::vector<std::int64_t> order = epoch_order(100, 3, 0);
  CHECK(order == epoch_order(100, 3, 0));
  CHECK(order != epoch_order(100, 3, 1));
  CHECK(order != epoch_order(100, 4, 0));
  std::sort(order.begin(), order.end());
  std::vector<std::int64_t> all(100);
  std::iota(all.begin(), all.end(), std::int64_t{0});
  CHECK(order == all);
}

}  // namespace kirchhoff::train
