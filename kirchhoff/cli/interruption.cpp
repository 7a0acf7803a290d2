// kirchhoff/cli/interruption.cpp - counts signals.
#include "kirchhoff/cli/interruption.hpp"

#include <unistd.h>

#include <atomic>
#include <csignal>

namespace kirchhoff::cli {

namespace {

std::atomic<int> interruptions{0};  // the one thing a signal handler may touch

extern "C" void on_interruption(int) {
  if (interruptions.fetch_add(1) > 0) _exit(interrupted_code);
}

}  // namespace

void listen_for_interruptions() {
  struct sigaction action {};
  action.sa_handler = on_interruption;
  sigaction(SIGINT, &action, nullptr);
  sigaction(SIGTERM, &action, nullptr);
}

bool is_interrupted() { return interruptions.load() > 0; }

}  // namespace kirchhoff::cli
