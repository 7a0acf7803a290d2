// kirchhoff/worker/pool.cpp - hands jobs to processes and turns their bytes, and deaths, to events.
#include "kirchhoff/worker/pool.hpp"

#include <fmt/format.h>
#include <poll.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <optional>
#include <type_traits>

#include "kirchhoff/base/error.hpp"
#include "kirchhoff/base/file.hpp"
#include "kirchhoff/worker/process.hpp"

namespace kirchhoff::worker {
namespace {

using Clock = std::chrono::steady_clock;

constexpr double farewell_s = 2.0;  // what a worker has to end by itself

double seconds_until(Clock::time_point time) {
  return std::chrono::duration<double>(time - Clock::now()).count();
}

// One place of the pool: a process, when one runs, and its job, when it has one.
struct Seat {
  std::unique_ptr<Process> process;
  FrameReader frames;
  std::optional<std::uint64_t> job;
  Clock::time_point deadline;
};

// The job that an answer finishes; none for greetings and progress.
std::optional<std::uint64_t> finished_job(const Answer& answer) {
  return std::visit(
      [](const auto& held) -> std::optional<std::uint64_t> {
        using Held = std::decay_t<decltype(held)>;
        if constexpr (std::is_same_v<Held, HelloAnswer> || std::is_same_v<Held, ProgressAnswer>) {
          return std::nullopt;
        } else {
          return held.id;
        }
      },
      answer);
}

}  // namespace

struct Pool::State {
  PoolOptions options;
  std::vector<Seat> seats;
  std::vector<Event> events;  // not yet handed out
  double ended_cpu_seconds = 0.0;

  // Ends the seat's process; a job it had is lost for `reason`, or for how the process ended.
  void lose(std::size_t index, const std::string& reason) {
    Seat& seat = seats[index];
    seat.process->kill_group();
    ended_cpu_seconds += seat.process->cpu_seconds();
    if (seat.job) {
      events.push_back(
          {.worker = static_cast<int>(index),
           .what = LostJob{.id = *seat.job,
                           .reason = reason.empty() ? seat.process->end_text() : reason}});
    }
    seat = Seat{};
  }

  void start(Seat& seat) {
    seat.frames = FrameReader();
    seat.process = std::make_unique<Process>(options.program, options.memory_limit_mib);
  }

  void take(std::size_t index, const Answer& answer) {
    Seat& seat = seats[index];
    const std::optional<std::uint64_t> finished = finished_job(answer);
    if (finished && finished != seat.job) {
      fail(ErrorKind::Environment, "an answer to job {}, which it does not have", *finished);
    }
    if (finished) seat.job.reset();
    seat.deadline = deadline();  // a job may take days as long as it tells how far it is
    std::visit(
        [&](const auto& held) {
          events.push_back({.worker = static_cast<int>(index), .what = held});
        },
        answer);
  }

  // Reads what a worker has sent; a worker that sends no messages cannot be trusted further.
  void listen(std::size_t index) {
    Seat& seat = seats[index];
    std::string bytes;
    const bool open = seat.process->read(bytes);
    try {
      seat.frames.append(bytes);
      std::string text;
      while (seat.frames.next(text)) take(index, decode_answer(text));
    } catch (const Error& error) {
      return lose(index, fmt::format("sent what is no answer: {}", error.what()));
    }
    if (open) return;
    const bool ended = seat.process->has_ended(1.0);
    lose(index, ended ? "" : "closed its pipe without ending");
  }

  [[nodiscard]] Clock::time_point deadline() const {
    return Clock::now() + std::chrono::duration_cast<Clock::duration>(
                              std::chrono::duration<double>(options.silence_seconds_limit));
  }

  void enforce_deadlines() {
    for (std::size_t i = 0; i < seats.size(); ++i) {
      if (seats[i].job && seconds_until(seats[i].deadline) <= 0.0) {
        lose(i, fmt::format("silent for {} s", options.silence_seconds_limit));
      }
    }
  }

