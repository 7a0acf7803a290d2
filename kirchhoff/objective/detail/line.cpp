// kirchhoff/objective/detail/line.cpp - reads the lines of objectives, constraints, preferences.
#include "kirchhoff/objective/detail/line.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>

#include "kirchhoff/base/error.hpp"

namespace kirchhoff::objective::detail {
namespace {

const std::string blanks = " \t";

}  // namespace

std::vector<std::string> words(const std::string& text) {
  std::vector<std::string> result;
  for (std::size_t begin = text.find_first_not_of(blanks); begin != std::string::npos;) {
    const std::size_t end = std::min(text.find_first_of(blanks, begin), text.size());
    result.push_back(text.substr(begin, end - begin));
    begin = text.find_first_not_of(blanks, end);
  }
  return result;
}

double number_of(const std::string& word, const std::string& text, const std::string& what,
                 const std::string& advice) {
  double value = 0.0;
  const char* end = word.data() + word.size();
  const auto result = std::from_chars(word.data(), end, value);
  require(result.ec == std::errc() && result.ptr == end && std::isfinite(value),
          "{} \"{}\" in \"{}\" is not a number; {}", what, word, text, advice);
  return value;
}

Comparison read_comparison(const std::string& text, const std::string& what,
                           const std::string& form) {
  const std::string marks = "<>=!";
  const std::size_t begin = text.find_first_of(marks);
  require(begin != std::string::npos, "{} \"{}\" has no <= or >=; {}", what, text, form);
  const std::size_t end = std::min(text.find_first_not_of(marks, begin), text.size());
  const std::string sign = text.substr(begin, end - begin);
  const std::vector<std::string> left = words(text.substr(0, begin));
  const std::vector<std::string> right = words(text.substr(end));
  require(sign == "<=" || sign == ">=",
          "\"{}\" in {} \"{}\" is no comparison; allowed: <= and >={}", sign, what, text,
          sign == "=<"   ? "; did you mean \"<=\"?"
          : sign == "=>" ? "; did you mean \">=\"?"
                         : "");
  require(left.size() == 1 && !right.empty(),
          "{} \"{}\" is not a metric, <= or >=, and a number; {}", what, text, form);
  return {
      .metric = left[0], .at_most = sign == "<=", .bound = text.substr(text.find(right[0], end))};
}

}  // namespace kirchhoff::objective::detail
