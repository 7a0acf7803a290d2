// kirchhoff/worker/process.hpp - one exec'ed program in a process group of its own, with pipes.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>

namespace kirchhoff::worker {

/// Started by exec, never by a bare fork, because libtorch and BLAS do not survive one. Its stdin
/// and stdout are pipes, its stderr is ours. Used by one thread.
class Process {
 public:
  /// Throws Error(Environment) when it cannot be started.
  Process(const std::filesystem::path& program, std::int64_t memory_limit_mib);
  ~Process();  // kills and reaps what still lives
  Process(const Process&) = delete;
  Process& operator=(const Process&) = delete;

  /// Writes to its stdin; false when nobody reads there any more. Never raises SIGPIPE.
  bool write(std::string_view bytes);
  /// Appends what its stdout has to `bytes`, without waiting; false at the end of the stream.
  bool read(std::string& bytes);
  [[nodiscard]] int output() const { return output_; }  // for poll(2)
  void close_input();

  /// Waits up to `timeout_s` for its end, and reaps it.
  bool has_ended(double timeout_s);
  void kill_group();  // SIGKILL, and reaps it
  /// "killed by signal 9", "ended with exit code 3"; only after its end.
  [[nodiscard]] std::string end_text() const;
  [[nodiscard]] double cpu_seconds() const;  // so far, or in all after its end

 private:
  bool reap(int options);

  pid_t pid_ = -1;
  int input_ = -1;
  int output_ = -1;
  bool ended_ = false;
  int status_ = 0;
  double final_cpu_seconds_ = 0.0;
};

}  // namespace kirchhoff::worker
