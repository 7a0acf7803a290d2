// kirchhoff/report/detail/text_table.hpp - a table for a terminal that drops what does not fit.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace kirchhoff::report::detail {

struct TextColumn {
  std::string title;
  bool is_left = false;  // aligned left; numbers stand right
  int keep = 0;          // the column with the smallest number leaves first
};

using TextRow = std::vector<std::string>;

/// Columns with two spaces between; every row has a cell per column. Whole columns are left out
/// until a line has at most `width` characters.
[[nodiscard]] std::string text_table(const std::vector<TextColumn>& columns,
                                     const std::vector<TextRow>& rows, int width);

/// Characters of the longest line when no column is left out.
[[nodiscard]] std::size_t table_width(const std::vector<TextColumn>& columns,
                                      const std::vector<TextRow>& rows);

}  // namespace kirchhoff::report::detail
