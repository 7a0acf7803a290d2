// kirchhoff/predict/gaussian_process.cpp - kernel, factorisation and the most probable scales.
#include "kirchhoff/predict/gaussian_process.hpp"

#include <Eigen/Cholesky>
#include <algorithm>
#include <cmath>

#include "kirchhoff/base/error.hpp"

namespace kirchhoff::predict {
namespace {

using Matrix = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
using Vector = Eigen::VectorXd;
using Index = Eigen::Index;

constexpr double scale_spread = 1.0;    // of the prior of log scale
constexpr double noise_centre = 1e-3;   // share of the variance
constexpr double noise_spread = 1.5;    // of the prior of log noise
constexpr double least_noise = 1e-6;    // keeps the factorisation sound
constexpr double furthest_scale = 5.0;  // from its centre, in the logarithm

Index index(std::size_t value) { return static_cast<Index>(value); }

// Block sizes follow the caches of the machine otherwise, and sums their order.
void fix_block_sizes() {
  static const bool done = [] {
    Eigen::setCpuCacheSizes(32 * 1024, 512 * 1024, 4 * 1024 * 1024);
    return true;
  }();
  (void)done;
}

double square(double value) { return value * value; }

}  // namespace

struct GaussianProcess::State {
  std::vector<FeatureKind> kinds;
  std::vector<double> logarithms;  // of scales, then of noise
  std::vector<double> centres;     // of their priors
  std::vector<double> scales;
  double noise = noise_centre;
  std::vector<double> rows;
  Matrix factor;  // lower, of the correlations with noise; room for more rows than held
  std::size_t count = 0;
  std::size_t factored = 0;  // rows of `factor` that are up to date
  Vector weights;            // inverse correlations times residuals
  double mean = 0.0, variance = 1.0;

  [[nodiscard]] std::size_t width() const { return kinds.size(); }

  void take_parameters() {
    for (std::size_t d = 0; d < width(); ++d) scales[d] = std::exp(logarithms[d]);
    noise = std::max(least_noise, std::exp(logarithms[width()]));
    factored = 0;
  }

  // The nominal exponent and the squared distance over ordered features.
  [[nodiscard]] double correlation(const double* a, const double* b) const {
    double exponent = 0.0, squared = 0.0;
    for (std::size_t d = 0; d < kinds.size(); ++d) {
      if (kinds[d] == FeatureKind::Nominal) {
        exponent += a[d] != b[d] ? scales[d] : 0.0;
      } else {
        squared += scales[d] * square(a[d] - b[d]);
      }
    }
    if (squared == 0.0) return std::exp(-exponent);
    const double distance = std::sqrt(5.0 * squared);
    return (1.0 + distance + distance * distance / 3.0) * std::exp(-exponent - distance);
  }

  void extend_factor() {
    fix_block_sizes();
    if (index(count) > factor.rows()) {
      factor.conservativeResize(index(count + count / 2 + 16), index(count + count / 2 + 16));
    }
    if (factored == 0 && count > 1) return factor_all();
    for (; factored < count; ++factored) {
      const Index n = index(factored);
      Vector column = correlations(rows.data() + factored * width(), factored);
      if (n > 0) {
        factor.topLeftCorner(n, n).triangularView<Eigen::Lower>().solveInPlace(column);
        factor.row(n).head(n) = column.transpose();
      }
      factor(n, n) = std::sqrt(std::max(least_noise, 1.0 + noise - column.squaredNorm()));
    }
  }

  void factor_all() {
    const Index n = index(count);
    factor.topLeftCorner(n, n) = correlation_matrix(rows.data(), count).llt().matrixL();
    factored = count;
  }

  [[nodiscard]] Vector correlations(const double* row, std::size_t others) const {
    Vector result(index(others));
    for (std::size_t i = 0; i < others; ++i) {
      result(index(i)) = correlation(row, rows.data() + i * width());
    }
    return result;
  }

  // With the noise on the diagonal.
  [[nodiscard]] Matrix correlation_matrix(const double* data, std::size_t n) const {
    Matrix result(index(n), index(n));
    for (std::size_t i = 0; i < n; ++i) {
      for (std::size_t j = 0; j < i; ++j) {
        const double value = correlation(data + i * width(), data + j * width());
        result(index(i), index(j)) = result(index(j), index(i)) = value;
      }
      result(index(i), index(i)) = 1.0 + noise;
    }
    return result;
  }

