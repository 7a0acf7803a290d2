// kirchhoff/noise/detail/port_network.hpp - a rectangle of crossbar cells as its wires' ends see
// it: the admittance matrix of its ports.
//
// Model: docs/models/wire_resistance.md
#pragma once

#include <cstddef>
#include <vector>

namespace kirchhoff::noise::detail {

/// Edges of the crossbar that a part touches: there wires end, and the part has no ports.
struct Edges {
  bool top = false;
  bool right = false;
};

/// Ports in this order: left ends of rows, right ends of rows (none at the right edge), top ends
/// of columns (none at the top edge), bottom ends of columns. Currents into the ports are the
/// matrix times their voltages.
class PortNetwork {
 public:
  PortNetwork(int rows, int columns, Edges edges);

  [[nodiscard]] std::size_t left() const { return rows_; }
  [[nodiscard]] std::size_t right() const { return edges_.right ? 0 : rows_; }
  [[nodiscard]] std::size_t top() const { return edges_.top ? 0 : columns_; }
  [[nodiscard]] std::size_t bottom() const { return columns_; }
  [[nodiscard]] std::size_t size() const { return left() + right() + top() + bottom(); }

  /// [rows][columns]: what a volt at a left end sends out of a bottom end that is held at 0 V.
  [[nodiscard]] std::vector<double> transfer() const;

  friend PortNetwork cell_network(double cell, double row_segment, double column_segment,
                                  Edges edges);
  friend PortNetwork join_beside(const PortNetwork& left, const PortNetwork& right);
  friend PortNetwork join_below(const PortNetwork& top, const PortNetwork& bottom);

 private:
  std::size_t rows_, columns_;
  Edges edges_;
  std::vector<double> matrix_;  // lower triangle by columns, [size][size]
};

/// One cell with the segments to its left and below it; all in siemens, segments above 0.
[[nodiscard]] PortNetwork cell_network(double cell, double row_segment, double column_segment,
                                       Edges edges);
/// Joins the right ends of `left` to the left ends of `right`, and eliminates them.
[[nodiscard]] PortNetwork join_beside(const PortNetwork& left, const PortNetwork& right);
/// Joins the bottom ends of `top` to the top ends of `bottom`, and eliminates them.
[[nodiscard]] PortNetwork join_below(const PortNetwork& top, const PortNetwork& bottom);

}  // namespace kirchhoff::noise::detail
