// kirchhoff/formats/detail/toml_text.hpp - writes texts and numbers as TOML.
#pragma once

#include <string>
#include <string_view>

namespace kirchhoff::formats::detail {

/// A basic string: quotes, backslashes and control characters are escaped.
[[nodiscard]] std::string toml_string(std::string_view text);

/// A float that reads back to the same bits; a whole number keeps its ".0".
[[nodiscard]] std::string number(double value);

/// The shortest number n for which n * unit gives back `si` exactly: a value in a file's unit.
[[nodiscard]] std::string number_in(double si, double unit);

}  // namespace kirchhoff::formats::detail