  [[nodiscard]] double next_deadline_s() const {
    double next = 3600.0;
    for (const Seat& seat : seats) {
      if (seat.job) next = std::min(next, std::max(0.0, seconds_until(seat.deadline)));
    }
    return next;
  }
};

Pool::Pool(PoolOptions options) : state_(std::make_unique<State>()) {
  if (options.program.empty()) options.program = worker_program();
  std::error_code ignored;
  if (options.workers > 0 && !std::filesystem::is_regular_file(options.program, ignored)) {
    fail(ErrorKind::Environment,
         "{}: kirchhoff-worker is missing; build it (./run does) or install it again",
         options.program.string());
  }
  require(options.workers >= 0 && options.workers <= 1024, "workers ({}) must be 0 to 1024",
          options.workers);
  state_->seats.resize(static_cast<std::size_t>(options.workers));
  state_->options = std::move(options);
}

Pool::~Pool() {
  for (Seat& seat : state_->seats) {
    if (seat.process) seat.process->close_input();
  }
  const auto deadline = Clock::now() + std::chrono::duration<double>(farewell_s);
  for (Seat& seat : state_->seats) {
    if (seat.process)
      seat.process->has_ended(
          std::max(0.0, seconds_until(std::chrono::time_point_cast<Clock::duration>(deadline))));
  }
  kill_all();
}

int Pool::idle_count() const { return static_cast<int>(state_->seats.size()) - busy_count(); }

int Pool::busy_count() const {
  return static_cast<int>(std::count_if(state_->seats.begin(), state_->seats.end(),
                                        [](const Seat& seat) { return seat.job.has_value(); }));
}

int Pool::submit(const Job& job) {
  const auto idle = std::find_if(state_->seats.begin(), state_->seats.end(),
                                 [](const Seat& seat) { return !seat.job.has_value(); });
  KIRCHHOFF_ASSERT(idle != state_->seats.end());
  const auto index = static_cast<std::size_t>(idle - state_->seats.begin());
  // One that died while it had nothing to do costs no job.
  if (idle->process && idle->process->has_ended(0.0)) state_->lose(index, "");
  if (!idle->process) state_->start(*idle);
  idle->job = std::visit([](const auto& held) { return held.id; }, job);
  idle->deadline = state_->deadline();
  if (!idle->process->write(encode(job))) {
    idle->process->has_ended(1.0);  // its own end tells more than our kill
    state_->lose(index, "");
  }
  return static_cast<int>(index);
}

std::vector<Event> Pool::wait(double timeout_s) {
  std::vector<pollfd> descriptors;
  std::vector<std::size_t> owners;
  for (std::size_t i = 0; i < state_->seats.size(); ++i) {
    if (!state_->seats[i].process) continue;
    descriptors.push_back(
        {.fd = state_->seats[i].process->output(), .events = POLLIN, .revents = 0});
    owners.push_back(i);
  }
  const double patience =
      state_->events.empty() ? std::min(timeout_s, state_->next_deadline_s()) : 0.0;
  const int milliseconds = static_cast<int>(std::max(0.0, patience) * 1000.0 + 0.999);
  const int ready = ::poll(descriptors.data(), descriptors.size(), milliseconds);
  for (std::size_t i = 0; ready > 0 && i < owners.size(); ++i) {
    if (descriptors[i].revents != 0) state_->listen(owners[i]);
  }
  state_->enforce_deadlines();
  return std::exchange(state_->events, {});
}

void Pool::kill_all() {
  for (std::size_t i = 0; i < state_->seats.size(); ++i) {
    state_->seats[i].job.reset();
    if (state_->seats[i].process) state_->lose(i, "");
  }
}

double Pool::cpu_seconds() const {
  double sum = state_->ended_cpu_seconds;
  for (const Seat& seat : state_->seats) {
    if (seat.process) sum += seat.process->cpu_seconds();
  }
  return sum;
}

std::filesystem::path worker_program() {
  return program_path().parent_path().parent_path() / "libexec" / "kirchhoff-worker";
}

}  // namespace kirchhoff::worker
