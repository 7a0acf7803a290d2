// kirchhoff/base/text.hpp - words for people: nearest names, numbers with prefixes, lists.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace kirchhoff {

/// The entry of `allowed` closest to `word` by edit distance, or "" when none is near
/// (distance above a third of the word's length, at least 2).
[[nodiscard]] std::string nearest_name(std::string_view word, std::span<const std::string> allowed);

/// `did you mean "x"?` or `allowed: a, b, c`: the end of a message about an unknown name.
[[nodiscard]] std::string suggest(std::string_view word, std::span<const std::string> allowed);

/// "a, b and c"; at most `limit` entries, then "and N more".
[[nodiscard]] std::string join_words(std::span<const std::string> words, std::size_t limit = 12);

/// 4.12e-8, "J" -> "41.2 nJ": three significant digits with an SI prefix.
[[nodiscard]] std::string with_prefix(double value, std::string_view unit);

/// Areas in mm2 or um2, since SI prefixes of squares mislead.
[[nodiscard]] std::string area_text(double square_metres);

/// 384 -> "6:24", 4000 -> "1:06:40".
[[nodiscard]] std::string duration_text(double seconds);

/// The shortest text that reads back to the same double.
[[nodiscard]] std::string exact_text(double value);

}  // namespace kirchhoff
