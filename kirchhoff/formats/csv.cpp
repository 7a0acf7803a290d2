// kirchhoff/formats/csv.cpp - splits CSV text into cells and reads numbers out of them.
#include "kirchhoff/formats/csv.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <filesystem>
#include <set>

#include "kirchhoff/base/error.hpp"
#include "kirchhoff/base/file.hpp"
#include "kirchhoff/base/text.hpp"

namespace kirchhoff::formats {
namespace {

constexpr std::size_t largest_file = std::size_t{64} << 20U;
const std::string empty_cell;

std::string trimmed(const std::string& text) {
  const std::size_t first = text.find_first_not_of(" \t\r");
  if (first == std::string::npos) return "";
  return text.substr(first, text.find_last_not_of(" \t\r") - first + 1);
}

// Reads cells of one row at a time; a quoted cell may go over several lines.
class Splitter {
 public:
  Splitter(std::string_view text, const std::string& name) : text_(text), name_(name) {
    if (text_.substr(0, 3) == "\xEF\xBB\xBF") at_ = 3;
  }

  [[nodiscard]] bool at_end() const { return at_ >= text_.size(); }
  [[nodiscard]] std::size_t line() const { return line_; }

  std::vector<std::string> next_row() {
    std::vector<std::string> cells;
    std::string cell;
    while (!at_end()) {
      const char symbol = text_[at_++];
      if (symbol == '"') {
        read_quoted(cell);
      } else if (symbol == ',') {
        cells.push_back(trimmed(cell));
        cell.clear();
      } else if (symbol == '\n') {
        ++line_;
        break;
      } else {
        cell += symbol;
      }
    }
    cells.push_back(trimmed(cell));
    return cells;
  }

 private:
  void read_quoted(std::string& cell) {
    const std::size_t first_line = line_;
    while (!at_end()) {
      const char symbol = text_[at_++];
      if (symbol == '"' && (at_end() || text_[at_] != '"')) return;
      if (symbol == '"') ++at_;
      if (symbol == '\n') ++line_;
      cell += symbol;
    }
    fail(ErrorKind::Input, "{}:{}: a quote is opened and never closed; close it with \"", name_,
         first_line);
  }

  std::string_view text_;
  const std::string& name_;
  std::size_t at_ = 0;
  std::size_t line_ = 1;
};

// Some programs end every line with a comma.
void drop_empty_end(std::vector<std::string>& cells, std::size_t least) {
  while (cells.size() > least && cells.back().empty()) cells.pop_back();
}

bool is_blank(const std::vector<std::string>& cells) {
  return (cells.size() == 1 && cells[0].empty()) || (!cells[0].empty() && cells[0][0] == '#');
}

void check_header(const std::vector<std::string>& columns, const std::string& name,
                  std::size_t line) {
  std::set<std::string> seen;
  for (const std::string& column : columns) {
    require(!column.empty(), "{}:{}: a column has no name; the first line names every column", name,
            line);
    require(seen.insert(column).second, "{}:{}: two columns are named \"{}\"; rename one", name,
            line, column);
  }
}

}  // namespace

CsvTable CsvTable::parse(std::string_view text, const std::string& name) {
  CsvTable table = parse_rows(text, name, {});
  require(!table.columns_.empty(), "{}: the file is empty; its first line must name the columns",
          name);
  return table;
}

CsvTable CsvTable::parse_rows(std::string_view text, const std::string& name,
                              std::vector<std::string> columns) {
  CsvTable table;
  table.name_ = name;
  table.columns_ = std::move(columns);
  Splitter splitter(text, name);
  while (!splitter.at_end()) {
    const std::size_t line = splitter.line();
    std::vector<std::string> cells = splitter.next_row();
    if (is_blank(cells)) continue;
    drop_empty_end(cells, std::max<std::size_t>(table.columns_.size(), 1));
    if (table.columns_.empty()) {
      check_header(cells, name, line);
      table.columns_ = std::move(cells);
      continue;
    }
    require(cells.size() <= table.columns_.size(),
            "{}:{}: {} cells, but the table has {} columns; quote cells that hold commas", name,
            line, cells.size(), table.columns_.size());
    cells.resize(table.columns_.size());
    table.rows_.push_back({line, std::move(cells)});
  }
  return table;
}

CsvTable CsvTable::load(const std::string& path) {
  return parse(read_text(path, largest_file), std::filesystem::path(path).filename().string());
}

std::optional<std::size_t> CsvTable::index_of(std::string_view column) const {
  const auto found = std::find(columns_.begin(), columns_.end(), column);
  if (found == columns_.end()) return std::nullopt;
  return static_cast<std::size_t>(found - columns_.begin());
}

bool CsvTable::has(std::string_view column) const { return index_of(column).has_value(); }

void CsvTable::require_columns(std::span<const std::string> wanted) const {
  for (const std::string& column : wanted) {
    require(has(column), "{}: there is no column \"{}\"; {}", name_, column,
            suggest(column, columns_));
  }
}

const std::string& CsvTable::text(std::size_t row, std::string_view column) const {
  const std::optional<std::size_t> index = index_of(column);
  return index ? rows_.at(row).cells[*index] : empty_cell;
}

std::optional<double> CsvTable::number(std::size_t row, std::string_view column) const {
  const std::string& cell = text(row, column);
  if (cell.empty()) return std::nullopt;
  double value = 0.0;
  const char* end = cell.data() + cell.size();
  const auto [stop, error] = std::from_chars(cell.data(), end, value);
  require(error == std::errc() && stop == end && std::isfinite(value),
          "{}: {} is \"{}\"; allowed: a finite number, or nothing where it is unknown", place(row),
          column, cell);
  return value;
}

double CsvTable::required_number(std::size_t row, std::string_view column) const {
  const std::optional<double> value = number(row, column);
  require(value.has_value(), "{}: {} is missing; a number is needed there", place(row), column);
  return *value;
}

std::string CsvTable::place(std::size_t row) const {
  return fmt::format("{}:{}", name_, rows_.at(row).line);
}

}  // namespace kirchhoff::formats
