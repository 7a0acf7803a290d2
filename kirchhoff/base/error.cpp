// kirchhoff/base/error.cpp - exit codes, context and broken assertions.
#include "kirchhoff/base/error.hpp"

#include <cstdio>
#include <cstdlib>

namespace kirchhoff {

int exit_code(ErrorKind kind) noexcept {
  switch (kind) {
    case ErrorKind::Negative: return 1;
    case ErrorKind::Usage: return 2;
    case ErrorKind::Input: return 3;
    case ErrorKind::Environment: return 4;
  }
  return 4;
}

Error Error::during(const std::string& activity) const {
  return {kind_, fmt::format("{} (while {})", what(), activity)};
}

namespace detail {

void stop_on_broken_assertion(const char* condition, const char* file, int line) {
  std::fprintf(stderr, "kirchhoff: internal error: %s does not hold at %s:%d\n", condition, file,
               line);
  std::abort();
}

}  // namespace detail
}  // namespace kirchhoff
