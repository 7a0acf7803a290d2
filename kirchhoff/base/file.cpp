// kirchhoff/base/file.cpp - bounded reading, atomic writing and where shipped data lies.
#include "kirchhoff/base/file.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>
#include <xxhash.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <system_error>
#include <utility>
#include <vector>

#include "kirchhoff/base/error.hpp"
#include "kirchhoff/base/text.hpp"

namespace kirchhoff {
namespace {

namespace fs = std::filesystem;

// Owns a file descriptor; close() reports its error, the destructor cannot.
class Descriptor {
 public:
  explicit Descriptor(int number) : number_(number) {}
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  ~Descriptor() {
    if (number_ >= 0) ::close(number_);
  }
  [[nodiscard]] int number() const { return number_; }
  [[nodiscard]] bool is_open() const { return number_ >= 0; }
  [[nodiscard]] bool close() { return ::close(std::exchange(number_, -1)) == 0; }

 private:
  int number_;
};

std::string next_step(int code) {
  switch (code) {
    case ENOSPC:
    case EDQUOT: return "free some space or choose another folder";
    case EFBIG: return "raise the limit on file sizes (ulimit -f) or choose another folder";
    case EACCES:
    case EPERM:
    case EROFS: return "choose a folder that can be written, or mend its permissions";
    case ENOENT:
    case ENOTDIR: return "create the folder first";
    default: return "check the disk and try again";
  }
}

[[noreturn]] void fail_to_write(const fs::path& path, int code) {
  fail(ErrorKind::Environment, "{}: cannot be written ({}); {}", path.string(), std::strerror(code),
       next_step(code));
}

// "; did you mean ..." for a file of a similar name in the same folder, or what to look at.
std::string similar_file(const fs::path& path) {
  std::vector<std::string> names;
  std::error_code ignored;
  const fs::path folder = path.has_parent_path() ? path.parent_path() : fs::path(".");
  for (fs::directory_iterator entry(folder, ignored), end; !ignored && entry != end;
       entry.increment(ignored)) {
    names.push_back(entry->path().filename().string());
  }
  std::sort(names.begin(), names.end());
  const std::string nearest = nearest_name(path.filename().string(), names);
  if (nearest.empty()) return "; check its name and folder";
  return fmt::format("; did you mean {}?", (folder / nearest).string());
}

[[noreturn]] void fail_to_open(const fs::path& path, int code) {
  require(code != ENOENT && code != ENOTDIR, "{}: there is no such file{}", path.string(),
          similar_file(path));
  fail(ErrorKind::Input, "{}: cannot be read ({}); check its permissions", path.string(),
       std::strerror(code));
}

bool write_all(int descriptor, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t written = ::write(descriptor, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
  return true;
}

// A new file beside `path`; names of files that a killed process left behind are skipped.
std::pair<fs::path, int> create_beside(const fs::path& path) {
  for (int attempt = 0; attempt < 1000; ++attempt) {
    fs::path candidate = path;
    candidate.replace_filename(
        fmt::format(".{}.{}-{}.tmp", path.filename().string(), ::getpid(), attempt));
    const int number = ::open(candidate.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
    if (number >= 0) return {candidate, number};
    if (errno != EEXIST) fail_to_write(path, errno);
  }
  fail_to_write(path, EEXIST);
}

// A rename is only safe from a power cut once the folder's own entry is on disk.
bool flush_folder(const fs::path& folder) {
  const Descriptor opened(
      ::open(folder.empty() ? "." : folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  // Some file systems refuse to flush a folder (EINVAL); they have nothing to flush.
  return opened.is_open() && (::fsync(opened.number()) == 0 || errno == EINVAL);
}

// Devices and pipes (/dev/stdout) are written straight: a rename would replace the device itself.
void write_straight(const fs::path& path, std::string_view bytes) {
  Descriptor target(::open(path.c_str(), O_WRONLY | O_CLOEXEC));
  if (!target.is_open() || !write_all(target.number(), bytes) || !target.close()) {
    fail_to_write(path, errno);
  }
}

bool is_special(const fs::path& path) {
  struct stat status {};
  return ::stat(path.c_str(), &status) == 0 && !S_ISREG(status.st_mode) && !S_ISDIR(status.st_mode);
}

}  // namespace

std::string read_text(const fs::path& path, std::size_t limit) {
  // O_NONBLOCK: opening a pipe that nobody writes to must not wait for ever.
  const Descriptor source(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
  if (!source.is_open()) fail_to_open(path, errno);
  struct stat status {};
  if (::fstat(source.number(), &status) != 0) fail_to_open(path, errno);
  require(!S_ISDIR(status.st_mode), "{}: is a folder; name a file", path.string());
  require(S_ISREG(status.st_mode), "{}: is not a regular file; name one", path.string());
  require(static_cast<std::uintmax_t>(status.st_size) <= limit,
          "{}: {} bytes are too many; at most {} are read", path.string(), status.st_size, limit);
  std::string text;
  std::vector<char> block(std::size_t{1} << 16U);
  while (true) {
    const ssize_t count = ::read(source.number(), block.data(), block.size());
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) {
      fail(ErrorKind::Environment, "{}: cannot be read ({}); check the disk", path.string(),
           std::strerror(errno));
    }
    if (count == 0) return text;
    text.append(block.data(), static_cast<std::size_t>(count));
    require(text.size() <= limit, "{}: grew while it was read; at most {} bytes are read",
            path.string(), limit);
  }
}

void write_atomically(const fs::path& path, std::string_view bytes) {
  if (is_special(path)) return write_straight(path, bytes);
  const auto [temporary, number] = create_beside(path);
  Descriptor target(number);
  const bool done = write_all(target.number(), bytes) && ::fsync(target.number()) == 0 &&
                    target.close() && ::rename(temporary.c_str(), path.c_str()) == 0;
  if (!done) {
    const int code = errno;
    ::unlink(temporary.c_str());
    fail_to_write(path, code);
  }
  if (!flush_folder(path.parent_path())) fail_to_write(path, errno);
}

std::string content_hash(std::string_view bytes) {
  const XXH128_hash_t hash = XXH3_128bits(bytes.data(), bytes.size());
  return fmt::format("{:016x}{:016x}", hash.high64, hash.low64);
}

fs::path data_folder() {
  std::error_code ignored;
  if (const char* named = std::getenv("KIRCHHOFF_DATA"); named != nullptr && *named != '\0') {
    if (fs::is_directory(named, ignored)) return named;
    fail(ErrorKind::Environment, "KIRCHHOFF_DATA is {}, which is no folder; mend or unset it",
         named);
  }
  const fs::path installed = program_path().parent_path().parent_path() / "share" / "kirchhoff";
  if (fs::is_directory(installed, ignored)) return installed;
  const fs::path in_source(KIRCHHOFF_DATA_FOLDER);
  if (fs::is_directory(in_source, ignored)) return in_source;
  fail(ErrorKind::Environment,
       "the shipped data is neither in {} nor in {}; set KIRCHHOFF_DATA to its folder",
       installed.string(), in_source.string());
}

fs::path program_path() {
  std::error_code problem;
  fs::path path = fs::read_symlink("/proc/self/exe", problem);
  if (problem) {
    fail(ErrorKind::Environment, "/proc/self/exe: cannot be read ({}); is /proc mounted?",
         problem.message());
  }
  return path;
}

}  // namespace kirchhoff
