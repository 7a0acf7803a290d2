// kirchhoff/worker/process.cpp - posix_spawn, pipes, signals and wait4.
#include "kirchhoff/worker/process.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <spawn.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <fstream>
#include <iterator>
#include <sstream>
#include <thread>
#include <utility>
#include <vector>

#include "kirchhoff/base/error.hpp"
#include "kirchhoff/noise/suited_blas_core.hpp"

extern char** environ;

namespace kirchhoff::worker {
namespace {

namespace fs = std::filesystem;
using Clock = std::chrono::steady_clock;

constexpr std::size_t most_bytes_at_once = std::size_t{4} << 20U;  // a mad worker never stops

void close_descriptor(int& number) {
  if (number >= 0) ::close(number);
  number = -1;
}

struct Pipe {
  Pipe() {
    if (::pipe2(ends.data(), O_CLOEXEC) != 0) {
      fail(ErrorKind::Environment, "a pipe cannot be made ({}); close other programs",
           std::strerror(errno));
    }
  }
  ~Pipe() {
    close_descriptor(ends[0]);
    close_descriptor(ends[1]);
  }
  Pipe(const Pipe&) = delete;
  Pipe& operator=(const Pipe&) = delete;
  int take(std::size_t end) { return std::exchange(ends[end], -1); }
  std::array<int, 2> ends{-1, -1};  // reads, writes
};

// Our environment with one thread for each library that would start more, and, unless the user has
// chosen, the core type that suits the machine.
std::vector<std::string> worker_environment() {
  constexpr std::array<std::string_view, 2> ours = {"OPENBLAS_NUM_THREADS=", "OMP_NUM_THREADS="};
  std::vector<std::string> variables;
  for (char** entry = environ; *entry != nullptr; ++entry) {
    const std::string_view text(*entry);
    if (!text.starts_with(ours[0]) && !text.starts_with(ours[1])) variables.emplace_back(text);
  }
  for (const std::string_view name : ours) variables.push_back(std::string(name) + "1");
  const std::string core = noise::suited_blas_core();
  if (std::getenv("OPENBLAS_CORETYPE") == nullptr && !core.empty()) {
    variables.push_back("OPENBLAS_CORETYPE=" + core);
  }
  return variables;
}

// Settings of posix_spawn that are freed at the end of the scope.
struct SpawnSettings {
  SpawnSettings(int input, int output) {
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, input, STDIN_FILENO);
    posix_spawn_file_actions_adddup2(&actions, output, STDOUT_FILENO);
    posix_spawnattr_init(&attributes);
    posix_spawnattr_setflags(
        &attributes, POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
    posix_spawnattr_setpgroup(&attributes, 0);
    sigset_t none;
    sigemptyset(&none);
    posix_spawnattr_setsigmask(&attributes, &none);
    sigset_t all;
    sigfillset(&all);
    posix_spawnattr_setsigdefault(&attributes, &all);
  }
  ~SpawnSettings() {
    posix_spawn_file_actions_destroy(&actions);
    posix_spawnattr_destroy(&attributes);
  }
  SpawnSettings(const SpawnSettings&) = delete;
  SpawnSettings& operator=(const SpawnSettings&) = delete;
  posix_spawn_file_actions_t actions{};
  posix_spawnattr_t attributes{};
};

double seconds_of(const timeval& time) {
  return static_cast<double>(time.tv_sec) + 1e-6 * static_cast<double>(time.tv_usec);
}

// Blocks SIGPIPE while it lives and swallows the one that a write raised.
class PipeSignalGuard {
 public:
  PipeSignalGuard() {
    sigemptyset(&pipe_);
    sigaddset(&pipe_, SIGPIPE);
    sigset_t pending;
    sigpending(&pending);
    was_pending_ = sigismember(&pending, SIGPIPE) == 1;
    pthread_sigmask(SIG_BLOCK, &pipe_, &before_);
  }
  ~PipeSignalGuard() {
    const timespec at_once{};
    if (!was_pending_) {
      while (sigtimedwait(&pipe_, nullptr, &at_once) < 0 && errno == EINTR) continue;
    }
    pthread_sigmask(SIG_SETMASK, &before_, nullptr);
  }
  PipeSignalGuard(const PipeSignalGuard&) = delete;
  PipeSignalGuard& operator=(const PipeSignalGuard&) = delete;

