// tests/train/dataset_test.cpp - IDX files are read whole or refused with file and byte; the split.
#include "kirchhoff/train/dataset.hpp"

#include <doctest/doctest.h>
#include <unistd.h>
#include <zlib.h>

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <set>

#include "kirchhoff/base/error.hpp"

namespace kirchhoff::train {
namespace {

namespace fs = std::filesystem;

std::string word(std::int64_t value) {
  std::string bytes;
  for (int shift = 24; shift >= 0; shift -= 8) {
    bytes.push_back(static_cast<char>((value >> shift) & 0xff));
  }
  return bytes;
}

std::string images_file(std::int64_t count, std::int64_t height = 2, std::int64_t width = 3) {
  std::string bytes = word(0x803) + word(count) + word(height) + word(width);
  for (std::int64_t i = 0; i < count * height * width; ++i) {
    bytes.push_back(static_cast<char>(i % 256));
  }
  return bytes;
}

std::string labels_file(const std::string& labels) {
  return word(0x801) + word(static_cast<std::int64_t>(labels.size())) + labels;
}

void write_plain(const fs::path& path, const std::string& bytes) {
  std::ofstream(path, std::ios::binary) << bytes;
}

void write_compressed(const fs::path& path, const std::string& bytes) {
  gzFile file = gzopen(path.c_str(), "wb");
  REQUIRE(gzwrite(file, bytes.data(), static_cast<unsigned>(bytes.size())) > 0);
  REQUIRE(gzclose(file) == Z_OK);
}

std::string read_bytes(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

// A folder with a right data set of 4 training and 2 test images; gone at the end.
class SetFolder {
 public:
  SetFolder() {
    std::string name = (fs::temp_directory_path() / "kirchhoff-set-XXXXXX").string();
    REQUIRE(::mkdtemp(name.data()) != nullptr);
    path_ = name;
    write_compressed(path_ / "train-images-idx3-ubyte.gz", images_file(4));
    write_plain(path_ / "train-labels-idx1-ubyte", labels_file(std::string("\0\1\2\1", 4)));
    write_plain(path_ / "t10k-images-idx3-ubyte", images_file(2));
    write_compressed(path_ / "t10k-labels-idx1-ubyte.gz", labels_file(std::string("\2\0", 2)));
  }
  ~SetFolder() {
    std::error_code ignored;
    fs::remove_all(path_, ignored);
  }
  [[nodiscard]] fs::path operator/(const char* name) const { return path_ / name; }
  [[nodiscard]] std::string name() const { return path_.string(); }

 private:
  fs::path path_;
};

// Both readers have to refuse, with an input error that holds `part`.
void check_refused(const SetFolder& folder, const std::string& part, bool by_summary = true) {
  CAPTURE(part);
  for (const bool summary : {false, true}) {
    if (summary && !by_summary) continue;
    std::string message;
    try {
      if (summary) {
        (void)summarise_data_set(folder.name());
      } else {
        (void)load_data_set(folder.name());
      }
    } catch (const Error& error) {
      CHECK(error.kind() == ErrorKind::Input);
      message = error.what();
    }
    CAPTURE(message);
    CHECK(message.find(part) != std::string::npos);
    CHECK(message.find(folder.name()) != std::string::npos);
    CHECK(std::count(message.begin(), message.end(), '\n') < 3);
  }
}

}  // namespace

TEST_CASE("plain and compressed files give the same pixels and labels") {
  const SetFolder folder;
  const DataSet data = load_data_set(folder.name());
  CHECK(data.training.shape == network::Shape{1, 2, 3});
  CHECK(data.training.count() == 4);
  CHECK(data.training.labels == std::vector<std::uint8_t>{0, 1, 2, 1});
  CHECK(data.training.pixels.size() == 24);
  CHECK(data.training.pixels[23] == 23);
  CHECK(data.test.labels == std::vector<std::uint8_t>{2, 0});
  CHECK(data.test.pixels[11] == 11);
  CHECK(data.training.classes == 3);
  CHECK(data.test.classes == 3);
}

TEST_CASE("the summary agrees with the whole data set") {
  const SetFolder folder;
  const DataSet data = load_data_set(folder.name());
  const DataSetSummary summary = summarise_data_set(folder.name());
  CHECK(summary.shape == data.training.shape);
  CHECK(summary.classes == data.training.classes);
  CHECK(summary.training_images == data.training.count());
  CHECK(summary.test_images == data.test.count());
}

TEST_CASE("a missing folder, set or file is named") {
  const SetFolder folder;
  fs::remove(folder / "t10k-images-idx3-ubyte");
  check_refused(folder, "t10k-images-idx3-ubyte: there is no such file");
  CHECK_THROWS_WITH_AS((void)load_data_set("fashion-mnits"),
                       doctest::Contains("did you mean \"fashion-mnist\"?"), Error);
  CHECK_THROWS_WITH_AS((void)load_data_set("/nowhere"), doctest::Contains("/nowhere"), Error);
}

TEST_CASE("a file that ends early is refused at that byte") {
  const SetFolder folder;
  write_plain(folder / "t10k-images-idx3-ubyte", images_file(2).substr(0, 20));
  check_refused(folder, "t10k-images-idx3-ubyte:byte 20: the file ends here, 8 bytes", false);
  write_plain(folder / "t10k-images-idx3-ubyte", images_file(2).substr(0, 6));
  check_refused(folder, "byte 6: the file ends here");
  write_plain(folder / "t10k-images-idx3-ubyte", "");
  check_refused(folder, "byte 0: the file ends here");
}

TEST_CASE("a compressed file that is cut or damaged is refused") {
  const SetFolder folder;
  const fs::path path = folder / "train-images-idx3-ubyte.gz";
  const std::string whole = read_bytes(path);
  write_plain(path, whole.substr(0, whole.size() - 12));
  check_refused(folder, "train-images-idx3-ubyte.gz:byte", false);
  std::string damaged = whole;
  damaged[damaged.size() - 6] = static_cast<char>(damaged[damaged.size() - 6] ^ 1);
  write_plain(path, damaged);
  check_refused(folder, "the compressed data is damaged", false);
}

TEST_CASE("a wrong magic number is refused and the right one told") {
  const SetFolder folder;
  write_plain(folder / "t10k-images-idx3-ubyte", labels_file("\1"));
  check_refused(folder, "the magic number is 00000801, expected 00000803");
  write_plain(folder / "t10k-images-idx3-ubyte", word(0xd03) + images_file(2).substr(4));
  check_refused(folder, "00000d03");
}

TEST_CASE("a header that lies about sizes is refused before memory is claimed") {
  const SetFolder folder;
  const fs::path path = folder / "t10k-images-idx3-ubyte";
  write_plain(path, word(0x803) + word(0) + word(2) + word(3));
  check_refused(folder, "byte 4: size 0 of dimension 1");
  write_plain(path, word(0x803) + word(0xffffffff) + word(0xffffffff) + word(0xffffffff));
  check_refused(folder, "byte 4: size 4294967295");
  write_plain(path, word(0x803) + word(1 << 20) + word(64) + word(64));
  check_refused(folder, "at most 1 GiB");
  write_plain(path, word(0x803) + word(2) + word(1) + word(100000) + std::string(200000, 'x'));
  check_refused(folder, "at most 4096");
  write_plain(path, images_file(2) + "x");
  check_refused(folder, "byte 28: the file goes on", false);
}

TEST_CASE("files that do not fit each other are refused") {
  const SetFolder folder;
  write_plain(folder / "train-labels-idx1-ubyte", labels_file(std::string("\0\1\2", 3)));
  check_refused(folder, "3 labels for 4 images");
  write_plain(folder / "train-labels-idx1-ubyte", labels_file(std::string(4, '\0')));
  check_refused(folder, "all labels are 0");
  write_plain(folder / "train-labels-idx1-ubyte", labels_file(std::string("\0\1\1\1", 4)));
  check_refused(folder, "t10k-labels-idx1-ubyte.gz:byte 8: label 2 does not occur");
  write_plain(folder / "train-labels-idx1-ubyte", labels_file(std::string("\0\1\2\1", 4)));
  write_plain(folder / "t10k-images-idx3-ubyte", images_file(2, 3, 2));
  check_refused(folder, "test images of 3 x 2 pixels, training images of 2 x 3");
}

TEST_CASE("a pipe in the place of a file is refused without waiting for it") {
  const SetFolder folder;
  fs::remove(folder / "t10k-images-idx3-ubyte");
  fs::create_directory(folder / "t10k-images-idx3-ubyte");
  check_refused(folder, "is not a regular file");
}

TEST_CASE("KIRCHHOFF_DATASETS names the folder of fashion-mnist") {
  const SetFolder folder;
  REQUIRE(::setenv("KIRCHHOFF_DATASETS", folder.name().c_str(), 1) == 0);
  CHECK(load_data_set("fashion-mnist").training.count() == 4);
  REQUIRE(::setenv("KIRCHHOFF_DATASETS", "/nowhere", 1) == 0);
  CHECK_THROWS_WITH_AS((void)load_data_set("fashion-mnist"),
                       doctest::Contains("dataset-fashion-mnist"), Error);
  REQUIRE(::unsetenv("KIRCHHOFF_DATASETS") == 0);
}

TEST_CASE("a split parts all images in two, by seed") {
  const Split split = split_training_images(1000, 100, 7);
  CHECK(split.training.size() == 900);
  CHECK(split.validation.size() == 100);
  std::set<std::int64_t> all(split.training.begin(), split.training.end());
  all.insert(split.validation.begin(), split.validation.end());
  CHECK(all.size() == 1000);
  CHECK(*all.begin() == 0);
  CHECK(*all.rbegin() == 999);
  CHECK(split_training_images(1000, 100, 7).validation == split.validation);
  CHECK(split_training_images(1000, 100, 8).validation != split.validation);
}

TEST_CASE("a split that leaves one part empty is refused") {
  CHECK_THROWS_AS((void)split_training_images(10, 10, 1), Error);
  CHECK_THROWS_AS((void)split_training_images(10, 0, 1), Error);
}

}  // namespace kirchhoff::train
