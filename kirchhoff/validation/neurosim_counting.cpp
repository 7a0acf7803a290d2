// kirchhoff/validation/neurosim_counting.cpp - sizes of tiles by utilisation, copies into what is
// left, more tiles for the layers that hold the pipeline up.
#include "kirchhoff/validation/neurosim_counting.hpp"

#include <algorithm>
#include <cmath>
#include <functional>

namespace kirchhoff::validation {
namespace {

// A layer's matrix as cells: rows of one position (or of all), columns of all outputs.
struct Matrix {
  double rows = 0.0, columns = 0.0;
  double positions = 1.0;  // matrices of this size that a novel layer has
  [[nodiscard]] double cells() const { return rows * columns * positions; }
  [[nodiscard]] double tiles(double side) const {
    return std::ceil(rows / side) * std::ceil(columns / side);
  }
};

// The kernel that most layers have; the first of them where two are as common.
int most_common_positions(std::span<const NeurosimLayer> layers) {
  std::ptrdiff_t most = 0;
  int common = 1;
  for (const NeurosimLayer& layer : layers) {
    const std::ptrdiff_t count = std::count_if(
        layers.begin(), layers.end(),
        [&](const NeurosimLayer& other) { return other.positions() == layer.positions(); });
    if (count > most) {
      most = count;
      common = layer.positions();
    }
  }
  return common;
}

// The next power of two, so that halves stay whole.
double side_for(double columns) { return std::exp2(std::ceil(std::log2(columns))); }

// The size, halved from `largest` while above `smallest`, with the best utilisation.
double best_side(double largest, double smallest,
                 const std::function<double(double side)>& utilisation) {
  double best = std::max(largest, smallest);
  double most = 0.0;
  for (double side = best; side > smallest; side /= 2.0) {
    const double share = utilisation(side);
    if (share > most) {
      most = share;
      best = side;
    }
  }
  return best;
}

double utilisation_of(std::span<const Matrix> matrices, double side) {
  double cells = 0.0, room = 0.0;
  for (const Matrix& matrix : matrices) {
    cells += matrix.cells();
    room += matrix.tiles(side) * matrix.positions * side * side;
  }
  return room > 0.0 ? cells / room : 0.0;
}

// Copies of a matrix along one side: how often its units fit into those of the container.
double copies_along(double matrix, double container, double unit) {
  const double units = std::ceil(container / unit);
  return std::max(1.0, std::floor(units / std::ceil(matrix / unit)));
}

double copies(const Matrix& matrix, double container, double unit_rows, double unit_columns) {
  if (matrix.rows > container && matrix.columns > container) return 1.0;
  return copies_along(matrix.rows, container, unit_rows) *
         copies_along(matrix.columns, container, unit_columns);
}

// How much faster each layer should be than one copy, so that the pipeline is balanced. Layers
// on single pixels do not set the degree: they wait anyway.
std::vector<double> wanted_speed_ups(std::span<const NeurosimLayer> layers,
                                     const NeurosimParameters& parameters) {
  std::vector<double> wanted(layers.size(), 1.0);
  int most = 1, least = 0;
  for (const NeurosimLayer& layer : layers) {
    if (layer.height == 1) continue;
    most = std::max(most, layer.height);
    least = least == 0 ? layer.height : std::min(least, layer.height);
  }
  if (parameters.pipelined == 0 || least == 0) return wanted;
  const int degree =
      std::max(1, std::min(static_cast<int>(parameters.speed_up_degree), most / least));
  const double slowest = most / degree;  // in whole numbers, as NeuroSim divides
  for (std::size_t i = 0; i < layers.size(); ++i) {
    const double ratio = layers[i].height / slowest;
    wanted[i] = std::max(1.0, std::ceil(ratio * ratio));
  }
  return wanted;
}

double input_vectors(const NeurosimLayer& layer) {
  const auto along = [&](int size, int kernel) {
    return std::max(1.0, static_cast<double>(size - kernel + 1) / layer.stride);
  };
  return along(layer.height, layer.kernel_height) * along(layer.width, layer.kernel_width);
}

struct Matrices {
  std::vector<Matrix> all, novel, conventional;
  std::vector<bool> is_novel;
};

Matrices matrices_of(std::span<const NeurosimLayer> layers, const NeurosimParameters& parameters,
                     int common) {
  Matrices result;
  for (const NeurosimLayer& layer : layers) {
    const double columns = layer.outputs * static_cast<double>(parameters.columns_per_weight());
    const bool novel = parameters.novel_mapping != 0 && layer.positions() == common &&
                       layer.rows() >= parameters.rows;
    const Matrix matrix =
        novel ? Matrix{static_cast<double>(layer.channels), columns, static_cast<double>(common)}
              : Matrix{static_cast<double>(layer.rows()), columns, 1.0};
    result.all.push_back(matrix);
    result.is_novel.push_back(novel);
    (novel ? result.novel : result.conventional).push_back(matrix);
  }
  return result;
}

double largest_side(std::span<const Matrix> matrices) {
  double side = 0.0;
  for (const Matrix& matrix : matrices) side = std::max(side, side_for(matrix.columns));
  return side;
}

// Cells that conventional layers fill, with copies over the elements of their tiles.
double element_utilisation(std::span<const Matrix> matrices, double tile, double element) {
  double cells = 0.0, tiles = 0.0;
  for (const Matrix& matrix : matrices) {
    cells += copies(matrix, tile, element, element) * matrix.cells();
    tiles += matrix.tiles(tile);
  }
  return cells / (tiles * tile * tile);
}

void choose_sizes(const Matrices& matrices, const NeurosimParameters& parameters, FloorPlan& plan) {
  if (!matrices.novel.empty()) {
    plan.novel_element =
        best_side(largest_side(matrices.novel), 2.0 * parameters.rows,
                  [&](double side) { return utilisation_of(matrices.novel, side); });
  }
  if (matrices.conventional.empty()) return;
  plan.tile = best_side(largest_side(matrices.conventional), 4.0 * parameters.rows,
                        [&](double side) { return utilisation_of(matrices.conventional, side); });
  plan.element = best_side(plan.tile / 2.0, 2.0 * parameters.rows, [&](double side) {
    return element_utilisation(matrices.conventional, plan.tile, side);
  });
}

int arrays_in(double side, const NeurosimParameters& parameters) {
  return static_cast<int>(std::ceil(side / parameters.rows) * std::ceil(side / parameters.columns));
}

LayerPlan plan_layer(const Matrix& matrix, bool is_novel, double wanted, const FloorPlan& plan,
                     const NeurosimParameters& parameters) {
  const double element = is_novel ? plan.novel_element : plan.element;
  const double tile = is_novel ? plan.novel_element : plan.tile;
  const double tile_cells = is_novel ? matrix.positions * tile * tile : tile * tile;
  LayerPlan layer;
  layer.is_novel = is_novel;
  layer.speed_up = copies(matrix, element, parameters.rows, parameters.columns);
  if (!is_novel) layer.speed_up *= copies(matrix, tile, element, element);
  layer.tile_rows = std::ceil(matrix.rows / tile);
  layer.tile_columns = std::ceil(matrix.columns / tile);
  layer.tiles = matrix.tiles(tile);
  const double more = std::ceil(wanted / layer.speed_up);
  layer.tiles *= more;
  layer.speed_up *= more;
  layer.utilisation = layer.speed_up * matrix.cells() / (layer.tiles * tile_cells);
  const double elements = std::ceil(tile / element);
  layer.elements_per_tile = static_cast<int>(is_novel ? matrix.positions : elements * elements);
  layer.arrays_per_element = arrays_in(element, parameters);
  const double down = std::ceil(matrix.rows / parameters.rows);
  layer.array_rows = down * matrix.positions;
  layer.arrays_per_copy = layer.array_rows * std::ceil(matrix.columns / parameters.columns);
  return layer;
}

}  // namespace

FloorPlan floor_plan(std::span<const NeurosimLayer> layers, const NeurosimParameters& parameters) {
  const int common = most_common_positions(layers);
  const Matrices matrices = matrices_of(layers, parameters, common);
  const std::vector<double> wanted = wanted_speed_ups(layers, parameters);
  FloorPlan plan;
  plan.novel_elements = matrices.novel.empty() ? 0 : common;
  choose_sizes(matrices, parameters, plan);
  double tiles = 0.0, used = 0.0;
  for (std::size_t i = 0; i < layers.size(); ++i) {
    plan.layers.push_back(
        plan_layer(matrices.all[i], matrices.is_novel[i], wanted[i], plan, parameters));
    plan.layers.back().vectors = input_vectors(layers[i]);
    tiles += plan.layers.back().tiles;
    used += plan.layers.back().tiles * plan.layers.back().utilisation;
  }
  plan.mean_utilisation = used / tiles;
  return plan;
}

}  // namespace kirchhoff::validation
