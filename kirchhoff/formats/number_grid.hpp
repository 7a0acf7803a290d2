// kirchhoff/formats/number_grid.hpp - a rectangle of numbers, read from a CSV file without a
// header.
//
// In:    lines of numbers with commas between them; empty lines and lines that begin with # are
//        left out
// Out:   NumberGrid, row by row
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace kirchhoff::formats {

struct NumberGrid {
  std::size_t rows = 0;
  std::size_t columns = 0;
  std::vector<double> values;  // [rows][columns]
};

/// What a number of the file means and may be: for messages.
struct NumberMeaning {
  std::string name;  // "conductance"
  std::string unit;  // "S"
  double low = 0.0;
  double high = 1.0;
};

/// Throws Error(Input) with name:line for a cell that is no finite number or out of range, for rows
/// of different length, and for a text without numbers.
[[nodiscard]] NumberGrid parse_number_grid(std::string_view text, const std::string& name,
                                           const NumberMeaning& meaning);
/// The same from a file of at most 64 MiB.
[[nodiscard]] NumberGrid load_number_grid(const std::string& path, const NumberMeaning& meaning);

}  // namespace kirchhoff::formats
