// kirchhoff/formats/number_grid.cpp - reads a rectangle of numbers without a header.
#include "kirchhoff/formats/number_grid.hpp"

#include <charconv>
#include <cmath>
#include <filesystem>

#include "kirchhoff/base/error.hpp"
#include "kirchhoff/base/file.hpp"
#include "kirchhoff/base/text.hpp"

namespace kirchhoff::formats {
namespace {

constexpr std::size_t largest_file = std::size_t{64} << 20U;

std::string_view trimmed(std::string_view text) {
  const std::size_t first = text.find_first_not_of(" \t\r");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t\r") - first + 1);
}

double number_in_cell(std::string_view cell, const std::string& place,
                      const NumberMeaning& meaning) {
  double value = 0.0;
  const char* end = cell.data() + cell.size();
  const auto [stop, error] = std::from_chars(cell.data(), end, value);
  require(error == std::errc() && stop == end && std::isfinite(value),
          "{}: \"{}\" is no number; allowed: {}s in {}, commas between them, no header", place,
          cell, meaning.name, meaning.unit);
  require(value >= meaning.low && value <= meaning.high,
          "{}: {} ({}) must be {} to {} {}; check the file's unit", place, meaning.name, cell,
          exact_text(meaning.low), exact_text(meaning.high), meaning.unit);
  return value;
}

void read_line(std::string_view line, const std::string& place, const NumberMeaning& meaning,
               NumberGrid& grid) {
  std::size_t count = 0;
  for (std::size_t first = 0; first <= line.size(); ++count) {
    const std::size_t comma = std::min(line.find(',', first), line.size());
    const std::string_view cell = trimmed(line.substr(first, comma - first));
    grid.values.push_back(
        number_in_cell(cell, fmt::format("{}, cell {}", place, count + 1), meaning));
    first = comma + 1;
  }
  if (grid.rows == 0) grid.columns = count;
  require(count == grid.columns, "{}: {} numbers, but the first row has {}; give every row as many",
          place, count, grid.columns);
  ++grid.rows;
}

}  // namespace

NumberGrid parse_number_grid(std::string_view text, const std::string& name,
                             const NumberMeaning& meaning) {
  NumberGrid grid;
  std::size_t line_number = 0;
  for (std::size_t first = 0; first < text.size();) {
    const std::size_t end = std::min(text.find('\n', first), text.size());
    const std::string_view line = trimmed(text.substr(first, end - first));
    first = end + 1;
    ++line_number;
    if (line.empty() || line.front() == '#') continue;
    read_line(line, fmt::format("{}:{}", name, line_number), meaning, grid);
  }
  require(grid.rows > 0, "{}: the file holds no numbers; give {}s in {}, one row a line", name,
          meaning.name, meaning.unit);
  return grid;
}

NumberGrid load_number_grid(const std::string& path, const NumberMeaning& meaning) {
  return parse_number_grid(read_text(path, largest_file),
                           std::filesystem::path(path).filename().string(), meaning);
}

}  // namespace kirchhoff::formats
