// kirchhoff/noise/nonlinear_crossbar.cpp - column currents of a crossbar whose cells are not ohmic.
//
// Model: docs/models/wire_resistance.md
#include "kirchhoff/noise/nonlinear_crossbar.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>

#include "kirchhoff/base/error.hpp"

namespace kirchhoff::noise {
namespace {

using Values = std::vector<double>;

constexpr int most_newton_steps = 50;
constexpr int most_inner_steps = 2000;
constexpr double newton_tolerance = 1e-12;
constexpr double inner_tolerance = 1e-13;

double dot(const Values& a, const Values& b) {
  double sum = 0.0;
  for (std::size_t i = 0; i < a.size(); ++i) sum += a[i] * b[i];
  return sum;
}

class Solver {
 public:
  Solver(const CellCurves& cells, std::span<const double> voltage, const WireSegments& wires)
      : cells_(cells),
        rows_(voltage.size()),
        columns_(cells.linear_s.size() / voltage.size()),
        row_ohm_(wires.row.si()),
        column_ohm_(wires.column.si()),
        driven_(cells.linear_s.size()) {
    for (std::size_t i = 0; i < driven_.size(); ++i) driven_[i] = voltage[i / columns_];
  }

  NonlinearSolution solve() {
    double largest = 0.0;
    for (const double v : driven_) largest = std::max(largest, std::abs(v));
    NonlinearSolution solution;
    Values cell = driven_, current(driven_.size()), slope(driven_.size());
    for (;; ++solution.newton_steps) {
      evaluate(cell, current, slope);
      Values missing = drops(current);
      solution.residual_v = 0.0;
      for (std::size_t i = 0; i < cell.size(); ++i) {
        missing[i] = driven_[i] - missing[i] - cell[i];  // eq. 7
        solution.residual_v = std::max(solution.residual_v, std::abs(missing[i]));
      }
      if (solution.residual_v <= newton_tolerance * largest) break;
      require(solution.newton_steps < most_newton_steps && std::isfinite(solution.residual_v),
              "the currents of non-linear cells were not found in {} steps (mismatch {} V); check "
              "their curves, or lower the wires' resistance",
              solution.newton_steps, solution.residual_v);
      const Values step = newton_step(missing, slope);
      for (std::size_t i = 0; i < cell.size(); ++i) cell[i] += step[i];
    }
    solution.current_a.assign(columns_, 0.0);
    for (std::size_t i = 0; i < current.size(); ++i) solution.current_a[i % columns_] += current[i];
    return solution;
  }

 private:
  void evaluate(const Values& cell, Values& current, Values& slope) const {
    for (std::size_t i = 0; i < cell.size(); ++i) {
      const double v = cell[i];
      const double square = cells_.quadratic.empty() ? 0.0 : cells_.quadratic[i];
      const double cube = cells_.cubic.empty() ? 0.0 : cells_.cubic[i];
      current[i] = v * (cells_.linear_s[i] + v * (square + v * cube));
      slope[i] = cells_.linear_s[i] + v * (2.0 * square + 3.0 * v * cube);
      require(slope[i] >= 0.0,
              "the current of the cell in row {}, column {} falls with voltage at {} V; its curve "
              "must rise in the range of the voltages",
              i / columns_, i % columns_, v);
    }
  }

  // What the wires take from every cell's voltage: a segment drops its resistance times all
  // currents that pass it.
  [[nodiscard]] Values drops(const Values& current) const {
    Values result(current.size(), 0.0);
    for (std::size_t row = 0; row < rows_; ++row) {
      const double* i = current.data() + row * columns_;
      double passing = 0.0, drop = 0.0;
      for (std::size_t k = 0; k < columns_; ++k) passing += i[k];
      for (std::size_t k = 0; k < columns_; ++k) {
        drop += row_ohm_ * passing;
        passing -= i[k];
        result[row * columns_ + k] += drop;
      }
    }
    Values passing(columns_, 0.0), drop(columns_, 0.0);
    for (std::size_t i = 0; i < current.size(); ++i) passing[i % columns_] += current[i];
    for (std::size_t row = rows_; row-- > 0;) {
      for (std::size_t k = 0; k < columns_; ++k) {
        drop[k] += column_ohm_ * passing[k];
        passing[k] -= current[row * columns_ + k];
        result[row * columns_ + k] += drop[k];
      }
    }
    return result;
  }

  // Solves (1 + wires x slope) step = missing. With y = sqrt(slope) step the matrix is symmetric
  // and at least 1, so conjugate gradients need no preconditioner (eq. 8).
  [[nodiscard]] Values newton_step(const Values& missing, const Values& slope) const {
    const std::size_t count = missing.size();
    Values root(count), y(count, 0.0), residual(count);
    for (std::size_t i = 0; i < count; ++i) root[i] = std::sqrt(slope[i]);
    for (std::size_t i = 0; i < count; ++i) residual[i] = root[i] * missing[i];
    Values direction = residual, scaled(count);
    double square = dot(residual, residual);
    const double enough = square * inner_tolerance * inner_tolerance;
    for (int inner = 0; inner < most_inner_steps && square > enough; ++inner) {
      for (std::size_t i = 0; i < count; ++i) scaled[i] = root[i] * direction[i];
      Values product = drops(scaled);
      for (std::size_t i = 0; i < count; ++i) product[i] = direction[i] + root[i] * product[i];
      const double length = square / dot(direction, product);
      for (std::size_t i = 0; i < count; ++i) {
        y[i] += length * direction[i];
        residual[i] -= length * product[i];
      }
      const double next = dot(residual, residual);
      for (std::size_t i = 0; i < count; ++i)
        direction[i] = residual[i] + next / square * direction[i];
      square = next;
    }
    for (std::size_t i = 0; i < count; ++i) scaled[i] = root[i] * y[i];
    Values step = drops(scaled);
    for (std::size_t i = 0; i < count; ++i) step[i] = missing[i] - step[i];
    return step;
  }

  CellCurves cells_;
  std::size_t rows_, columns_;
  double row_ohm_, column_ohm_;
  Values driven_;
};

void check_finite(std::span<const double> values, const char* what) {
  for (std::size_t i = 0; i < values.size(); ++i)
    require(std::isfinite(values[i]), "{} {} ({}) must be a finite number", what, i, values[i]);
}

}  // namespace

NonlinearSolution nonlinear_currents(const CellCurves& cells, std::span<const double> voltage_v,
                                     const WireSegments& wires) {
  KIRCHHOFF_ASSERT(!voltage_v.empty() && cells.linear_s.size() % voltage_v.size() == 0);
  KIRCHHOFF_ASSERT(cells.quadratic.empty() || cells.quadratic.size() == cells.linear_s.size());
  KIRCHHOFF_ASSERT(cells.cubic.empty() || cells.cubic.size() == cells.linear_s.size());
  check_wires(wires);
  check_finite(voltage_v, "the voltage of row");
  check_finite(cells.linear_s, "the conductance of cell");
  check_finite(cells.quadratic, "the quadratic coefficient of cell");
  check_finite(cells.cubic, "the cubic coefficient of cell");
  return Solver(cells, voltage_v, wires).solve();
}

}  // namespace kirchhoff::noise
