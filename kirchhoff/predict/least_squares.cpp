// kirchhoff/predict/least_squares.cpp - Householder QR of the (augmented) system.
#include "kirchhoff/predict/least_squares.hpp"

#include <algorithm>
#include <cmath>

#include "kirchhoff/base/error.hpp"

namespace kirchhoff::predict {
namespace {

// Column-major: column c starts at c x rows. The last column is the right-hand side.
struct System {
  std::size_t rows = 0;
  std::size_t unknowns = 0;
  std::vector<double> values;
  double* column(std::size_t index) { return values.data() + index * rows; }
};

void check(std::span<const double> features, std::size_t count, std::span<const double> targets,
           double ridge) {
  require(count > 0 && features.size() == count * targets.size(),
          "least squares: {} features for {} targets; expected {} per target", features.size(),
          targets.size(), count);
  const auto finite = [](double value) { return std::isfinite(value); };
  require(std::all_of(features.begin(), features.end(), finite) &&
              std::all_of(targets.begin(), targets.end(), finite),
          "least squares: a feature or target is not finite");
  require(std::isfinite(ridge) && ridge >= 0.0, "least squares: ridge ({}) must be 0 or more",
          ridge);
}

// A ridge is `count` more rows, sqrt(ridge) on the diagonal, with targets 0.
System assemble(std::span<const double> features, std::size_t count,
                std::span<const double> targets, double ridge) {
  System system;
  system.rows = targets.size() + (ridge > 0.0 ? count : 0);
  system.unknowns = count;
  system.values.assign(system.rows * (count + 1), 0.0);
  for (std::size_t row = 0; row < targets.size(); ++row) {
    for (std::size_t c = 0; c < count; ++c) system.column(c)[row] = features[row * count + c];
    system.column(count)[row] = targets[row];
  }
  if (ridge > 0.0) {
    for (std::size_t c = 0; c < count; ++c) system.column(c)[targets.size() + c] = std::sqrt(ridge);
  }
  return system;
}

// Reflects column `pivot` onto its diagonal and applies the reflection to the columns after it.
// Returns the diagonal entry.
double reflect(System& system, std::size_t pivot) {
  double* v = system.column(pivot);
  double norm = 0.0;
  for (std::size_t row = pivot; row < system.rows; ++row) norm = std::hypot(norm, v[row]);
  if (norm == 0.0) return 0.0;
  const double diagonal = v[pivot] > 0.0 ? -norm : norm;
  v[pivot] -= diagonal;
  double length = 0.0;
  for (std::size_t row = pivot; row < system.rows; ++row) length += v[row] * v[row];
  for (std::size_t c = pivot + 1; c <= system.unknowns; ++c) {
    double* other = system.column(c);
    double product = 0.0;
    for (std::size_t row = pivot; row < system.rows; ++row) product += v[row] * other[row];
    const double factor = 2.0 * product / length;
    for (std::size_t row = pivot; row < system.rows; ++row) other[row] -= factor * v[row];
  }
  return diagonal;
}

}  // namespace

std::vector<double> least_squares(std::span<const double> features, std::size_t feature_count,
                                  std::span<const double> targets, double ridge) {
  check(features, feature_count, targets, ridge);
  System system = assemble(features, feature_count, targets, ridge);
  require(system.rows >= feature_count,
          "least squares: {} rows do not determine {} coefficients; give more rows or a ridge",
          system.rows, feature_count);
  std::vector<double> diagonal(feature_count);
  double largest = 0.0;
  for (std::size_t c = 0; c < feature_count; ++c) {
    diagonal[c] = reflect(system, c);
    largest = std::max(largest, std::abs(diagonal[c]));
    require(std::abs(diagonal[c]) > 1e-12 * largest,
            "least squares: column {} depends on the columns before it; drop it or give a ridge",
            c);
  }
  std::vector<double> weights(feature_count);
  for (std::size_t c = feature_count; c-- > 0;) {
    double rest = system.column(feature_count)[c];
    for (std::size_t later = c + 1; later < feature_count; ++later) {
      rest -= system.column(later)[c] * weights[later];
    }
    weights[c] = rest / diagonal[c];
  }
  return weights;
}

}  // namespace kirchhoff::predict