  // Adds to the gradient what one pair of rows, weighted, does through each scale.
  void add_slopes(const double* a, const double* b, double weight, double value,
                  std::vector<double>& gradient) const {
    double squared = 0.0;
    for (std::size_t d = 0; d < kinds.size(); ++d) {
      if (kinds[d] == FeatureKind::Ordered) {
        squared += scales[d] * square(a[d] - b[d]);
      } else if (a[d] != b[d]) {
        gradient[d] -= weight * value * scales[d];
      }
    }
    if (squared == 0.0) return;
    const double distance = std::sqrt(5.0 * squared);
    // Slope of Matern 5/2 by the squared distance, relative to its value.
    const double slope =
        -(5.0 / 6.0) * (1.0 + distance) / (1.0 + distance + distance * distance / 3.0);
    for (std::size_t d = 0; d < kinds.size(); ++d) {
      if (kinds[d] != FeatureKind::Ordered) continue;
      gradient[d] += weight * value * slope * scales[d] * square(a[d] - b[d]);
    }
  }
};

GaussianProcess::GaussianProcess(std::vector<FeatureKind> kinds)
    : state_(std::make_unique<State>()) {
  require(!kinds.empty(), "a Gaussian process needs at least one feature");
  // A point that differs everywhere is correlated with exp(-2), whatever the number of features.
  const double share = 1.0 / static_cast<double>(kinds.size());
  for (const FeatureKind kind : kinds) {
    state_->centres.push_back(std::log((kind == FeatureKind::Nominal ? 2.0 : 4.0) * share));
  }
  state_->centres.push_back(std::log(noise_centre));
  state_->logarithms = state_->centres;
  state_->scales.resize(kinds.size());
  state_->kinds = std::move(kinds);
  state_->take_parameters();
}

GaussianProcess::~GaussianProcess() = default;
GaussianProcess::GaussianProcess(GaussianProcess&&) noexcept = default;
GaussianProcess& GaussianProcess::operator=(GaussianProcess&&) noexcept = default;

std::vector<double> GaussianProcess::parameters() const { return state_->logarithms; }

void GaussianProcess::set_parameters(std::span<const double> logarithms) {
  require(logarithms.size() == state_->logarithms.size(),
          "a Gaussian process of {} features has {} parameters, not {}", state_->width(),
          state_->logarithms.size(), logarithms.size());
  state_->logarithms.assign(logarithms.begin(), logarithms.end());
  state_->take_parameters();
}

std::size_t GaussianProcess::row_count() const { return state_->count; }

void GaussianProcess::append(std::span<const double> row) {
  require(row.size() == state_->width(), "a row of {} numbers for {} features", row.size(),
          state_->width());
  state_->rows.insert(state_->rows.end(), row.begin(), row.end());
  ++state_->count;
}

void GaussianProcess::truncate(std::size_t count) {
  State& state = *state_;
  state.count = std::min(state.count, count);
  state.factored = std::min(state.factored, state.count);
  state.rows.resize(state.count * state.width());
}

void GaussianProcess::set_targets(std::span<const double> targets) {
  State& state = *state_;
  require(targets.size() == state.count && state.count > 0, "{} targets for {} rows",
          targets.size(), state.count);
  state.extend_factor();
  const Index n = index(state.count);
  const auto lower = state.factor.topLeftCorner(n, n).triangularView<Eigen::Lower>();
  Matrix both(n, 2);
  both.col(0) = Eigen::Map<const Vector>(targets.data(), n);
  both.col(1).setOnes();
  lower.solveInPlace(both);
  state.mean = both.col(0).dot(both.col(1)) / both.col(1).squaredNorm();
  Vector residuals = both.col(0) - state.mean * both.col(1);
  state.variance = std::max(residuals.squaredNorm() / static_cast<double>(state.count), 1e-12);
  lower.transpose().solveInPlace(residuals);
  state.weights = residuals;
}

std::vector<double> GaussianProcess::means(std::span<const double> rows) const {
  const State& state = *state_;
  KIRCHHOFF_ASSERT(state.weights.size() == index(state.count));
  std::vector<double> result(rows.size() / state.width());
  for (std::size_t i = 0; i < result.size(); ++i) {
    result[i] = state.mean +
                state.correlations(rows.data() + i * state.width(), state.count).dot(state.weights);
  }
  return result;
}

Predictions GaussianProcess::predict(std::span<const double> rows) const {
  const State& state = *state_;
  KIRCHHOFF_ASSERT(state.weights.size() == index(state.count));
  const std::size_t queries = rows.size() / state.width();
  const Index n = index(state.count);
  Matrix cross(n, index(queries));  // one column a query
  Predictions result;
  result.means.resize(queries);
  result.deviations.resize(queries);
  for (std::size_t q = 0; q < queries; ++q) {
    cross.col(index(q)) = state.correlations(rows.data() + q * state.width(), state.count);
    result.means[q] = state.mean + cross.col(index(q)).dot(state.weights);
  }
  state.factor.topLeftCorner(n, n).triangularView<Eigen::Lower>().solveInPlace(cross);
  for (std::size_t q = 0; q < queries; ++q) {
    const double left = std::max(0.0, 1.0 - cross.col(index(q)).squaredNorm());
    result.deviations[q] = std::sqrt(state.variance * left);
  }
  return result;
}

// With R the correlations, r = y - mean, s2 = r' R^-1 r / n:
// the value is -n/2 log s2 - 1/2 log |R| + log prior, and the slope by p the sum over i, j of
// (w_i w_j / s2 - R^-1_ij) / 2 times the slope of R_ij, with w = R^-1 r. Mean and s2 stand at their
// optimum, so their own slopes are zero.
GaussianProcess::Evidence GaussianProcess::evidence(std::span<const double> rows,
                                                    std::span<const double> targets) const {
  fix_block_sizes();
  const State& state = *state_;
  const std::size_t count = targets.size();
  const Index n = index(count);
  const Matrix correlation = state.correlation_matrix(rows.data(), count);
  const Eigen::LLT<Matrix> factor(correlation);
  const Matrix inverse = factor.solve(Matrix::Identity(n, n));
  const Vector y = Eigen::Map<const Vector>(targets.data(), n);
  const Vector sums = inverse.rowwise().sum();
  const double mean = sums.dot(y) / sums.sum();
  const Vector weights = inverse * (y.array() - mean).matrix();
  const double variance =
      std::max(weights.dot((y.array() - mean).matrix()) / static_cast<double>(count), 1e-12);

  Evidence result;
  result.value = -0.5 * static_cast<double>(count) * std::log(variance);
  for (Index i = 0; i < n; ++i) result.value -= std::log(factor.matrixLLT()(i, i));
  result.gradient.assign(state.logarithms.size(), 0.0);
  for (std::size_t i = 0; i < count; ++i) {
    const Index row = index(i);
    result.gradient.back() +=
        0.5 * (square(weights(row)) / variance - inverse(row, row)) * state.noise;
    for (std::size_t j = 0; j < i; ++j) {
      const double weight = weights(row) * weights(index(j)) / variance - inverse(row, index(j));
      state.add_slopes(rows.data() + i * state.width(), rows.data() + j * state.width(), weight,
                       correlation(row, index(j)), result.gradient);
    }
  }
  for (std::size_t p = 0; p < state.logarithms.size(); ++p) {
    const double spread = p == state.width() ? noise_spread : scale_spread;
    const double z = (state.logarithms[p] - state.centres[p]) / spread;
    result.value -= 0.5 * z * z;
    result.gradient[p] -= z / spread;
  }
  return result;
}

// Steps by the sign of the slope, longer while it keeps, shorter when it turns (Riedmiller and
// Braun 1993, without going back): robust where slopes differ by orders of magnitude.
void GaussianProcess::fit(std::span<const double> rows, std::span<const double> targets,
                          int steps) {
  State& state = *state_;
  require(!targets.empty() && rows.size() == targets.size() * state.width(),
          "{} features for {} targets; expected {} per target", rows.size(), targets.size(),
          state.width());
  const auto finite = [](double value) { return std::isfinite(value); };
  require(std::all_of(rows.begin(), rows.end(), finite) &&
              std::all_of(targets.begin(), targets.end(), finite),
          "a Gaussian process got a number that is not finite");
  constexpr double first = 0.3, longest = 1.0, shortest = 0.01;
  std::vector<double> sizes(state.logarithms.size(), first);
  std::vector<double> before(state.logarithms.size(), 0.0);
  std::vector<double> best = state.logarithms;
  double best_value = -HUGE_VAL;
  for (int step = 0; step < steps; ++step) {
    const Evidence now = evidence(rows, targets);
    if (now.value > best_value) {
      best_value = now.value;
      best = state.logarithms;
    }
    for (std::size_t p = 0; p < sizes.size(); ++p) {
      const double turn = before[p] * now.gradient[p];
      if (turn > 0.0) sizes[p] = std::min(longest, sizes[p] * 1.2);
      if (turn < 0.0) sizes[p] = std::max(shortest, sizes[p] * 0.5);
      before[p] = now.gradient[p];
      const double move = now.gradient[p] > 0.0 ? sizes[p] : -sizes[p];
      state.logarithms[p] =
          std::clamp(state.logarithms[p] + move, state.centres[p] - furthest_scale,
                     state.centres[p] + furthest_scale);
    }
    state.take_parameters();
  }
  state.logarithms = best;
  state.take_parameters();
}

}  // namespace kirchhoff::predict
