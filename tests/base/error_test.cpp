// tests/base/error_test.cpp - laws of errors: kinds, exit codes, context.
#include "kirchhoff/base/error.hpp"

#include <doctest/doctest.h>

namespace kirchhoff {

TEST_CASE("every kind of error has the exit code of the architecture") {
  CHECK(exit_code(ErrorKind::Negative) == 1);
  CHECK(exit_code(ErrorKind::Usage) == 2);
  CHECK(exit_code(ErrorKind::Input) == 3);
  CHECK(exit_code(ErrorKind::Environment) == 4);
}

TEST_CASE("context is added to the message and keeps the kind") {
  const Error error(ErrorKind::Environment, "disk full");
  const Error told = error.during("writing the study");
  CHECK(std::string(told.what()) == "disk full (while writing the study)");
  CHECK(told.kind() == ErrorKind::Environment);
}

TEST_CASE("require throws an input error only when its condition is broken") {
  CHECK_NOTHROW(require(true, "{}", 1));
  try {
    require(false, "columns ({}) is odd", 101);
    FAIL("no error");
  } catch (const Error& error) {
    CHECK(error.kind() == ErrorKind::Input);
    CHECK(std::string(error.what()) == "columns (101) is odd");
  }
}

}  // namespace kirchhoff
