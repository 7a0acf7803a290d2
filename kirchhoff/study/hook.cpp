// kirchhoff/study/hook.cpp - the program a user asked for after each trial.
#include <spawn.h>
#include <sys/wait.h>

#include <cerrno>
#include <cstring>

#include "kirchhoff/base/error.hpp"
#include "kirchhoff/base/text.hpp"
#include "kirchhoff/study/detail/session.hpp"

extern char** environ;

namespace kirchhoff::study::detail {

void run_hook(const std::string& program, const objective::Trial& trial,
              const objective::Formulation& formulation) {
  const auto value = trial.metrics.find(formulation.objectives.front().metric);
  std::string command = program;
  std::string number = std::to_string(trial.number);
  std::string text = value == trial.metrics.end() ? "nan" : exact_text(value->second);
  char* arguments[] = {command.data(), number.data(), text.data(), nullptr};
  pid_t child = 0;
  const int error = posix_spawnp(&child, command.c_str(), nullptr, nullptr, arguments, environ);
  if (error != 0) {
    fail(ErrorKind::Environment,
         "--on-trial {}: cannot be started ({}); give a program that exists and may be run",
         program, std::strerror(error));
  }
  int status = 0;
  while (waitpid(child, &status, 0) < 0 && errno == EINTR) {
  }
}

}  // namespace kirchhoff::study::detail
