// kirchhoff/predict/map_fit.cpp - iteratively reweighted, damped Gauss-Newton steps.
#include "kirchhoff/predict/map_fit.hpp"

#include <cmath>
#include <cstddef>

#include "kirchhoff/base/error.hpp"
#include "kirchhoff/predict/least_squares.hpp"

namespace kirchhoff::predict {
namespace {

constexpr int most_steps = 60;
constexpr int most_dampings = 8;
constexpr double slope_step = 1e-4;
constexpr double smallest_gain = 1e-7;

void check(const MapProblem& problem) {
  require(problem.targets.size() == problem.weights.size(),
          "a fit has {} targets and {} weights; one weight belongs to each target",
          problem.targets.size(), problem.weights.size());
  require(problem.noise > 0.0 && problem.degrees_of_freedom > 0.0,
          "a fit has noise {} and {} degrees of freedom; both must be above 0", problem.noise,
          problem.degrees_of_freedom);
  for (const double weight : problem.weights) {
    require(weight > 0.0, "a weight of a fit is {}; it must be above 0", weight);
  }
}

// The problem at one point: residuals in units of the noise, and the negative log posterior.
struct Point {
  std::vector<double> constants;
  std::vector<double> values;
  double cost = 0.0;
};

class Fit {
 public:
  explicit Fit(const MapProblem& problem) : problem_(problem) {
    for (std::size_t j = 0; j < problem.priors.size(); ++j) {
      if (problem.priors[j].spread > 0.0) free_.push_back(j);
    }
  }

  std::vector<double> run() const {
    std::vector<double> start;
    for (const Prior& prior : problem_.priors) start.push_back(prior.mean);
    Point point = evaluate(std::move(start));
    require(std::isfinite(point.cost), "a fit cannot begin: the model has no finite value there");
    if (free_.empty()) return point.constants;
    double damping = 1e-2;
    for (int step = 0; step < most_steps; ++step) {
      const double before = point.cost;
      if (!improve(point, damping) || before - point.cost < smallest_gain) break;
    }
    return point.constants;
  }

 private:
  double residual(const Point& point, std::size_t i) const {
    return (point.values[i] - problem_.targets[i]) / problem_.noise;
  }

  Point evaluate(std::vector<double> constants) const {
    Point point{std::move(constants), std::vector<double>(problem_.targets.size()), 0.0};
    problem_.predict(point.constants, point.values);
    const double nu = problem_.degrees_of_freedom;
    for (std::size_t i = 0; i < point.values.size(); ++i) {
      const double r = residual(point, i);
      point.cost += problem_.weights[i] * 0.5 * (nu + 1.0) * std::log1p(r * r / nu);
    }
    for (const std::size_t j : free_) {
      const double z = prior_residual(point, j);
      point.cost += 0.5 * z * z;
    }
    return point;
  }

  double prior_residual(const Point& point, std::size_t j) const {
    return (point.constants[j] - problem_.priors[j].mean) / problem_.priors[j].spread;
  }

  // Rows of the linear problem J step = -r: observations, priors, then the damping.
  std::vector<double> step(const Point& point, const std::vector<double>& slopes,
                           double damping) const {
    const std::size_t count = free_.size();
    std::vector<double> rows, targets, diagonal(count, 0.0);
    const double nu = problem_.degrees_of_freedom;
    for (std::size_t i = 0; i < point.values.size(); ++i) {
      const double r = residual(point, i);
      const double root = std::sqrt(problem_.weights[i] * (nu + 1.0) / (nu + r * r));
      for (std::size_t k = 0; k < count; ++k) {
        const double entry = root * slopes[k * point.values.size() + i];
        rows.push_back(entry);
        diagonal[k] += entry * entry;
      }
      targets.push_back(-root * r);
    }
    for (std::size_t k = 0; k < count; ++k) {
      const double inverse = 1.0 / problem_.priors[free_[k]].spread;
      diagonal[k] += inverse * inverse;
      append_diagonal(rows, k, inverse);
      targets.push_back(-prior_residual(point, free_[k]));
    }
    for (std::size_t k = 0; k < count; ++k) {
      append_diagonal(rows, k, std::sqrt(damping * diagonal[k]));
      targets.push_back(0.0);
    }
    return least_squares(rows, count, targets);
  }

  void append_diagonal(std::vector<double>& rows, std::size_t k, double value) const {
    rows.resize(rows.size() + free_.size(), 0.0);
    rows[rows.size() - free_.size() + k] = value;
  }

  // d value / d constant in units of the noise, one free constant after the other.
  std::vector<double> slopes_at(const Point& point) const {
    std::vector<double> slopes;
    std::vector<double> shifted(point.values.size());
    for (const std::size_t j : free_) {
      std::vector<double> constants = point.constants;
      constants[j] += slope_step;
      problem_.predict(constants, shifted);
      for (std::size_t i = 0; i < shifted.size(); ++i) {
        slopes.push_back((shifted[i] - point.values[i]) / (slope_step * problem_.noise));
      }
    }
    return slopes;
  }

  bool improve(Point& point, double& damping) const {
    const std::vector<double> slopes = slopes_at(point);
    for (int attempt = 0; attempt < most_dampings; ++attempt) {
      const std::vector<double> change = step(point, slopes, damping);
      std::vector<double> constants = point.constants;
      for (std::size_t k = 0; k < free_.size(); ++k) constants[free_[k]] += change[k];
      Point next = evaluate(std::move(constants));
      if (next.cost < point.cost) {
        point = std::move(next);
        damping = std::max(damping / 3.0, 1e-6);
        return true;
      }
      damping *= 4.0;
    }
    return false;
  }

  const MapProblem& problem_;
  std::vector<std::size_t> free_;
};

}  // namespace

std::vector<double> map_fit(const MapProblem& problem) {
  check(problem);
  return Fit(problem).run();
}

}  // namespace kirchhoff::predict
