// tests/objective/refusal.hpp - what a study's objectives and constraints are refused for.
#pragma once

#include <doctest/doctest.h>

#include <string>

#include "kirchhoff/base/error.hpp"
#include "kirchhoff/objective/formulation.hpp"

namespace kirchhoff::test {

/// The message, or "" when the formulation is accepted.
inline std::string refusal(const spec::Spec& spec) {
  try {
    (void)objective::parse_formulation(spec);
  } catch (const Error& error) {
    CHECK(error.kind() == ErrorKind::Input);
    return error.what();
  }
  return "";
}

}  // namespace kirchhoff::test
