// tests/worker/fake_worker.cpp - speaks the workers' protocol and misbehaves as the job says.
//
// The data set of an EvaluateJob is the order: obey, refuse, crash, hang, garbage, stray, hoard,
// environment.
#include <unistd.h>

#include <array>
#include <csignal>
#include <cstdlib>
#include <string>
#include <vector>

#include "kirchhoff/worker/messages.hpp"

namespace {

using namespace kirchhoff::worker;

void put(const std::string& bytes) {
  if (::write(STDOUT_FILENO, bytes.data(), bytes.size()) < 0) std::exit(5);
}

std::string variable(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? "" : value;
}

void answer(std::uint64_t id) {
  EvaluateAnswer message;
  message.id = id;
  put(encode(Answer(message)));
}

void obey(const EvaluateJob& job) {
  put(encode(Answer(ProgressAnswer{.id = job.id, .share = 0.5, .phase = "training"})));
  answer(job.id);
}

void serve(const EvaluateJob& job) {
  if (job.data_set == "obey") return obey(job);
  if (job.data_set == "refuse") {
    return put(encode(Answer(RefusedAnswer{.id = job.id, .reason = "training diverged"})));
  }
  if (job.data_set == "crash") std::abort();
  if (job.data_set == "leave") ::_exit(3);
  if (job.data_set == "hang") {
    while (true) ::pause();
  }
  if (job.data_set == "toil") {  // for three seconds, and says so
    for (int part = 0; part < 10; ++part) {
      ::usleep(300'000);
      put(encode(Answer(ProgressAnswer{.id = job.id, .share = 0.1 * part, .phase = "training"})));
    }
    return answer(job.id);
  }
  if (job.data_set == "garbage") return put("what is this?");
  if (job.data_set == "stray") {
    return answer(job.id + 1);
  }
  if (job.data_set == "hoard") {
    // Touching the memory is not needed: the limit counts what is asked for.
    if (std::malloc(std::size_t{512} << 20U) == nullptr) {
      return put(encode(Answer(FailedAnswer{.id = job.id, .message = "no memory left"})));
    }
    return obey(job);
  }
  put(encode(Answer(FailedAnswer{.id = job.id,
                                 .message = variable("OPENBLAS_NUM_THREADS") + " " +
                                            variable("OMP_NUM_THREADS") + " " +
                                            (::getpgrp() == ::getpid() ? "own group" : "")})));
}

}  // namespace

int main() {
  put(encode(Answer(HelloAnswer{.fingerprint = static_cast<std::int64_t>(::getpid())})));
  FrameReader reader;
  std::array<char, 4096> block;
  while (true) {
    const ssize_t count = ::read(STDIN_FILENO, block.data(), block.size());
    if (count <= 0) return 0;
    reader.append({block.data(), static_cast<std::size_t>(count)});
    std::string text;
    while (reader.next(text)) serve(std::get<EvaluateJob>(decode_job(text)));
  }
}
