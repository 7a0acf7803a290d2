// kirchhoff/formats/toml_text.cpp - escapes texts and finds the shortest exact numbers.
#include "kirchhoff/formats/detail/toml_text.hpp"

#include <fmt/core.h>

#include <cmath>
#include <limits>

#include "kirchhoff/base/text.hpp"

namespace kirchhoff::formats::detail {

std::string toml_string(std::string_view text) {
  std::string result = "\"";
  for (const char letter : text) {
    const auto code = static_cast<unsigned char>(letter);
    if (letter == '"' || letter == '\\') {
      result += '\\';
      result += letter;
    } else if (code < 0x20U || code == 0x7fU) {
      result += fmt::format("\\u{:04X}", code);
    } else {
      result += letter;
    }
  }
  return result + '"';
}

std::string number(double value) {
  std::string text = exact_text(value);
  if (text.find_first_of(".eni") == std::string::npos) text += ".0";
  return text;
}

std::string number_in(double si, double unit) {
  // Dividing by the unit rounds, so a neighbour may be the number that multiplies back to si.
  if (si == 0.0) return "0.0";
  constexpr int reach = 4;
  constexpr double infinity = std::numeric_limits<double>::infinity();
  const double middle = si / unit;
  double value = middle;
  for (int i = 0; i < reach; ++i) value = std::nextafter(value, -infinity);
  std::string best;
  for (int i = -reach; i <= reach; ++i) {
    if (value * unit == si) {
      const std::string text = number(value);
      if (best.empty() || text.size() < best.size()) best = text;
    }
    value = std::nextafter(value, infinity);
  }
  return best.empty() ? number(middle) : best;
}

}  // namespace kirchhoff::formats::detail
