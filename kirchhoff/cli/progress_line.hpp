// kirchhoff/cli/progress_line.hpp - how a study goes, in one line.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>

#include "kirchhoff/study/study.hpp"

namespace kirchhoff::cli {

/// On standard error: rewritten in place on a terminal, a line every ten seconds in a log. Not
/// thread-safe.
class ProgressLine {
 public:
  ProgressLine();
  void show(const study::Progress& progress);
  void notice(const std::string& sentence);  // on a line of its own
  void close();                              // before anything else is printed

 private:
  bool is_terminal_;
  bool is_open_ = false;
  std::int64_t last_done_ = -1;
  std::chrono::steady_clock::time_point last_{};
};

}  // namespace kirchhoff::cli
