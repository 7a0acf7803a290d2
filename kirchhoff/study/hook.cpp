// kirchhoff/study/hook.cpp - the program a user asked for after each trial.
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <sstream>

#include "kirchhoff/base/error.hpp"
#include "kirchhoff/base/text.hpp"
#include "kirchhoff/study/detail/session.hpp"

extern char** environ;

namespace kirchhoff::study::detail {

void check_hook(const std::string& program) {
  if (program.find('/') != std::string::npos) {
    if (access(program.c_str(), X_OK) == 0) return;
  } else {
    const char* path = std::getenv("PATH");
    std::istringstream folders(path == nullptr ? "" : path);
    for (std::string folder; std::getline(folders, folder, ':');) {
      if (access((folder + "/" + program).c_str(), X_OK) == 0) return;
    }
  }
  fail(ErrorKind::Usage, "--on-trial {}: is no program that may be run; give its path", program);
}

void run_hook(const std::string& program, const objective::Trial& trial,
              const objective::Formulation& formulation) {
  const auto value = trial.metrics.find(formulation.objectives.front().metric);
  std::string command = program;
  std::string number = std::to_string(trial.number);
  std::string text = value == trial.metrics.end() ? "nan" : exact_text(value->second);
  char* arguments[] = {command.data(), number.data(), text.data(), nullptr};
  pid_t child = 0;
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, STDERR_FILENO, STDOUT_FILENO);
  const int error = posix_spawnp(&child, command.c_str(), &actions, nullptr, arguments, environ);
  posix_spawn_file_actions_destroy(&actions);
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
