// kirchhoff/base/error.hpp - the one exception type: a wrong input or a failing environment.
//
// Bugs of ours stop with KIRCHHOFF_ASSERT; a candidate that cannot be built is a value, no Error.
#pragma once

#include <fmt/core.h>

#include <stdexcept>
#include <string>
#include <utility>

namespace kirchhoff {

/// What went wrong decides the exit code of the program.
enum class ErrorKind {
  Negative,     // the answer is no: nothing feasible, a required bound is not met (exit 1)
  Usage,        // wrong verb, option or form of a value (exit 2)
  Input,        // a wrong or missing file, a wrong value in it (exit 3)
  Environment,  // disk, database, worker or tool failed (exit 4)
};

/// The exit code that belongs to a kind, 1 to 4.
[[nodiscard]] int exit_code(ErrorKind kind) noexcept;

/// An error for the user: what is wrong, the value seen, the value allowed, the next step.
/// At most three lines; `cli/main.cpp` prints it once.
class Error : public std::runtime_error {
 public:
  Error(ErrorKind kind, const std::string& message) : std::runtime_error(message), kind_(kind) {}
  [[nodiscard]] ErrorKind kind() const noexcept { return kind_; }
  /// The same error, told with what was going on: "<message> (while <activity>)".
  [[nodiscard]] Error during(const std::string& activity) const;

 private:
  ErrorKind kind_;
};

/// Throws Error of kind Input with the formatted message unless `condition` holds.
template <typename... Arguments>
void require(bool condition, fmt::format_string<Arguments...> message, Arguments&&... arguments) {
  if (!condition) {
    throw Error(ErrorKind::Input, fmt::format(message, std::forward<Arguments>(arguments)...));
  }
}

/// Throws Error of the given kind with the formatted message.
template <typename... Arguments>
[[noreturn]] void fail(ErrorKind kind, fmt::format_string<Arguments...> message,
                       Arguments&&... arguments) {
  throw Error(kind, fmt::format(message, std::forward<Arguments>(arguments)...));
}

namespace detail {
[[noreturn]] void stop_on_broken_assertion(const char* condition, const char* file, int line);
}  // namespace detail

}  // namespace kirchhoff

// Stops the program with file and line when a condition that only a bug can break is broken.
#define KIRCHHOFF_ASSERT(condition)   \
  ((condition) ? static_cast<void>(0) \
               : ::kirchhoff::detail::stop_on_broken_assertion(#condition, __FILE__, __LINE__))
