// kirchhoff/store/detail/study_lock.hpp - one writer a study, also across processes.
#pragma once

#include <filesystem>

namespace kirchhoff::store {

/// Holds `folder`/study.lock from construction to destruction; a killed process loses it at once.
class StudyLock {
 public:
  /// Throws Error(Environment): another process holds it (named), or the folder cannot be written.
  explicit StudyLock(const std::filesystem::path& folder);
  ~StudyLock();
  /// Whether some process holds the lock now. Creates no file.
  [[nodiscard]] static bool is_held(const std::filesystem::path& folder);
  StudyLock(const StudyLock&) = delete;
  StudyLock& operator=(const StudyLock&) = delete;

 private:
  std::filesystem::path path_;
  int file_ = -1;
};

}  // namespace kirchhoff::store
