// kirchhoff/noise/detail/port_network.cpp - a rectangle of crossbar cells as its wires' ends see
// it: joins rectangles and eliminates the ends that met.
//
// Model: docs/models/wire_resistance.md
#include "kirchhoff/noise/detail/port_network.hpp"

#include <cblas.h>

#include <algorithm>
#include <cmath>
#include <initializer_list>
#include <utility>

#include "kirchhoff/base/error.hpp"

// LAPACK's Cholesky factor, which OpenBLAS brings.
extern "C" void dpotrf_(const char* triangle, const int* size, double* matrix, const int* stride,
                        int* info);

namespace kirchhoff::noise::detail {
namespace {

// Below this many eliminated nodes a call of the library costs more than the work.
constexpr std::size_t few_nodes = 8;

void require_solvable(bool solvable) {
  require(solvable,
          "the wires and cells of a crossbar have no unique currents; check that resistances are "
          "in ohms and conductances in siemens");
}

// The lower triangle of a symmetric matrix whose first nodes are to be eliminated.
class Assembly {
 public:
  explicit Assembly(std::size_t size) : size_(size), matrix_(size * size, 0.0) {}

  void add(std::size_t a, std::size_t b, double value) {
    if (a < b) std::swap(a, b);
    matrix_[b * size_ + a] += value;
  }
  void connect(std::size_t a, std::size_t b, double siemens) {
    add(a, a, siemens);
    add(b, b, siemens);
    add(a, b, -siemens);
  }
  void add(const std::vector<double>& part, const std::vector<std::size_t>& place) {
    const double* value = part.data();
    for (std::size_t column = 0; column < place.size(); ++column, value += place.size()) {
      for (std::size_t row = column; row < place.size(); ++row)
        add(place[row], place[column], value[row]);
    }
  }

  // The matrix of the other nodes when no current enters the first `count` from outside (eq. 4).
  std::vector<double> eliminate(std::size_t count) {
    if (count <= few_nodes) {
      eliminate_one_by_one(count);
    } else {
      eliminate_block(static_cast<int>(count));
    }
    const std::size_t left = size_ - count;
    std::vector<double> result(left * left);
    for (std::size_t column = 0; column < left; ++column) {
      const double* from = matrix_.data() + (count + column) * size_ + count;
      std::copy(from + column, from + left, result.data() + column * left + column);
    }
    return result;
  }

 private:
  void eliminate_one_by_one(std::size_t count) {
    for (std::size_t node = 0; node < count; ++node) {
      const double* pivot = matrix_.data() + node * size_;
      require_solvable(std::isfinite(pivot[node]) && pivot[node] > 0.0);
      for (std::size_t column = node + 1; column < size_; ++column) {
        const double factor = pivot[column] / pivot[node];
        if (factor == 0.0) continue;
        double* target = matrix_.data() + column * size_;
        for (std::size_t row = column; row < size_; ++row) target[row] -= factor * pivot[row];
      }
    }
  }

  void eliminate_block(int count) {
    const int size = static_cast<int>(size_), left = size - count;
    int info = 0;
    dpotrf_("L", &count, matrix_.data(), &size, &info);
    require_solvable(info == 0);
    double* below = matrix_.data() + count;
    cblas_dtrsm(CblasColMajor, CblasRight, CblasLower, CblasTrans, CblasNonUnit, left, count, 1.0,
                matrix_.data(), size, below, size);
    cblas_dsyrk(CblasColMajor, CblasLower, CblasNoTrans, left, count, -1.0, below, size, 1.0,
                below + static_cast<std::size_t>(count) * size_, size);
  }

  std::size_t size_;
  std::vector<double> matrix_;
};

// Where the ports of a part come to stand: runs of consecutive places, in the order of its ports.
std::vector<std::size_t> places(
    std::initializer_list<std::pair<std::size_t, std::size_t>> first_and_count) {
  std::vector<std::size_t> result;
  for (const auto& [first, count] : first_and_count) {
    for (std::size_t i = 0; i < count; ++i) result.push_back(first + i);
  }
  return result;
}

}  // namespace

PortNetwork::PortNetwork(int rows, int columns, Edges edges)
    : rows_(static_cast<std::size_t>(rows)),
      columns_(static_cast<std::size_t>(columns)),
      edges_(edges) {}

std::vector<double> PortNetwork::transfer() const {
  std::vector<double> result(rows_ * columns_);
  const std::size_t first = size() - bottom();
  for (std::size_t i = 0; i < result.size(); ++i)
    result[i] = -matrix_[i / columns_ * size() + first + i % columns_];
  return result;
}

PortNetwork cell_network(double cell, double row_segment, double column_segment, Edges edges) {
  PortNetwork network(1, 1, edges);
  // The ends of wires come first, because they are eliminated: right of the cell, above it.
  const std::size_t ends = (edges.right ? 1U : 0U) + (edges.top ? 1U : 0U);
  const std::size_t left = ends;
  const std::size_t right = edges.right ? 0 : left + 1;
  const std::size_t top = edges.top ? ends - 1 : left + 1 + network.right();
  Assembly nodes(4);
  nodes.connect(left, right, row_segment);
  nodes.connect(top, 3, column_segment);
  nodes.connect(right, top, cell);
  network.matrix_ = nodes.eliminate(ends);
  return network;
}

PortNetwork join_beside(const PortNetwork& left, const PortNetwork& right) {
  PortNetwork joined(static_cast<int>(left.rows_), static_cast<int>(left.columns_ + right.columns_),
                     {.top = left.edges_.top, .right = right.edges_.right});
  const std::size_t met = left.right();
  const std::size_t right_end = met + joined.left();
  const std::size_t top = right_end + joined.right(), bottom = top + joined.top();
  Assembly nodes(met + joined.size());
  nodes.add(left.matrix_,
            places({{met, left.left()}, {0, met}, {top, left.top()}, {bottom, left.bottom()}}));
  nodes.add(right.matrix_, places({{0, met},
                                   {right_end, right.right()},
                                   {top + left.top(), right.top()},
                                   {bottom + left.bottom(), right.bottom()}}));
  joined.matrix_ = nodes.eliminate(met);
  return joined;
}

PortNetwork join_below(const PortNetwork& top, const PortNetwork& bottom) {
  PortNetwork joined(static_cast<int>(top.rows_ + bottom.rows_), static_cast<int>(top.columns_),
                     top.edges_);
  const std::size_t met = top.bottom();
  const std::size_t right_end = met + joined.left();
  const std::size_t top_end = right_end + joined.right(), bottom_end = top_end + joined.top();
  Assembly nodes(met + joined.size());
  nodes.add(top.matrix_,
            places({{met, top.left()}, {right_end, top.right()}, {top_end, top.top()}, {0, met}}));
  nodes.add(bottom.matrix_, places({{met + top.left(), bottom.left()},
                                    {right_end + top.right(), bottom.right()},
                                    {0, met},
                                    {bottom_end, bottom.bottom()}}));
  joined.matrix_ = nodes.eliminate(met);
  return joined;
}

}  // namespace kirchhoff::noise::detail