 private:
  sigset_t pipe_{}, before_{};
  bool was_pending_ = false;
};

void limit_memory(pid_t process, std::int64_t mebibytes) {
#ifdef __SANITIZE_ADDRESS__
  // The sanitizer reserves 15 TiB of addresses when a process starts, which counts as its data.
  static_cast<void>(process);
  static_cast<void>(mebibytes);
#else
  const auto bytes = static_cast<rlim_t>(mebibytes) << 20U;
  const rlimit limit{.rlim_cur = bytes, .rlim_max = bytes};
  ::prlimit(process, RLIMIT_DATA, &limit, nullptr);
#endif
}

}  // namespace

Process::Process(const fs::path& program, std::int64_t memory_limit_mib) {
  Pipe to_worker;
  Pipe from_worker;
  std::vector<std::string> variables = worker_environment();
  std::vector<char*> environment;
  for (std::string& variable : variables) environment.push_back(variable.data());
  environment.push_back(nullptr);
  std::string path = program.string();
  const std::array<char*, 2> arguments = {path.data(), nullptr};
  const SpawnSettings settings(to_worker.ends[0], from_worker.ends[1]);
  const int problem = ::posix_spawn(&pid_, path.c_str(), &settings.actions, &settings.attributes,
                                    arguments.data(), environment.data());
  if (problem != 0) {
    fail(ErrorKind::Environment, "{}: cannot be started ({}); build kirchhoff-worker again", path,
         std::strerror(problem));
  }
  input_ = to_worker.take(1);
  output_ = from_worker.take(0);
  ::fcntl(output_, F_SETFL, O_NONBLOCK);
  limit_memory(pid_, memory_limit_mib);
}

Process::~Process() {
  if (!ended_) kill_group();
  close_descriptor(input_);
  close_descriptor(output_);
}

bool Process::write(std::string_view bytes) {
  const PipeSignalGuard guard;
  while (!bytes.empty()) {
    const ssize_t count = ::write(input_, bytes.data(), bytes.size());
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(count));
  }
  return true;
}

bool Process::read(std::string& bytes) {
  std::array<char, 1U << 16U> block;
  while (bytes.size() < most_bytes_at_once) {
    const ssize_t count = ::read(output_, block.data(), block.size());
    if (count > 0) {
      bytes.append(block.data(), static_cast<std::size_t>(count));
    } else if (count == 0) {
      return false;
    } else if (errno != EINTR) {
      return errno == EAGAIN;
    }
  }
  return true;
}

void Process::close_input() { close_descriptor(input_); }

bool Process::reap(int options) {
  if (ended_) return true;
  rusage usage{};
  pid_t result = 0;
  do {
    result = ::wait4(pid_, &status_, options, &usage);
  } while (result < 0 && errno == EINTR);
  if (result == 0) return false;
  ended_ = true;
  final_cpu_seconds_ = seconds_of(usage.ru_utime) + seconds_of(usage.ru_stime);
  return true;
}

bool Process::has_ended(double timeout_s) {
  const auto deadline = Clock::now() + std::chrono::duration<double>(timeout_s);
  while (!reap(WNOHANG)) {
    if (Clock::now() >= deadline) return false;
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
  }
  return true;
}

void Process::kill_group() {
  if (ended_) return;
  // The worker itself too: it may have been killed before it had its own group.
  ::kill(-pid_, SIGKILL);
  ::kill(pid_, SIGKILL);
  reap(0);
}

std::string Process::end_text() const {
  if (WIFSIGNALED(status_)) return fmt::format("killed by signal {}", WTERMSIG(status_));
  return fmt::format("ended with exit code {}", WEXITSTATUS(status_));
}

double Process::cpu_seconds() const {
  if (ended_) return final_cpu_seconds_;
  std::ifstream file(fmt::format("/proc/{}/stat", pid_));
  const std::string text((std::istreambuf_iterator<char>(file)), {});
  const std::size_t name_end = text.rfind(')');  // the name before it may hold blanks
  if (name_end == std::string::npos) return 0.0;
  std::istringstream fields(text.substr(name_end + 1));
  std::string skipped;
  for (int field = 3; field < 14; ++field) fields >> skipped;
  double user = 0.0;
  double system = 0.0;
  fields >> user >> system;
  return (user + system) / static_cast<double>(::sysconf(_SC_CLK_TCK));
}

}  // namespace kirchhoff::worker
