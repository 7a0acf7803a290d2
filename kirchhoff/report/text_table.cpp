// kirchhoff/report/text_table.cpp - a table for a terminal that drops what does not fit.
#include "kirchhoff/report/detail/text_table.hpp"

#include <algorithm>
#include <numeric>

namespace kirchhoff::report::detail {
namespace {

constexpr std::size_t gap = 2;

// Characters, not bytes: continuation bytes of UTF-8 take no place.
std::size_t length(const std::string& text) {
  return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char byte) {
    return (static_cast<unsigned char>(byte) & 0xC0U) != 0x80U;
  }));
}

std::vector<std::size_t> widths_of(const std::vector<TextColumn>& columns,
                                   const std::vector<TextRow>& rows) {
  std::vector<std::size_t> widths;
  for (std::size_t i = 0; i < columns.size(); ++i) {
    std::size_t width = length(columns[i].title);
    for (const TextRow& row : rows) width = std::max(width, length(row[i]));
    widths.push_back(width);
  }
  return widths;
}

// Indices of the columns that fit, in order.
std::vector<std::size_t> fitting(const std::vector<TextColumn>& columns,
                                 const std::vector<std::size_t>& widths, int width) {
  std::vector<std::size_t> shown(columns.size());
  std::iota(shown.begin(), shown.end(), std::size_t{0});
  const auto total = [&] {
    std::size_t sum = 0;
    for (const std::size_t i : shown) sum += widths[i] + gap;
    return sum;
  };
  while (shown.size() > 1 && total() > static_cast<std::size_t>(std::max(width, 0)) + gap) {
    shown.erase(std::min_element(shown.begin(), shown.end(), [&](std::size_t a, std::size_t b) {
      return columns[a].keep < columns[b].keep;
    }));
  }
  return shown;
}

}  // namespace

std::size_t table_width(const std::vector<TextColumn>& columns, const std::vector<TextRow>& rows) {
  std::size_t sum = 0;
  for (const std::size_t width : widths_of(columns, rows)) sum += width + gap;
  return sum < gap ? 0 : sum - gap;
}

std::string text_table(const std::vector<TextColumn>& columns, const std::vector<TextRow>& rows,
                       int width) {
  const std::vector<std::size_t> widths = widths_of(columns, rows);
  const std::vector<std::size_t> shown = fitting(columns, widths, width);
  std::string text;
  const auto add_line = [&](const auto& cell_of) {
    std::string line;
    for (const std::size_t i : shown) {
      const std::string& cell = cell_of(i);
      const std::string padding(widths[i] - length(cell), ' ');
      if (!line.empty()) line.append(gap, ' ');
      line += columns[i].is_left ? cell + padding : padding + cell;
    }
    line.erase(line.find_last_not_of(' ') + 1);
    text += line + "\n";
  };
  add_line([&](std::size_t i) -> const std::string& { return columns[i].title; });
  for (const TextRow& row : rows) {
    add_line([&](std::size_t i) -> const std::string& { return row[i]; });
  }
  return text;
}

}  // namespace kirchhoff::report::detail
