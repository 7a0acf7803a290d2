// kirchhoff/noise/detail/crossbar_effects.cpp - what neighbours on a crossbar do to cells.
#include "kirchhoff/noise/detail/crossbar_effects.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>

namespace kirchhoff::noise::detail {
namespace {

constexpr double micro = 1e-6;

// Weights of a Gaussian of sd length / sqrt(2), whose squares add up to 1: white noise that is
// weighted so has the wanted covariance (eq. 19).
std::vector<double> smoothing_weights(double length) {
  const double sd = length / std::sqrt(2.0);
  const int reach = std::max(static_cast<int>(std::ceil(4.0 * sd)), 0);
  std::vector<double> weights;
  double squares = 0.0;
  for (int i = -reach; i <= reach; ++i) {
    weights.push_back(std::exp(-0.5 * (i / sd) * (i / sd)));
    squares += weights.back() * weights.back();
  }
  for (double& weight : weights) weight /= std::sqrt(squares);
  return weights;
}

// Weighs `count` windows of every line; lines are `stride` apart, their numbers `step`.
std::vector<float> smoothed(const std::vector<float>& field, const std::vector<double>& weights,
                            std::size_t lines, std::size_t stride, std::size_t count,
                            std::size_t step, std::size_t to_stride, std::size_t to_step) {
  std::vector<float> result(lines * count);
  for (std::size_t line = 0; line < lines; ++line) {
    for (std::size_t i = 0; i < count; ++i) {
      double sum = 0.0;
      for (std::size_t w = 0; w < weights.size(); ++w)
        sum += weights[w] * double{field[line * stride + (i + w) * step]};
      result[line * to_stride + i * to_step] = static_cast<float>(sum);
    }
  }
  return result;
}

// Calls visit(conductance, row, column) for all cells of a crossbar, those of its reference column
// included.
template <typename Visit>
void visit_cells(const CellLayout& layout, const CrossbarPart& part, const ConductanceSpans& cells,
                 Visit visit) {
  layout.for_each_cell(part, [&](std::size_t cell, std::size_t row, std::size_t column) {
    visit(cells.positive_us[cell], row, column);
    if (!cells.negative_us.empty()) visit(cells.negative_us[cell], row, column + 1);
  });
  if (cells.reference_us.empty()) return;
  const auto rows = static_cast<std::size_t>(part.rows);
  for (std::size_t row = 0; row < rows; ++row)
    visit(cells.reference_us[part.first_reference + row], row,
          static_cast<std::size_t>(part.columns) - 1);
}

}  // namespace

std::vector<float> correlated_field(int rows, int columns, double length, Stream stream) {
  const std::vector<double> weights = smoothing_weights(length);
  const auto height = static_cast<std::size_t>(rows), width = static_cast<std::size_t>(columns);
  const std::size_t margin = weights.size() - 1;
  const std::size_t wide = width + margin, high = height + margin;
  std::vector<float> noise(high * wide);
  stream.fill_normal(noise);
  // Along rows, then along columns.
  const std::vector<float> half = smoothed(noise, weights, high, wide, width, 1, width, 1);
  return smoothed(half, weights, width, 1, height, width, 1, width);
}

void vary_alike(const CellLayout& layout, const hardware::CellVariation& variation, Stream stream,
                const ConductanceSpans& cells) {
  std::uint64_t number = 0;
  for (const CrossbarPart& part : layout.parts()) {
    const std::vector<float> field = correlated_field(
        part.rows, part.columns, variation.correlation_length_cells, stream.split(number++));
    visit_cells(layout, part, cells, [&](float& cell_us, std::size_t row, std::size_t column) {
      const double value = double{field[row * static_cast<std::size_t>(part.columns) + column]};
      cell_us *= static_cast<float>(std::max(1.0 + variation.correlated_sd * value, 0.0));
    });
  }
}

void add_wires(const CellLayout& layout, const WireSegments& wires, const ConductanceSpans& cells) {
  std::vector<double> siemens;
  for (const CrossbarPart& part : layout.parts()) {
    const auto columns = static_cast<std::size_t>(part.columns);
    siemens.assign(static_cast<std::size_t>(part.rows) * columns, 0.0);
    visit_cells(layout, part, cells, [&](float cell_us, std::size_t row, std::size_t column) {
      siemens[row * columns + column] = double{cell_us} * micro;
    });
    const std::vector<double> effective =
        effective_conductance(siemens, part.rows, part.columns, wires);
    visit_cells(layout, part, cells, [&](float& cell_us, std::size_t row, std::size_t column) {
      cell_us = static_cast<float>(effective[row * columns + column] / micro);
    });
  }
}

}  // namespace kirchhoff::noise::detail
