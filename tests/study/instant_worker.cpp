// tests/study/instant_worker.cpp - a worker that trains nothing: its answers are a function of the
// job alone.
//
// INSTANT_WORKER_FAULT makes it refuse, fail on or die of a fifth of the jobs, always the same
// ones. It waits a few milliseconds that differ from job to job and worker to worker, so that
// results come back in another order each time.
#include <unistd.h>

#include <chrono>
#include <cstdlib>
#include <random>
#include <string>
#include <thread>
#include <variant>

#include "kirchhoff/base/file.hpp"
#include "kirchhoff/base/stream.hpp"
#include "kirchhoff/design/design.hpp"
#include "kirchhoff/worker/messages.hpp"

namespace {

using namespace kirchhoff;

void send(const worker::Answer& answer) {
  const std::string frame = worker::encode(answer);
  for (std::size_t sent = 0; sent < frame.size();) {
    const ssize_t count = write(STDOUT_FILENO, frame.data() + sent, frame.size() - sent);
    if (count <= 0) _exit(1);
    sent += static_cast<std::size_t>(count);
  }
}

std::string fields_text(const space::Fields& fields) {
  std::string text;
  for (const auto& [path, value] : fields) text += path + "=" + space::value_text(value) + "\n";
  return text;
}

// What a check finds rises towards the accuracy at the end, give or take.
void look(const worker::EvaluateJob& job, double at_end, Stream& stream,
          worker::EvaluateAnswer& answer) {
  for (const worker::Check& check : job.checks) {
    answer.check_accuracy.push_back(at_end - 0.3 * (1.0 - check.after) +
                                    stream.uniform(-0.01, 0.01));
    if (answer.check_accuracy.back() >= check.least_accuracy) continue;
    answer.was_stopped = true;
    answer.validation.at.front().mean = answer.check_accuracy.back();
    return;
  }
}

worker::EvaluateAnswer answer_to(const worker::EvaluateJob& job) {
  const design::Design design =
      design::build_design(job.fields, {.input = {1, 28, 28}, .classes = 10});
  const std::string hash = content_hash(fields_text(job.fields));
  Stream stream(std::stoull(hash.substr(0, 8), nullptr, 16), purpose::test,
                job.training_seed + static_cast<std::uint64_t>(job.epochs));
  accuracy::Accuracy found;
  found.digital = stream.uniform(0.5, 0.95);
  found.ideal_analog = found.digital - 0.01;
  found.at = {
      {.time_s = 60.0, .mean = found.digital - 0.02, .sd = 0.003, .worst = found.digital - 0.03}};
  found.images = job.accuracy_images;
  found.draws = job.plan.draws;
  worker::EvaluateAnswer answer;
  answer.id = job.id;
  answer.validation = found;
  if (job.also_test_images) answer.test = {found};
  answer.activity = network::default_activity(design.network);
  look(job, found.at.front().mean, stream, answer);
  return answer;
}

// True for a fifth of the designs, by their fields.
bool is_chosen(const worker::EvaluateJob& job) {
  return std::stoull(content_hash(fields_text(job.fields)).substr(0, 8), nullptr, 16) % 5 == 0;
}

void serve(const worker::EvaluateJob& job, const std::string& fault) {
  if (fault.empty() || !is_chosen(job)) {
    send(answer_to(job));
  } else if (fault == "refuse") {
    send(worker::RefusedAnswer{.id = job.id, .reason = "training diverged"});
  } else if (fault == "fail") {
    send(worker::FailedAnswer{.id = job.id, .exit_code = 4, .message = "disk full"});
  } else {
    _exit(9);
  }
}

}  // namespace

int main() {
  const char* fault = std::getenv("INSTANT_WORKER_FAULT");
  send(worker::HelloAnswer{.fingerprint = Json::object({{"worker", "instant"}})});
  worker::FrameReader reader;
  std::random_device entropy;  // delays must differ; answers do not depend on them
  char bytes[4096];
  std::string text;
  while (true) {
    const ssize_t count = read(STDIN_FILENO, bytes, sizeof bytes);
    if (count <= 0) return 0;
    reader.append({bytes, static_cast<std::size_t>(count)});
    while (reader.next(text)) {
      const worker::Job job = worker::decode_job(text);
      std::this_thread::sleep_for(std::chrono::milliseconds(entropy() % 8));
      serve(std::get<worker::EvaluateJob>(job), fault == nullptr ? "" : fault);
    }
  }
}
