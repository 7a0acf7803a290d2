// kirchhoff/train/idx.cpp - reads IDX files through zlib, which takes plain files as they are.
#include <zlib.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <memory>

#include "kirchhoff/base/error.hpp"
#include "kirchhoff/train/detail/idx.hpp"

namespace kirchhoff::train::detail {
namespace {

namespace fs = std::filesystem;

constexpr std::int64_t byte_limit = std::int64_t{1} << 30U;
constexpr int unsigned_bytes = 0x08;  // the type code of IDX

struct Closer {
  void operator()(gzFile_s* file) const { gzclose(file); }
};

// A file being read; knows its place, so that every message can name the byte.
class Source {
 public:
  explicit Source(const fs::path& path) : path_(path) {
    std::error_code problem;
    const fs::file_status status = fs::status(path, problem);
    require(fs::exists(status), "{}: there is no such file; name a folder with an IDX data set",
            path.string());
    require(fs::is_regular_file(status), "{}: is not a regular file; name one", path.string());
    file_.reset(gzopen(path.c_str(), "rbe"));
    require(file_ != nullptr, "{}: cannot be read ({}); check its permissions", path.string(),
            std::strerror(errno));
    gzbuffer(file_.get(), 1U << 18U);
  }

  void read(std::uint8_t* out, std::int64_t count, const char* what) {
    std::int64_t done = 0;
    while (done < count) {
      const auto block = static_cast<unsigned>(std::min<std::int64_t>(count - done, 1 << 24));
      const int got = gzread(file_.get(), out + done, block);
      if (got < 0) fail_damaged(done);
      if (got == 0) break;
      done += got;
    }
    require(done == count,
            "{}:byte {}: the file ends here, {} bytes of {} are missing; copy it again",
            path_.string(), position_ + done, count - done, what);
    position_ += count;
  }

  void expect_end() {
    std::uint8_t more = 0;
    const int got = gzread(file_.get(), &more, 1);
    if (got < 0) fail_damaged(0);
    require(got == 0,
            "{}:byte {}: the file goes on after what its header promises; mend the header",
            path_.string(), position_);
  }

  [[nodiscard]] std::int64_t position() const { return position_; }

 private:
  [[noreturn]] void fail_damaged(std::int64_t done) {
    int code = Z_OK;
    std::string reason = gzerror(file_.get(), &code);
    // zlib puts the path before its reason, where the message has it already.
    if (reason.starts_with(path_.string() + ": ")) reason.erase(0, path_.string().size() + 2);
    fail(ErrorKind::Input, "{}:byte {}: the compressed data is damaged ({}); copy the file again",
         path_.string(), position_ + done, reason);
  }

  fs::path path_;
  std::unique_ptr<gzFile_s, Closer> file_;
  std::int64_t position_ = 0;
};

IdxHeader parse_header(Source& source, const fs::path& path, std::size_t dimensions) {
  std::array<std::uint8_t, 4> magic{};
  source.read(magic.data(), 4, "the header");
  require(magic[0] == 0 && magic[1] == 0 && magic[2] == unsigned_bytes && magic[3] == dimensions,
          "{}:byte 0: the magic number is {:02x}{:02x}{:02x}{:02x}, expected 000008{:02x} "
          "(unsigned bytes, {} dimensions)",
          path.string(), magic[0], magic[1], magic[2], magic[3], dimensions, dimensions);
  IdxHeader header;
  std::int64_t total = 1;
  for (std::size_t i = 0; i < dimensions; ++i) {
    std::array<std::uint8_t, 4> word{};
    source.read(word.data(), 4, "the header");
    const std::int64_t size =
        (std::int64_t{word[0]} << 24U) | (word[1] << 16U) | (word[2] << 8U) | word[3];
    require(size >= 1 && size <= byte_limit / total,
            "{}:byte {}: size {} of dimension {} is not allowed; sizes are at least 1 and at most "
            "1 GiB in all",
            path.string(), source.position() - 4, size, i + 1);
    total *= size;
    header.sizes.push_back(size);
  }
  return header;
}

}  // namespace

std::int64_t IdxHeader::byte_count() const {
  std::int64_t count = 1;
  for (const std::int64_t size : sizes) count *= size;
  return count;
}

IdxHeader read_idx_header(const fs::path& path, std::size_t dimensions) {
  Source source(path);
  return parse_header(source, path, dimensions);
}

IdxFile read_idx(const fs::path& path, std::size_t dimensions) {
  Source source(path);
  IdxFile file{.header = parse_header(source, path, dimensions), .bytes = {}};
  // Grown as the file delivers, so that a lying header cannot claim memory.
  const std::int64_t total = file.header.byte_count();
  for (std::int64_t done = 0; done < total;) {
    const std::int64_t block = std::min<std::int64_t>(total - done, 1 << 24);
    file.bytes.resize(static_cast<std::size_t>(done + block));
    source.read(file.bytes.data() + done, block, "the values");
    done += block;
  }
  source.expect_end();
  return file;
}

}  // namespace kirchhoff::train::detail
