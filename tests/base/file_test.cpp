// tests/base/file_test.cpp - reading is bounded, writing is atomic, failures keep the old file.
#include "kirchhoff/base/file.hpp"

#include <doctest/doctest.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <csignal>
#include <cstdlib>
#include <functional>
#include <iterator>

#include "kirchhoff/base/error.hpp"
#include "tests/source_folder.hpp"

namespace kirchhoff {
namespace {

namespace fs = std::filesystem;

// A new folder that is gone with its contents at the end of the test.
class Folder {
 public:
  Folder() {
    std::string name = (fs::temp_directory_path() / "kirchhoff-file-XXXXXX").string();
    REQUIRE(::mkdtemp(name.data()) != nullptr);
    path_ = name;
  }
  ~Folder() {
    std::error_code ignored;
    fs::remove_all(path_, ignored);
  }
  [[nodiscard]] fs::path operator/(const char* name) const { return path_ / name; }
  [[nodiscard]] std::ptrdiff_t file_count() const {
    return std::distance(fs::directory_iterator(path_), fs::directory_iterator());
  }

 private:
  fs::path path_;
};

Error error_of(const std::function<void()>& work) {
  try {
    work();
  } catch (const Error& error) {
    return error;
  }
  FAIL("no error");
  return {ErrorKind::Usage, ""};
}

bool contains(const Error& error, const std::string& part) {
  return std::string(error.what()).find(part) != std::string::npos;
}

}  // namespace

TEST_CASE("what is written is what is read, byte for byte, and nothing else is left") {
  const Folder folder;
  const std::string bytes("a\0b\r\n\xff", 6);
  write_atomically(folder / "data.bin", "first");
  write_atomically(folder / "data.bin", bytes);
  CHECK(read_text(folder / "data.bin") == bytes);
  CHECK(folder.file_count() == 1);
}

TEST_CASE("a missing file is an input error that names a similar file") {
  const Folder folder;
  write_atomically(folder / "study.toml", "");
  const Error error = error_of([&] { (void)read_text(folder / "sutdy.toml"); });
  CHECK(error.kind() == ErrorKind::Input);
  CHECK(contains(error, "there is no such file"));
  CHECK(contains(error, (folder / "study.toml").string()));
}

TEST_CASE("a file above the limit, a folder, a pipe and a device are refused") {
  const Folder folder;
  write_atomically(folder / "big", "123456");
  CHECK(read_text(folder / "big", 6) == "123456");
  CHECK(contains(error_of([&] { (void)read_text(folder / "big", 5); }), "at most 5"));
  CHECK(contains(error_of([&] { (void)read_text(folder / "."); }), "is a folder"));
  REQUIRE(::mkfifo((folder / "pipe").c_str(), 0600) == 0);
  CHECK(contains(error_of([&] { (void)read_text(folder / "pipe"); }), "not a regular file"));
  CHECK(contains(error_of([] { (void)read_text("/dev/zero"); }), "not a regular file"));
}

TEST_CASE("a full device is an environment error with the reason and the next step") {
  const Error error = error_of([] { write_atomically("/dev/full", "bytes"); });
  CHECK(error.kind() == ErrorKind::Environment);
  CHECK(contains(error, "/dev/full"));
  CHECK(contains(error, "No space left on device"));
  CHECK(contains(error, "free some space"));
  struct stat status {};
  REQUIRE(::stat("/dev/full", &status) == 0);
  CHECK(S_ISCHR(status.st_mode));
}

TEST_CASE("a write that fails half way keeps the old file and leaves no other") {
  const Folder folder;
  write_atomically(folder / "study.db", "old");
  rlimit before{};
  REQUIRE(::getrlimit(RLIMIT_FSIZE, &before) == 0);
  auto* handler = std::signal(SIGXFSZ, SIG_IGN);
  rlimit small = before;
  small.rlim_cur = 10000;
  REQUIRE(::setrlimit(RLIMIT_FSIZE, &small) == 0);
  const Error error =
      error_of([&] { write_atomically(folder / "study.db", std::string(100000, 'x')); });
  REQUIRE(::setrlimit(RLIMIT_FSIZE, &before) == 0);
  std::signal(SIGXFSZ, handler);
  CHECK(error.kind() == ErrorKind::Environment);
  CHECK(contains(error, "File too large"));
  CHECK(read_text(folder / "study.db") == "old");
  CHECK(folder.file_count() == 1);
}

TEST_CASE("a folder that is missing, no folder or not writable is an environment error") {
  const Folder folder;
  write_atomically(folder / "file", "");
  const Error missing = error_of([&] { write_atomically(folder / "none/report.html", ""); });
  CHECK(missing.kind() == ErrorKind::Environment);
  CHECK(contains(missing, "create the folder first"));
  CHECK(contains(error_of([&] { write_atomically(folder / "file/report.html", ""); }),
                 "Not a directory"));
  fs::create_directory(folder / "closed");
  fs::permissions(folder / "closed", fs::perms::owner_read | fs::perms::owner_exec);
  if (::geteuid() != 0) {  // root writes everywhere
    CHECK(contains(error_of([&] { write_atomically(folder / "closed/report.html", ""); }),
                   "Permission denied"));
  }
}

TEST_CASE("a temporary file left by a killed program is stepped over") {
  const Folder folder;
  const std::string left = fmt::format(".a.{}-0.tmp", ::getpid());
  write_atomically(folder / left.c_str(), "left behind");
  write_atomically(folder / "a", "new");
  CHECK(read_text(folder / "a") == "new");
  CHECK(read_text(folder / left.c_str()) == "left behind");
}

TEST_CASE("the content hash is XXH3 with 128 bits") {
  // Published test vector of the empty input.
  CHECK(content_hash("") == "99aa06d3014798d86001c324468d497f");
  CHECK(content_hash("a") != content_hash("b"));
  CHECK(content_hash(std::string(100000, 'x')).size() == 32);
}

TEST_CASE("the data folder follows KIRCHHOFF_DATA, and a wrong one is an environment error") {
  const Folder folder;
  REQUIRE(::setenv("KIRCHHOFF_DATA", (folder / "").c_str(), 1) == 0);
  CHECK(fs::equivalent(data_folder(), folder / ""));
  REQUIRE(::setenv("KIRCHHOFF_DATA", (folder / "none").c_str(), 1) == 0);
  CHECK(error_of([] { (void)data_folder(); }).kind() == ErrorKind::Environment);
  REQUIRE(::unsetenv("KIRCHHOFF_DATA") == 0);
  CHECK(fs::equivalent(data_folder(), fs::path(test::source_folder()) / "data"));
}

TEST_CASE("the program knows its own path") {
  CHECK(program_path().filename() == "test_base");
  CHECK(program_path().is_absolute());
}

}  // namespace kirchhoff
