// kirchhoff/predict/rank_correlation.hpp - how far two columns of numbers agree on an order.
#pragma once

#include <optional>
#include <span>
#include <vector>

namespace kirchhoff::predict {

/// Ranks from 1; equal values share the mean of their ranks.
[[nodiscard]] std::vector<double> ranks(std::span<const double> values);

/// Kendall's tau-b in -1..1, ties corrected. Empty when there are fewer than two values or one
/// column is constant. Throws Error(Input) when sizes differ or a number is not finite. O(n log n).
[[nodiscard]] std::optional<double> kendall_tau(std::span<const double> a,
                                                std::span<const double> b);

/// Spearman's rho in -1..1: the correlation of the ranks. Same cases as kendall_tau.
[[nodiscard]] std::optional<double> spearman_rho(std::span<const double> a,
                                                 std::span<const double> b);

}  // namespace kirchhoff::predict
