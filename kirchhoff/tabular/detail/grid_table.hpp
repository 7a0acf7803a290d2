// kirchhoff/tabular/detail/grid_table.hpp - figures of every point of a grid, by lookup.
//
// In:    a CSV table, and which point of the grid each of its lines stands for
// Out:   Table: rows in the grid's order, whatever that of the file
#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "kirchhoff/formats/csv.hpp"
#include "kirchhoff/objective/trial.hpp"

namespace kirchhoff::tabular::detail {

/// All points of a grid of levels, the last parameter fastest.
struct Grid {
  std::vector<std::string> names;
  std::vector<std::size_t> levels;                 // how many, by parameter
  std::vector<std::vector<std::string>> values{};  // of each level; empty: the levels' numbers

  /// Number of points. Throws Error(Input) above 10 million.
  [[nodiscard]] std::size_t size() const;
  /// "kernel=3 width=16".
  [[nodiscard]] std::string text_of(std::size_t row) const;
  /// The level of each parameter at a point.
  [[nodiscard]] std::vector<std::size_t> levels_of(std::size_t row) const;
};

/// Figures of the points of a grid. Immutable once filled, thread-safe.
struct Table {
  Grid grid;
  std::vector<std::string> columns{};  // the metrics
  std::vector<double> values{};        // by row, then column; 0 in a row that is missing
  std::vector<bool> is_held{};         // by row

  [[nodiscard]] double value(std::size_t row, std::size_t column) const {
    return values[row * columns.size() + column];
  }
  [[nodiscard]] std::size_t row_count() const { return is_held.size(); }
  [[nodiscard]] objective::Metrics metrics(std::size_t row) const;
  [[nodiscard]] std::size_t missing_count() const;
  /// row_count() when none is.
  [[nodiscard]] std::size_t first_missing() const;
};

/// Reads the numbers of `columns` from every line for which `row_of` has a row. Throws Error(Input)
/// with the place for a point that stands there twice and a cell that is no number.
[[nodiscard]] Table fill_table(
    const formats::CsvTable& csv, Grid grid, std::vector<std::string> columns,
    const std::function<std::optional<std::size_t>(std::size_t line)>& row_of);

}  // namespace kirchhoff::tabular::detail
