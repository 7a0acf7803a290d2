// kirchhoff/train/dataset.cpp - finds the four IDX files of a data set, reads and compares them.
#include "kirchhoff/train/dataset.hpp"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <numeric>

#include "kirchhoff/base/error.hpp"
#include "kirchhoff/base/stream.hpp"
#include "kirchhoff/base/text.hpp"
#include "kirchhoff/train/detail/idx.hpp"

namespace kirchhoff::train {
namespace {

namespace fs = std::filesystem;

constexpr const char* shipped_name = "fashion-mnist";
constexpr const char* shipped_folder = "/usr/share/datasets/fashion-mnist";
constexpr std::int64_t largest_side = 4096;

fs::path fashion_folder() {
  std::error_code ignored;
  if (const char* named = std::getenv("KIRCHHOFF_DATASETS"); named != nullptr && *named != '\0') {
    const fs::path below = fs::path(named) / shipped_name;
    return fs::is_directory(below, ignored) ? below : fs::path(named);
  }
  return shipped_folder;
}

fs::path folder_of(const std::string& set) {
  std::error_code ignored;
  const bool shipped = set == shipped_name;
  const fs::path folder = shipped ? fashion_folder() : fs::path(set);
  if (fs::is_directory(folder, ignored)) return folder;
  if (shipped) {
    fail(ErrorKind::Input,
         "{}: there is no such folder; install dataset-fashion-mnist (apt-get) or set "
         "KIRCHHOFF_DATASETS to the folder of its files",
         folder.string());
  }
  const std::array<std::string, 1> names{shipped_name};
  fail(ErrorKind::Input, "{}: is neither a shipped data set nor a folder; {}", set,
       suggest(set, names));
}

fs::path file_of(const fs::path& folder, const std::string& name) {
  std::error_code ignored;
  const fs::path compressed = folder / (name + ".gz");
  if (fs::exists(compressed, ignored)) return compressed;
  const fs::path plain = folder / name;
  require(fs::exists(plain, ignored),
          "{}: there is no such file, with or without .gz; a data set has "
          "{{train,t10k}}-{{images-idx3,labels-idx1}}-ubyte[.gz]",
          plain.string());
  return plain;
}

struct Files {
  fs::path images, labels;
};

Files files_of(const fs::path& folder, const std::string& part) {
  return {.images = file_of(folder, part + "-images-idx3-ubyte"),
          .labels = file_of(folder, part + "-labels-idx1-ubyte")};
}

network::Shape shape_of(const detail::IdxHeader& header, const fs::path& path) {
  require(header.sizes[1] <= largest_side && header.sizes[2] <= largest_side,
          "{}:byte 8: images of {} x {} pixels; at most {} x {} are allowed", path.string(),
          header.sizes[1], header.sizes[2], largest_side, largest_side);
  return {.channels = 1,
          .height = static_cast<int>(header.sizes[1]),
          .width = static_cast<int>(header.sizes[2])};
}

std::vector<std::uint8_t> read_labels(const Files& files, std::int64_t image_count) {
  detail::IdxFile labels = detail::read_idx(files.labels, 1);
  require(labels.header.sizes[0] == image_count,
          "{}:byte 4: {} labels for {} images; both files of a part need the same count",
          files.labels.string(), labels.header.sizes[0], image_count);
  return std::move(labels.bytes);
}

int class_count(const std::vector<std::uint8_t>& labels, const fs::path& path) {
  const int classes = *std::max_element(labels.begin(), labels.end()) + 1;
  require(classes >= 2, "{}:byte 8: all labels are 0; a classifier needs at least two classes",
          path.string());
  return classes;
}

// A test image of a class that training never showed cannot be right.
void check_test_labels(const std::vector<std::uint8_t>& labels, int classes, const fs::path& path) {
  const auto wrong = std::find_if(labels.begin(), labels.end(),
                                  [classes](std::uint8_t label) { return label >= classes; });
  require(wrong == labels.end(), "{}:byte {}: label {} does not occur in training (0 to {})",
          path.string(), 8 + (wrong - labels.begin()), wrong == labels.end() ? 0 : *wrong,
          classes - 1);
}

void check_equal_shapes(const network::Shape& training, const network::Shape& test,
                        const fs::path& path) {
  require(
      training == test,
      "{}:byte 8: test images of {} x {} pixels, training images of {} x {}; both need one size",
      path.string(), test.height, test.width, training.height, training.width);
}

ImageSet load_part(const Files& files) {
  detail::IdxFile images = detail::read_idx(files.images, 3);
  ImageSet set;
  set.shape = shape_of(images.header, files.images);
  set.labels = read_labels(files, images.header.sizes[0]);
  set.pixels = std::move(images.bytes);
  return set;
}

}  // namespace

DataSet load_data_set(const std::string& set) {
  const fs::path folder = folder_of(set);
  const Files training = files_of(folder, "train");
  const Files test = files_of(folder, "t10k");
  DataSet data{.training = load_part(training), .test = load_part(test)};
  check_equal_shapes(data.training.shape, data.test.shape, test.images);
  data.training.classes = class_count(data.training.labels, training.labels);
  data.test.classes = data.training.classes;
  check_test_labels(data.test.labels, data.test.classes, test.labels);
  return data;
}

DataSetSummary summarise_data_set(const std::string& set) {
  const fs::path folder = folder_of(set);
  const Files training = files_of(folder, "train");
  const Files test = files_of(folder, "t10k");
  const detail::IdxHeader training_header = detail::read_idx_header(training.images, 3);
  const detail::IdxHeader test_header = detail::read_idx_header(test.images, 3);
  DataSetSummary summary;
  summary.shape = shape_of(training_header, training.images);
  check_equal_shapes(summary.shape, shape_of(test_header, test.images), test.images);
  summary.training_images = training_header.sizes[0];
  summary.test_images = test_header.sizes[0];
  summary.classes = class_count(read_labels(training, summary.training_images), training.labels);
  check_test_labels(read_labels(test, summary.test_images), summary.classes, test.labels);
  return summary;
}

Split split_training_images(std::int64_t count, std::int64_t validation_images,
                            std::uint64_t seed) {
  require(validation_images >= 1 && validation_images < count,
          "{} validation images of {} training images; allowed: 1 to {}", validation_images, count,
          count - 1);
  std::vector<std::int64_t> order(static_cast<std::size_t>(count));
  std::iota(order.begin(), order.end(), std::int64_t{0});
  Stream stream(seed, purpose::data_split, 0);
  for (std::size_t i = order.size() - 1; i > 0; --i) {
    std::swap(order[i], order[static_cast<std::size_t>(stream.below(i + 1))]);
  }
  const auto cut = order.end() - validation_images;
  return {.training = {order.begin(), cut}, .validation = {cut, order.end()}};
}

}  // namespace kirchhoff::train
