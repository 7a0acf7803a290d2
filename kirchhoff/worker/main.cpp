// kirchhoff/worker/main.cpp - kirchhoff-worker: greets, then serves jobs until its stdin closes.
#include <ATen/ATen.h>
#include <ATen/Parallel.h>
#include <ATen/Version.h>
#include <dlfcn.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <malloc.h>
#include <poll.h>
#include <torch/csrc/api/include/torch/version.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <thread>

#include "kirchhoff/base/error.hpp"
#include "kirchhoff/worker/job_server.hpp"
#include "kirchhoff/worker/results_version.hpp"

namespace {

using namespace kirchhoff;

// The word behind "CPU capability usage: " in libtorch's description of itself.
std::string cpu_capability() {
  const std::string text = at::show_config();
  const std::string key = "CPU capability usage: ";
  const std::size_t at = text.find(key);
  if (at == std::string::npos) return "unknown";
  const std::size_t start = at + key.size();
  return text.substr(start, text.find('\n', start) - start);
}

// OpenBLAS describes itself; another BLAS has no such function, and is slow.
std::string blas_text(const char* function) {
  auto* address = dlsym(RTLD_DEFAULT, function);
  if (address == nullptr) return "not OpenBLAS: training will be slow";
  return reinterpret_cast<const char* (*)()>(address)();
}

Json fingerprint() {
  const char* core = std::getenv("OPENBLAS_CORETYPE");
  return Json::object({{"torch", TORCH_VERSION},
                       {"cpu_capability", cpu_capability()},
                       {"blas", blas_text("openblas_get_config")},
                       {"blas_core", blas_text("openblas_get_corename")},
                       {"openblas_coretype", core == nullptr ? "" : core},
                       {"results_version", worker::results_version},
                       {"compiler", __VERSION__}});
}

// Ends the process when the other end of stdin is gone, even in the middle of a training.
void watch_stdin() {
  std::thread([] {
    pollfd descriptor{.fd = STDIN_FILENO, .events = 0, .revents = 0};
    while (true) {
      const int ready = ::poll(&descriptor, 1, -1);
      if (ready > 0 && (descriptor.revents & (POLLHUP | POLLERR | POLLNVAL)) != 0) ::_exit(0);
      if (ready < 0 && errno != EINTR) ::_exit(4);
    }
  }).detach();
}

// Frames go to the pipe alone: what a library prints goes to stderr.
int take_stdout() {
  const int frames = ::fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, 3);
  if (frames < 0 || ::dup2(STDERR_FILENO, STDOUT_FILENO) < 0) ::_exit(4);
  return frames;
}

void send_frame(int descriptor, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t count = ::write(descriptor, bytes.data(), bytes.size());
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) ::_exit(0);  // nobody listens any more
    bytes.remove_prefix(static_cast<std::size_t>(count));
  }
}

void serve(int frames) {
  worker::JobServer server(
      [frames](const worker::Answer& answer) { send_frame(frames, worker::encode(answer)); });
  send_frame(frames,
             worker::encode(worker::Answer(worker::HelloAnswer{.fingerprint = fingerprint()})));
  worker::FrameReader reader;
  std::array<char, 1U << 16U> block;
  while (true) {
    const ssize_t count = ::read(STDIN_FILENO, block.data(), block.size());
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) return;
    reader.append({block.data(), static_cast<std::size_t>(count)});
    std::string text;
    while (reader.next(text)) server.serve(worker::decode_job(text));
  }
}

}  // namespace

int main() {
  const int frames = take_stdout();
  if (::isatty(STDIN_FILENO) != 0) {
    std::fputs("kirchhoff-worker is started by kirchhoff, not by hand; try: kirchhoff --help\n",
               stderr);
    return 2;
  }
  watch_stdin();
  // Tensors of a batch come and go: keep their memory instead of asking the system again each time.
  mallopt(M_MMAP_THRESHOLD, 1 << 30);
  mallopt(M_TRIM_THRESHOLD, 2'000'000'000);
  at::set_num_threads(1);
  at::set_num_interop_threads(1);
  at::manual_seed(0);  // nothing draws from it; a stray draw would at least be the same
  try {
    serve(frames);
  } catch (const Error& error) {
    fmt::print(stderr, "kirchhoff-worker: {}\n", error.what());
    return exit_code(error.kind());
  }
  // Without the destructors of libtorch's global objects, which the watching thread might meet.
  ::_exit(0);
}
