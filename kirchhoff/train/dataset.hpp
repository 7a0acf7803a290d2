// kirchhoff/train/dataset.hpp - images with labels, read from IDX files (gzip or plain).
#pragma once

#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <vector>

#include "kirchhoff/network/network.hpp"

namespace kirchhoff::train {

struct ImageSet {
  network::Shape shape;  // of one image
  int classes = 0;
  std::vector<std::uint8_t> pixels;  // [count][channels][height][width], 0..255
  std::vector<std::uint8_t> labels;  // 0 .. classes - 1
  [[nodiscard]] std::int64_t count() const { return static_cast<std::int64_t>(labels.size()); }
};

struct DataSet {
  ImageSet training;  // all training images, before the split
  ImageSet test;
};

/// "fashion-mnist" (Debian's dataset-fashion-mnist; $KIRCHHOFF_DATASETS may name its folder) or a
/// folder holding {train,t10k}-{images-idx3,labels-idx1}-ubyte[.gz]. Throws Error(Input) naming the
/// file and byte: missing, truncated, wrong magic, counts that differ, labels above 255, more than
/// 1 GiB.
[[nodiscard]] DataSet load_data_set(const std::string& set);
/// The header only: image shape, classes (labels are read) and counts, for checks before any work.
struct DataSetSummary {
  network::Shape shape;
  int classes = 0;
  std::int64_t training_images = 0, test_images = 0;
};
[[nodiscard]] DataSetSummary summarise_data_set(const std::string& set);

/// Indices of training images: a permutation by (seed, purpose::data_split); the last
/// `validation_images` are the validation part, the others the training part.
struct Split {
  std::vector<std::int64_t> training;
  std::vector<std::int64_t> validation;
};
[[nodiscard]] Split split_training_images(std::int64_t count, std::int64_t validation_images,
                                          std::uint64_t seed);

}  // namespace kirchhoff::train
