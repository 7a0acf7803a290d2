// kirchhoff/base/text.cpp - words for people: nearest names, numbers with prefixes, lists.
#include "kirchhoff/base/text.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <cstdlib>

namespace kirchhoff {
namespace {

constexpr std::size_t longest_word = 128;  // longer ones are no typing mistakes

std::string lower_case(std::string_view word) {
  std::string result(word);
  for (char& letter : result) {
    if (letter >= 'A' && letter <= 'Z') letter = static_cast<char>(letter - 'A' + 'a');
  }
  return result;
}

// Insertions, deletions, substitutions and swaps of neighbours that turn `a` into `b`.
std::size_t edit_distance(const std::string& a, const std::string& b) {
  std::vector<std::size_t> before_last(b.size() + 1);
  std::vector<std::size_t> last(b.size() + 1);
  std::vector<std::size_t> current(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) last[j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    current[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t replace = last[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
      current[j] = std::min({replace, last[j] + 1, current[j - 1] + 1});
      const bool swapped = i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1];
      if (swapped) current[j] = std::min(current[j], before_last[j - 2] + 1);
    }
    before_last.swap(last);
    last.swap(current);
  }
  return last[b.size()];
}

// Three significant digits of a number in [1, 1000), or fewer before the point than that.
std::string three_digits(double value) {
  const double size = std::abs(value);
  const int decimals = size < 9.995 ? 2 : size < 99.95 ? 1 : 0;
  return fmt::format("{:.{}f}", value, decimals);
}

}  // namespace

std::string nearest_name(std::string_view word, std::span<const std::string> allowed) {
  if (word.empty() || word.size() > longest_word) return "";
  const std::string wanted = lower_case(word);
  // A word of two letters is not "near" a name with which it shares none.
  std::size_t best = std::min(std::max(word.size() / 3, std::size_t{2}), word.size() - 1) + 1;
  std::string nearest;
  for (const std::string& name : allowed) {
    if (name.size() > longest_word) continue;
    const std::size_t distance = edit_distance(wanted, lower_case(name));
    if (distance < best) {
      best = distance;
      nearest = name;
    }
  }
  return nearest;
}

std::string suggest(std::string_view word, std::span<const std::string> allowed) {
  const std::string nearest = nearest_name(word, allowed);
  if (!nearest.empty()) return fmt::format("did you mean \"{}\"?", nearest);
  if (allowed.empty()) return "allowed: none";
  std::string list = allowed.front();
  constexpr std::size_t limit = 12;
  for (std::size_t i = 1; i < std::min(limit, allowed.size()); ++i) list += ", " + allowed[i];
  if (allowed.size() > limit) list += fmt::format(" and {} more", allowed.size() - limit);
  return "allowed: " + list;
}

std::string join_words(std::span<const std::string> words, std::size_t limit) {
  const std::size_t shown = std::min(words.size(), std::max(limit, std::size_t{1}));
  std::string text;
  for (std::size_t i = 0; i < shown; ++i) {
    const bool is_last = i + 1 == words.size();
    if (i > 0) text += is_last ? " and " : ", ";
    text += words[i];
  }
  if (shown < words.size()) text += fmt::format(" and {} more", words.size() - shown);
  return text;
}

std::string with_prefix(double value, std::string_view unit) {
  constexpr std::array<const char*, 12> prefixes = {"a", "f", "p", "n", "u", "m",
                                                    "",  "k", "M", "G", "T", "P"};
  constexpr int unit_place = 6;
  if (!std::isfinite(value)) return fmt::format("{} {}", value, unit);
  if (value == 0.0) return fmt::format("0 {}", unit);
  // Round to three digits first: 999.9 is 1.00 k, not 1000.
  const double rounded = std::strtod(fmt::format("{:.2e}", value).c_str(), nullptr);
  const int decade = static_cast<int>(std::floor(std::log10(std::abs(rounded)) + 1e-9));
  const int place = static_cast<int>(std::floor(decade / 3.0)) + unit_place;
  if (place < 0 || place >= static_cast<int>(prefixes.size())) {
    return fmt::format("{:.2e} {}", value, unit);
  }
  const double scaled = rounded / std::pow(10.0, 3 * (place - unit_place));
  return fmt::format("{} {}{}", three_digits(scaled), prefixes[static_cast<std::size_t>(place)],
                     unit);
}

std::string area_text(double square_metres) {
  const double square_millimetres = square_metres * 1e6;
  const bool is_small = std::abs(square_millimetres) < 0.01;
  const double value = is_small ? square_millimetres * 1e6 : square_millimetres;
  const char* unit = is_small ? "um2" : "mm2";
  if (value == 0.0) return "0 mm2";
  if (!std::isfinite(value) || std::abs(value) < 0.01) return fmt::format("{:.3g} {}", value, unit);
  if (std::abs(value) < 1.0) return fmt::format("{:.3f} {}", value, unit);
  return fmt::format("{} {}", three_digits(value), unit);
}

std::string duration_text(double seconds) {
  if (!std::isfinite(seconds) || seconds < 0.0 || seconds > 1e15) return "?";
  const auto whole = static_cast<std::int64_t>(std::llround(seconds));
  const std::int64_t hours = whole / 3600;
  const std::int64_t minutes = whole / 60 % 60;
  if (hours > 0) return fmt::format("{}:{:02}:{:02}", hours, minutes, whole % 60);
  return fmt::format("{}:{:02}", minutes, whole % 60);
}

std::string exact_text(double value) {
  std::array<char, 32> buffer;
  const auto [end, error] = std::to_chars(buffer.data(), buffer.data() + buffer.size(), value);
  return {buffer.data(), end};
}

}  // namespace kirchhoff
