// kirchhoff/tabular/grid_table.cpp - fills a grid from a table; each point once.
#include <fmt/core.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "kirchhoff/base/error.hpp"
#include "kirchhoff/tabular/detail/grid_table.hpp"

namespace kirchhoff::tabular::detail {
namespace {

constexpr std::size_t most_rows = 10'000'000;

}  // namespace

std::size_t Grid::size() const {
  double product = 1.0;
  for (const std::size_t count : levels) product *= static_cast<double>(count);
  require(product <= static_cast<double>(most_rows),
          "the parameters have {:.3g} combinations; a table may have {}", product, most_rows);
  return static_cast<std::size_t>(product);
}

std::vector<std::size_t> Grid::levels_of(std::size_t row) const {
  std::vector<std::size_t> result(levels.size());
  for (std::size_t i = levels.size(); i-- > 0; row /= levels[i]) result[i] = row % levels[i];
  return result;
}

std::string Grid::text_of(std::size_t row) const {
  const std::vector<std::size_t> place = levels_of(row);
  std::vector<std::string> parts;
  for (std::size_t i = 0; i < place.size(); ++i) {
    parts.push_back(names[i] + "=" +
                    (values.empty() ? std::to_string(place[i]) : values[i][place[i]]));
  }
  return fmt::format("{}", fmt::join(parts, " "));
}

objective::Metrics Table::metrics(std::size_t row) const {
  objective::Metrics result;
  for (std::size_t i = 0; i < columns.size(); ++i) result[columns[i]] = value(row, i);
  return result;
}

std::size_t Table::missing_count() const {
  return static_cast<std::size_t>(std::count(is_held.begin(), is_held.end(), false));
}

std::size_t Table::first_missing() const {
  const auto found = std::find(is_held.begin(), is_held.end(), false);
  return static_cast<std::size_t>(found - is_held.begin());
}

Table fill_table(const formats::CsvTable& csv, Grid grid, std::vector<std::string> columns,
                 const std::function<std::optional<std::size_t>(std::size_t line)>& row_of) {
  const std::size_t size = grid.size();
  Table table{.grid = std::move(grid), .columns = std::move(columns)};
  table.values.assign(size * table.columns.size(), 0.0);
  table.is_held.assign(size, false);
  for (std::size_t line = 0; line < csv.row_count(); ++line) {
    const std::optional<std::size_t> row = row_of(line);
    if (!row) continue;
    require(!table.is_held[*row], "{}: the row of {} stands here a second time", csv.place(line),
            table.grid.text_of(*row));
    table.is_held[*row] = true;
    for (std::size_t i = 0; i < table.columns.size(); ++i) {
      table.values[*row * table.columns.size() + i] = csv.required_number(line, table.columns[i]);
    }
  }
  return table;
}

}  // namespace kirchhoff::tabular::detail
