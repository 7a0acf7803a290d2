// kirchhoff/formats/csv.hpp - tables with named columns, read from CSV files.
//
// In:    text: commas, double quotes around cells that hold commas, quotes or line ends; first
//        line names the columns; lines that begin with # are comments
// Out:   CsvTable, which knows the line of every row
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace kirchhoff::formats {

/// A table of text cells. Columns may be missing: asking for one that is not there is an empty
/// cell. Numbers are read when they are asked for, so that a column nobody reads may hold anything.
class CsvTable {
 public:
  /// Throws Error(Input) with name:line for an unclosed quote, a row longer than the header, two
  /// columns of one name or no column at all. Shorter rows are filled with empty cells; empty cells
  /// behind the last column are left out.
  [[nodiscard]] static CsvTable parse(std::string_view text, const std::string& name);
  /// The same of a text without a header: every line is a row of these columns.
  [[nodiscard]] static CsvTable parse_rows(std::string_view text, const std::string& name,
                                           std::vector<std::string> columns);
  /// As parse(), from a file of at most 64 MiB.
  [[nodiscard]] static CsvTable load(const std::string& path);

  [[nodiscard]] const std::string& name() const { return name_; }
  [[nodiscard]] std::size_t row_count() const { return rows_.size(); }
  [[nodiscard]] const std::vector<std::string>& columns() const { return columns_; }
  [[nodiscard]] bool has(std::string_view column) const;
  /// Throws Error(Input) naming the first of `wanted` that is missing and its nearest name.
  void require_columns(std::span<const std::string> wanted) const;

  /// "" when the cell is empty or the column missing.
  [[nodiscard]] const std::string& text(std::size_t row, std::string_view column) const;
  /// Empty when the cell is. Throws Error(Input) with name:line when it is no finite number.
  [[nodiscard]] std::optional<double> number(std::size_t row, std::string_view column) const;
  /// As number(), for a cell that must not be empty.
  [[nodiscard]] double required_number(std::size_t row, std::string_view column) const;
  /// Where a row stands, "macros.csv:14".
  [[nodiscard]] std::string place(std::size_t row) const;

 private:
  struct Row {
    std::size_t line = 0;
    std::vector<std::string> cells;
  };
  [[nodiscard]] std::optional<std::size_t> index_of(std::string_view column) const;

  std::string name_;
  std::vector<std::string> columns_;
  std::vector<Row> rows_;
};

}  // namespace kirchhoff::formats
