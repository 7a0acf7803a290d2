// tests/worker/pool_test.cpp - a pool outlives workers that crash, hang, lie and vanish.
#include "kirchhoff/worker/pool.hpp"

#include <doctest/doctest.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <thread>
#include <utility>
#include <vector>

#include "kirchhoff/base/error.hpp"
#include "kirchhoff/base/file.hpp"
#include "kirchhoff/worker/process.hpp"

namespace kirchhoff::worker {
namespace {

using Clock = std::chrono::steady_clock;

double seconds_since(Clock::time_point start) {
  return std::chrono::duration<double>(Clock::now() - start).count();
}

std::filesystem::path fake_worker() { return program_path().parent_path() / "fake_worker"; }

PoolOptions options(int workers = 1) {
  return {.workers = workers, .program = fake_worker(), .silence_seconds_limit = 20.0};
}

EvaluateJob job(std::uint64_t id, const std::string& order) {
  EvaluateJob result;
  result.id = id;
  result.data_set = order;
  return result;
}

// Waits for the next event of one kind; greetings and progress pass by. A fast worker's greeting
// and answer come together: who wants both keeps what came with the first in `unread`.
template <typename Wanted>
Wanted next(Pool& pool, std::vector<Event>& unread) {
  const auto start = Clock::now();
  while (seconds_since(start) < 10.0) {
    while (!unread.empty()) {
      const Event event = std::move(unread.front());
      unread.erase(unread.begin());
      if (const auto* found = std::get_if<Wanted>(&event.what)) return *found;
    }
    unread = pool.wait(1.0);
  }
  FAIL("the event did not come");
  return {};
}

template <typename Wanted>
Wanted next(Pool& pool) {
  std::vector<Event> unread;
  return next<Wanted>(pool, unread);
}

pid_t pid_of_next_worker(Pool& pool, std::vector<Event>& unread) {
  return static_cast<pid_t>(next<HelloAnswer>(pool, unread).fingerprint.as_integer());
}

pid_t pid_of_next_worker(Pool& pool) {
  std::vector<Event> unread;
  return pid_of_next_worker(pool, unread);
}

bool exists(pid_t pid) { return ::kill(pid, 0) == 0; }

bool has_children() {
  const int result = ::waitpid(-1, nullptr, WNOHANG);
  return !(result < 0 && errno == ECHILD);
}

}  // namespace

TEST_CASE("a job comes back with its number, after a greeting and progress") {
  Pool pool(options());
  CHECK(pool.idle_count() == 1);
  CHECK(pool.submit(job(7, "obey")) == 0);
  CHECK(pool.busy_count() == 1);
  std::vector<std::size_t> kinds;
  const auto start = Clock::now();
  while (pool.busy_count() > 0 && seconds_since(start) < 10.0) {
    for (const Event& event : pool.wait(1.0)) kinds.push_back(event.what.index());
  }
  REQUIRE(kinds.size() == 3);
  CHECK(kinds == std::vector<std::size_t>{0, 1, 2});
  CHECK(pool.idle_count() == 1);
}

TEST_CASE("two workers work at once and a third job waits for one of them") {
  Pool pool(options(2));
  CHECK(pool.submit(job(1, "hang")) == 0);
  CHECK(pool.submit(job(2, "obey")) == 1);
  CHECK(pool.idle_count() == 0);
  CHECK(next<EvaluateAnswer>(pool).id == 2);
  CHECK(pool.submit(job(3, "obey")) == 1);
  CHECK(next<EvaluateAnswer>(pool).id == 3);
}

TEST_CASE("a worker has one thread for BLAS and a process group of its own") {
  Pool pool(options());
  pool.submit(job(1, "environment"));
  CHECK(next<FailedAnswer>(pool).message == "1 1 own group");
}

TEST_CASE("a worker killed in the middle of a job loses it; submitting it again works") {
  Pool pool(options());
  pool.submit(job(1, "hang"));
  const pid_t first = pid_of_next_worker(pool);
  REQUIRE(::kill(first, SIGKILL) == 0);
  const auto lost = next<LostJob>(pool);
  CHECK(lost.id == 1);
  CHECK(lost.reason == "killed by signal 9");
  CHECK(pool.idle_count() == 1);
  CHECK_FALSE(exists(first));
  pool.submit(job(1, "obey"));
  CHECK(next<EvaluateAnswer>(pool).id == 1);
}

TEST_CASE("how a worker ended is told: by a signal or with a code") {
  Pool pool(options());
  pool.submit(job(1, "crash"));
  CHECK(next<LostJob>(pool).reason == "killed by signal 6");
  pool.submit(job(2, "leave"));
  CHECK(next<LostJob>(pool).reason == "ended with exit code 3");
}

TEST_CASE("a worker that dies between two jobs costs neither of them") {
  Pool pool(options());
  pool.submit(job(1, "obey"));
  const pid_t first = pid_of_next_worker(pool);
  while (pool.busy_count() > 0) pool.wait(0.1);
  REQUIRE(::kill(first, SIGKILL) == 0);
  while (exists(first) && pool.wait(0.05).empty() && pool.cpu_seconds() > 1e9) continue;
  pool.submit(job(2, "obey"));
  const auto start = Clock::now();
  bool answered = false;
  while (!answered && seconds_since(start) < 10.0) {
    for (const Event& event : pool.wait(1.0)) {
      answered = answered || std::holds_alternative<EvaluateAnswer>(event.what);
      // Killed but not yet gone when the job was written: then the job is lost, and says so.
      if (std::holds_alternative<LostJob>(event.what)) pool.submit(job(2, "obey"));
    }
  }
  CHECK(answered);
}

TEST_CASE("garbage and answers to other jobs lose the job, with the reason") {
  Pool pool(options());
  pool.submit(job(1, "garbage"));
  CHECK(next<LostJob>(pool).reason.find("expected 0x4b") != std::string::npos);
  pool.submit(job(2, "stray"));
  CHECK(next<LostJob>(pool).reason.find("job 3") != std::string::npos);
  pool.submit(job(4, "obey"));
  CHECK(next<EvaluateAnswer>(pool).id == 4);
}

TEST_CASE("a job may take longer than its worker may be silent") {
  PoolOptions short_limit = options();
  short_limit.silence_seconds_limit = 2.0;
  Pool pool(short_limit);
  const auto start = Clock::now();
  pool.submit(job(1, "toil"));
  CHECK(next<EvaluateAnswer>(pool).id == 1);
  CHECK(seconds_since(start) > 2.5);
}

TEST_CASE("a job whose worker falls silent is lost and its worker gone") {
  PoolOptions short_limit = options();
  short_limit.silence_seconds_limit = 0.3;
  Pool pool(short_limit);
  const auto start = Clock::now();
  pool.submit(job(1, "hang"));
  const pid_t worker = pid_of_next_worker(pool);
  CHECK(next<LostJob>(pool).reason == "silent for 0.3 s");
  CHECK(seconds_since(start) < 5.0);
  CHECK_FALSE(exists(worker));
}

#ifndef __SANITIZE_ADDRESS__  // a sanitized worker has no limit: see process.cpp
TEST_CASE("a worker gets no more memory than its limit") {
  PoolOptions tight = options();
  tight.memory_limit_mib = 256;
  Pool pool(tight);
  pool.submit(job(1, "obey"));  // the limit is set by the time this is answered
  next<EvaluateAnswer>(pool);
  pool.submit(job(2, "hoard"));
  CHECK(next<FailedAnswer>(pool).message == "no memory left");
}
#endif

TEST_CASE("no process outlives its pool, and none stays a zombie") {
  pid_t idle = 0;
  pid_t busy = 0;
  const auto start = Clock::now();
  {
    Pool pool(options(2));
    pool.submit(job(1, "hang"));
    busy = pid_of_next_worker(pool);
    pool.submit(job(2, "obey"));
    std::vector<Event> unread;
    idle = pid_of_next_worker(pool, unread);
    next<EvaluateAnswer>(pool, unread);
  }
  CHECK(seconds_since(start) < 6.0);
  CHECK_FALSE(exists(idle));
  CHECK_FALSE(exists(busy));
  CHECK_FALSE(has_children());
}

TEST_CASE("kill_all ends all workers at once and leaves the pool usable") {
  Pool pool(options(2));
  pool.submit(job(1, "hang"));
  const pid_t first = pid_of_next_worker(pool);
  const auto start = Clock::now();
  pool.kill_all();
  CHECK(seconds_since(start) < 1.0);
  CHECK_FALSE(exists(first));
  CHECK(pool.busy_count() == 0);
  pool.submit(job(2, "obey"));
  CHECK(next<EvaluateAnswer>(pool).id == 2);
}

TEST_CASE("waiting ends early when a signal arrives") {
  struct sigaction action {};
  action.sa_handler = [](int) {};  // without SA_RESTART
  struct sigaction before {};
  ::sigaction(SIGALRM, &action, &before);
  Pool pool(options());
  pool.submit(job(1, "hang"));
  next<HelloAnswer>(pool);
  const auto start = Clock::now();
  ::alarm(1);
  CHECK(pool.wait(10.0).empty());
  CHECK(seconds_since(start) < 5.0);
  ::sigaction(SIGALRM, &before, nullptr);
}

TEST_CASE("CPU seconds count the living and the dead and never fall") {
  Pool pool(options());
  CHECK(pool.cpu_seconds() == 0.0);
  pool.submit(job(1, "obey"));
  next<EvaluateAnswer>(pool);
  const double living = pool.cpu_seconds();
  CHECK(living >= 0.0);
  pool.kill_all();
  CHECK(pool.cpu_seconds() >= living);
  CHECK(pool.cpu_seconds() < 5.0);
}

TEST_CASE("a missing program is an environment error that names it") {
  try {
    const Pool pool({.workers = 1, .program = "/nowhere/kirchhoff-worker"});
    FAIL("no error");
  } catch (const Error& error) {
    CHECK(error.kind() == ErrorKind::Environment);
    CHECK(std::string(error.what()).find("/nowhere/kirchhoff-worker") != std::string::npos);
  }
  const Pool idle({.workers = 0, .program = "/nowhere/kirchhoff-worker"});
  CHECK(idle.idle_count() == 0);
}

}  // namespace kirchhoff::worker
