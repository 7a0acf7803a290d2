// kirchhoff/predict/gaussian_process.hpp - regression with uncertainty on mixed features.
//
// Model: y = mean + f(x) + noise; f a Gaussian process with the kernel
//        exp(-sum of theta_d over nominal features that differ) x Matern 5/2 of the scaled distance
//        over ordered features (Rasmussen and Williams 2006). One scale per feature, found as the
//        most probable one under a log-normal prior whose centre falls with the number of features
//        (Hvarfner, Hellsten, Nardi, "Vanilla Bayesian optimization performs great in high
//        dimensions", ICML 2024). Mean and variance of the process are profiled out.
#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <vector>

namespace kirchhoff::predict {

enum class FeatureKind {
  Nominal,  // any numbers; only equality counts
  Ordered,  // 0 to 1; distance counts
};

struct Predictions {
  std::vector<double> means;
  std::vector<double> deviations;  // standard deviations without the noise, at least 0
};

/// Holds rows of features and one target per row. The order of calls decides every bit. Not
/// thread-safe. Rows are spans of one number per feature; batches are rows one after the other.
class GaussianProcess {
 public:
  /// Throws Error(Input) when there is no feature.
  explicit GaussianProcess(std::vector<FeatureKind> kinds);
  ~GaussianProcess();
  GaussianProcess(GaussianProcess&&) noexcept;
  GaussianProcess& operator=(GaussianProcess&&) noexcept;

  /// Finds scales and noise from these rows, starting at the present ones; at most `steps` steps of
  /// O(targets^3). The rows held are factored anew. Throws Error(Input) when sizes do not match,
  /// there is no row, or a number is not finite.
  void fit(std::span<const double> rows, std::span<const double> targets, int steps);

  /// Adds one row without a target: O(held^2). Throws Error(Input) when its size is wrong.
  void append(std::span<const double> row);
  /// Keeps the first `count` rows held.
  void truncate(std::size_t count);
  [[nodiscard]] std::size_t row_count() const;
  /// The targets of all rows held: O(held^2). Throws Error(Input) when there are more or fewer, or
  /// none.
  void set_targets(std::span<const double> targets);

  /// Means only, O(held) a row; set_targets must have been called since rows were added.
  [[nodiscard]] std::vector<double> means(std::span<const double> rows) const;
  /// Means and deviations, O(held^2) a row.
  [[nodiscard]] Predictions predict(std::span<const double> rows) const;

  /// log of the posterior density of the present scales and noise given the data, without its
  /// constant, and its gradient by their logarithms: scales in the order of features, then noise.
  struct Evidence {
    double value = 0.0;
    std::vector<double> gradient;
  };
  [[nodiscard]] Evidence evidence(std::span<const double> rows,
                                  std::span<const double> targets) const;
  /// Logarithms of the scales, then of the noise's share of the variance.
  [[nodiscard]] std::vector<double> parameters() const;
  /// Throws Error(Input) when there are not as many as features and one more.
  void set_parameters(std::span<const double> logarithms);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace kirchhoff::predict
