// kirchhoff/base/parallel.hpp - independent tasks on some threads.
#pragma once

#include <cstddef>
#include <functional>

namespace kirchhoff {

/// Task `index`; `thread` is 0 .. threads - 1 and runs one task at a time.
using ParallelTask = std::function<void(std::size_t index, std::size_t thread)>;

/// Runs tasks 0 .. count - 1 on `threads` threads (at least 1), of which the caller's is one, and
/// returns when all have ended. Once a task has thrown no other is begun, and what it threw first
/// is thrown again.
void run_tasks(std::size_t count, int threads, const ParallelTask& task);

}  // namespace kirchhoff
