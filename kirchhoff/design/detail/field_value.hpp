// kirchhoff/design/detail/field_value.hpp - reads a value whose type its row has checked.
#pragma once

#include <cstdint>
#include <string>
#include <variant>

#include "kirchhoff/space/candidate.hpp"

namespace kirchhoff::design {

[[nodiscard]] inline int whole(const space::ParameterValue& value) {
  return static_cast<int>(std::get<std::int64_t>(value));
}
[[nodiscard]] inline double number(const space::ParameterValue& value) {
  const auto* integer = std::get_if<std::int64_t>(&value);
  return integer != nullptr ? static_cast<double>(*integer) : std::get<double>(value);
}
[[nodiscard]] inline const std::string& text(const space::ParameterValue& value) {
  return std::get<std::string>(value);
}

}  // namespace kirchhoff::design
