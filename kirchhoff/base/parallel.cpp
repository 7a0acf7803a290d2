// kirchhoff/base/parallel.cpp - independent tasks on some threads.
#include "kirchhoff/base/parallel.hpp"

#include <algorithm>
#include <atomic>
#include <exception>
#include <mutex>
#include <thread>
#include <vector>

#include "kirchhoff/base/error.hpp"

namespace kirchhoff {

void run_tasks(std::size_t count, int threads, const ParallelTask& task) {
  KIRCHHOFF_ASSERT(threads >= 1);
  std::atomic<std::size_t> next = 0;
  std::mutex mutex;
  std::exception_ptr problem;
  const auto work = [&](std::size_t thread) {
    try {
      for (std::size_t i = next++; i < count; i = next++) task(i, thread);
    } catch (...) {
      const std::lock_guard lock(mutex);
      if (!problem) problem = std::current_exception();
      next = count;
    }
  };
  {
    std::vector<std::jthread> others;
    for (std::size_t i = 1; i < std::min(static_cast<std::size_t>(threads), count); ++i)
      others.emplace_back(work, i);
    work(0);
  }
  if (problem) std::rethrow_exception(problem);
}

}  // namespace kirchhoff
