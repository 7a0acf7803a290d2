// tests/base/parallel_test.cpp - every task once, whatever the threads and whatever fails.
#include "kirchhoff/base/parallel.hpp"

#include <doctest/doctest.h>

#include <atomic>
#include <chrono>
#include <thread>
#include <vector>

#include "kirchhoff/base/error.hpp"

using namespace kirchhoff;

TEST_CASE("each task runs once, on a thread of its own number") {
  for (const int threads : {1, 2, 5}) {
    CAPTURE(threads);
    std::vector<std::atomic<int>> runs(97);
    std::vector<std::atomic<int>> busy(static_cast<std::size_t>(threads));
    std::atomic<int> shared_numbers = 0;
    run_tasks(runs.size(), threads, [&](std::size_t index, std::size_t thread) {
      if (++busy.at(thread) != 1) ++shared_numbers;
      ++runs[index];
      --busy[thread];
    });
    CHECK(shared_numbers == 0);
    for (const auto& count : runs) CHECK(count == 1);
  }
  run_tasks(0, 3, [](std::size_t, std::size_t) { FAIL("there is no task"); });
}

TEST_CASE("what a task throws reaches the caller, and no other task is begun after it") {
  for (const int threads : {1, 4}) {
    std::atomic<int> begun = 0;
    const auto task = [&](std::size_t index, std::size_t) {
      ++begun;
      if (index == 3) fail(ErrorKind::Input, "the third");
      if (index > 3) std::this_thread::sleep_for(std::chrono::milliseconds(1));
    };
    CHECK_THROWS_WITH_AS(run_tasks(10'000, threads, task), "the third", Error);
    CHECK(begun >= 4);
    CHECK(begun < 10'000);
  }
}
