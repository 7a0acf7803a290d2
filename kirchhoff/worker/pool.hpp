// kirchhoff/worker/pool.hpp - starts kirchhoff-worker processes, hands them jobs, survives their
// death.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <variant>
#include <vector>

#include "kirchhoff/worker/messages.hpp"

namespace kirchhoff::worker {

struct PoolOptions {
  int workers = 1;                // processes, each with one thread; 0: nothing is ever asked
  std::filesystem::path program;  // "" : ../libexec/kirchhoff-worker beside the program
  double silence_seconds_limit = 1800.0;  // wall time without a word on its job; then it is killed
  std::int64_t memory_limit_mib = 8192;   // address-space limit of a worker (RLIMIT_DATA)
};

/// A worker was lost with a job: killed, crashed, over its limits.
struct LostJob {
  std::uint64_t id = 0;
  std::string reason;  // "killed by signal 9", "silent for 1800 s"
};

struct Event {
  int worker = 0;  // 0 .. workers - 1
  std::variant<HelloAnswer, ProgressAnswer, EvaluateAnswer, RefusedAnswer, FailedAnswer,
               SelfcheckAnswer, BenchAnswer, LostJob>
      what;
};

/// Workers are exec'ed (never forked after work began) in process groups of their own with one
/// thread each (OPENBLAS_NUM_THREADS=1, OMP_NUM_THREADS=1), stdin and stdout as pipes. A dead
/// worker is started again when a job needs it. Used by one thread.
class Pool {
 public:
  /// Starts nothing yet. Throws Error(Environment) when there are workers and no program.
  explicit Pool(PoolOptions options);
  ~Pool();  // closes the pipes, waits 2 s, kills the process groups
  Pool(const Pool&) = delete;
  Pool& operator=(const Pool&) = delete;

  [[nodiscard]] int idle_count() const;  // workers without a job
  [[nodiscard]] int busy_count() const;
  /// Gives the job to an idle worker (there must be one), starting its process when needed.
  /// Returns the worker's number.
  int submit(const Job& job);
  /// Waits up to `timeout_s` for something to happen and returns all of it, possibly nothing.
  /// Interrupted by signals.
  std::vector<Event> wait(double timeout_s);
  /// Kills all workers now.
  void kill_all();
  /// CPU seconds used by workers that ended and those that live.
  [[nodiscard]] double cpu_seconds() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

/// ../libexec/kirchhoff-worker beside the running program.
[[nodiscard]] std::filesystem::path worker_program();

}  // namespace kirchhoff::worker
