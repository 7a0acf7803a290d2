// kirchhoff/objective/detail/line.hpp - the words, numbers and comparisons of a study's lines.
#pragma once

#include <string>
#include <vector>

namespace kirchhoff::objective::detail {

/// What stands between blanks.
[[nodiscard]] std::vector<std::string> words(const std::string& text);

/// The whole of `word` as a finite number. Throws Error(Input): `what` ("the bound") is no number,
/// and `advice`.
[[nodiscard]] double number_of(const std::string& word, const std::string& text,
                               const std::string& what, const std::string& advice);

/// "area_m2 <= 20e-6", with blanks around the sign or without.
struct Comparison {
  std::string metric;
  bool at_most = true;
  std::string bound;  // a number, if all is well
};
/// `what` names the line in messages ("the constraint"), `form` says how one is written. Throws
/// Error(Input).
[[nodiscard]] Comparison read_comparison(const std::string& text, const std::string& what,
                                         const std::string& form);

}  // namespace kirchhoff::objective::detail
