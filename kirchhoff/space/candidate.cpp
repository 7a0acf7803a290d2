// kirchhoff/space/candidate.cpp - values of candidates as text.
#include "kirchhoff/space/candidate.hpp"

#include <fmt/core.h>

#include "kirchhoff/base/text.hpp"

namespace kirchhoff::space {

std::string value_text(const ParameterValue& value) {
  if (const auto* truth = std::get_if<bool>(&value)) return *truth ? "true" : "false";
  if (const auto* integer = std::get_if<std::int64_t>(&value)) return fmt::format("{}", *integer);
  if (const auto* real = std::get_if<double>(&value)) return exact_text(*real);
  return std::get<std::string>(value);
}

}  // namespace kirchhoff::space
