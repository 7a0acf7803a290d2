// kirchhoff/store/study_lock.cpp - an flock on a file that names the process which holds it.
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <string>

#include "kirchhoff/base/error.hpp"
#include "kirchhoff/store/detail/study_lock.hpp"

namespace kirchhoff::store {
namespace {

// The holder's process id as it wrote it, or "?" when it has not written yet.
std::string holder_of(int file) {
  char text[32] = {};
  const ssize_t count = ::pread(file, text, sizeof(text) - 1, 0);
  std::string holder(text, count > 0 ? static_cast<std::size_t>(count) : 0);
  while (!holder.empty() && holder.back() == '\n') holder.pop_back();
  return holder.empty() ? "?" : holder;
}

// A clean end removes the file: the one just locked may no longer be the one of that name.
bool is_current(int file, const std::filesystem::path& path) {
  struct stat held {};
  struct stat named {};
  return ::fstat(file, &held) == 0 && ::stat(path.c_str(), &named) == 0 &&
         held.st_ino == named.st_ino && held.st_dev == named.st_dev;
}

int open_lock_file(const std::filesystem::path& path) {
  // Close-on-exec: a worker must not keep the lock of a search that was killed.
  const int file = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0644);
  if (file < 0) {
    fail(ErrorKind::Environment,
         "{}: the study's folder cannot be written ({}); make it writable or choose another one",
         path.parent_path().string(), std::strerror(errno));
  }
  return file;
}

// Waits a moment: a reader that asks whether anybody writes holds the lock for microseconds.
bool try_lock(int file) {
  constexpr int tries = 20;
  constexpr useconds_t pause_us = 10'000;
  for (int i = 0; i < tries; ++i) {
    if (::flock(file, LOCK_EX | LOCK_NB) == 0) return true;
    if (errno != EWOULDBLOCK && errno != EINTR) return false;
    ::usleep(pause_us);
  }
  errno = EWOULDBLOCK;
  return false;
}

[[noreturn]] void refuse(int code, const std::filesystem::path& path, const std::string& holder) {
  if (code != EWOULDBLOCK) {
    fail(ErrorKind::Environment,
         "{}: this file system cannot lock files ({}); put the study on a local disk",
         path.string(), std::strerror(code));
  }
  fail(ErrorKind::Environment,
       "{}: process {} is searching this study; wait for it, stop it, or write to another folder",
       path.parent_path().string(), holder);
}

}  // namespace

StudyLock::StudyLock(const std::filesystem::path& folder) : path_(folder / "study.lock") {
  while (true) {
    file_ = open_lock_file(path_);
    if (!try_lock(file_)) {
      const int code = errno;
      const std::string holder = holder_of(file_);
      ::close(file_);
      refuse(code, path_, holder);
    }
    if (is_current(file_, path_)) break;
    ::close(file_);
  }
  const std::string holder = std::to_string(::getpid()) + "\n";
  // For people only: a disk too full for it stops the study at its first real write.
  if (::ftruncate(file_, 0) == 0) (void)!::pwrite(file_, holder.data(), holder.size(), 0);
}

bool StudyLock::is_held(const std::filesystem::path& folder) {
  const int file = ::open((folder / "study.lock").c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
  if (file < 0) return false;
  const bool is_free = ::flock(file, LOCK_SH | LOCK_NB) == 0;
  ::close(file);
  return !is_free;
}

StudyLock::~StudyLock() {
  ::unlink(path_.c_str());  // before the lock goes: whoever waits sees that the name has changed
  ::close(file_);
}

}  // namespace kirchhoff::store
