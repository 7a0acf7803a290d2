// kirchhoff/predict/least_squares.hpp - linear regression.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace kirchhoff::predict {

/// Coefficients w that minimise |A w - b|^2 + ridge |w|^2. `features` is A in row-major order with
/// `feature_count` columns and one row per target. Pure and deterministic.
/// Throws Error(Input) when sizes do not match, a number is not finite, ridge is negative, or the
/// columns do not determine w (fewer rows than columns or dependent columns without a ridge).
[[nodiscard]] std::vector<double> least_squares(std::span<const double> features,
                                                std::size_t feature_count,
                                                std::span<const double> targets,
                                                double ridge = 0.0);

}  // namespace kirchhoff::predict
