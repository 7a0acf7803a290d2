// kirchhoff/noise/wire_resistance.cpp - what the wires of a crossbar of linear cells do to it.
//
// Model: docs/models/wire_resistance.md
#include "kirchhoff/noise/wire_resistance.hpp"

#include <cmath>
#include <cstddef>
#include <utility>

#include "kirchhoff/base/error.hpp"
#include "kirchhoff/noise/detail/port_network.hpp"

namespace kirchhoff::noise {
namespace {

using detail::Edges;
using detail::PortNetwork;

class Crossbar {
 public:
  Crossbar(std::span<const double> conductance, int columns, const WireSegments& wires)
      : conductance_(conductance),
        columns_(columns),
        row_siemens_(1.0 / wires.row.si()),
        column_siemens_(1.0 / wires.column.si()) {}

  // The part of `rows` x `columns` cells from (row, column) on: halves of the longer side, joined.
  [[nodiscard]] PortNetwork part(int row, int column, int rows, int columns) const {
    if (rows == 1 && columns == 1) return cell(row, column);
    if (columns >= rows) {
      const int half = columns / 2;
      return join_beside(part(row, column, rows, half),
                         part(row, column + half, rows, columns - half));
    }
    const int half = rows / 2;
    return join_below(part(row, column, half, columns),
                      part(row + half, column, rows - half, columns));
  }

 private:
  [[nodiscard]] PortNetwork cell(int row, int column) const {
    const std::size_t index = static_cast<std::size_t>(row) * static_cast<std::size_t>(columns_) +
                              static_cast<std::size_t>(column);
    return detail::cell_network(conductance_[index], row_siemens_, column_siemens_,
                                Edges{.top = row == 0, .right = column + 1 == columns_});
  }

  std::span<const double> conductance_;
  int columns_;
  double row_siemens_, column_siemens_;
};

// Rows of no resistance: every column is a ladder of its own, driven from all its rungs.
std::vector<double> column_ladders(std::span<const double> conductance, std::size_t columns,
                                   double ohm) {
  std::vector<double> result(conductance.begin(), conductance.end());
  // passed: the share of what comes from above that goes on below this rung.
  std::vector<double> passed(conductance.size());
  for (std::size_t i = 0; i < passed.size(); ++i) {
    const double above = i < columns ? 0.0 : 1.0 - passed[i - columns];
    passed[i] = 1.0 / (1.0 + above + ohm * conductance[i]);  // eq. 5
  }
  std::vector<double> to_the_end(columns, 1.0);
  for (std::size_t i = passed.size(); i-- > 0;) {
    to_the_end[i % columns] *= passed[i];
    result[i] *= to_the_end[i % columns];
  }
  return result;
}

// The crossbar seen from its converters: by reciprocity its effective matrix is the same, turned.
std::vector<double> turned(std::span<const double> matrix, std::size_t rows, std::size_t columns) {
  std::vector<double> result(matrix.size());
  for (std::size_t i = 0; i < matrix.size(); ++i)
    result[(columns - 1 - i % columns) * rows + (rows - 1 - i / columns)] = matrix[i];
  return result;
}

}  // namespace

void check_wires(const WireSegments& wires) {
  for (const auto& [name, value] :
       {std::pair{"row", wires.row.si()}, std::pair{"column", wires.column.si()}}) {
    require(std::isfinite(value) && value >= 0.0,
            "the resistance of a {} wire's segment ({} ohm) must be 0 or more", name, value);
  }
}

std::vector<double> effective_conductance(std::span<const double> conductance_s, int rows,
                                          int columns, const WireSegments& wires) {
  KIRCHHOFF_ASSERT(rows >= 1 && columns >= 1);
  const auto height = static_cast<std::size_t>(rows), width = static_cast<std::size_t>(columns);
  KIRCHHOFF_ASSERT(conductance_s.size() == height * width);
  check_wires(wires);
  for (std::size_t i = 0; i < conductance_s.size(); ++i) {
    require(std::isfinite(conductance_s[i]) && conductance_s[i] >= 0.0,
            "the conductance of row {}, column {} ({} S) must be 0 or more", i / width, i % width,
            conductance_s[i]);
  }
  if (wires.row == ohms(0.0)) return column_ladders(conductance_s, width, wires.column.si());
  if (wires.column == ohms(0.0)) {
    const std::vector<double> seen = turned(conductance_s, height, width);
    return turned(column_ladders(seen, height, wires.row.si()), width, height);
  }
  const PortNetwork whole = Crossbar(conductance_s, columns, wires).part(0, 0, rows, columns);
  return whole.transfer();
}

std::vector<double> column_currents(std::span<const double> effective_s,
                                    std::span<const double> voltage_v) {
  KIRCHHOFF_ASSERT(!voltage_v.empty() && effective_s.size() % voltage_v.size() == 0);
  const std::size_t columns = effective_s.size() / voltage_v.size();
  std::vector<double> current(columns, 0.0);
  for (std::size_t i = 0; i < effective_s.size(); ++i)
    current[i % columns] += effective_s[i] * voltage_v[i / columns];
  return current;
}

}  // namespace kirchhoff::noise
