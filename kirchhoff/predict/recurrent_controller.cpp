// kirchhoff/predict/recurrent_controller.cpp - forward and backward passes and Adam's step.
#include "kirchhoff/predict/recurrent_controller.hpp"

#include <Eigen/Core>
#include <algorithm>
#include <cmath>

#include "kirchhoff/base/error.hpp"

namespace kirchhoff::predict {
namespace {

using Matrix = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
using Vector = Eigen::VectorXd;
using Index = Eigen::Index;

Index index(std::size_t value) { return static_cast<Index>(value); }

Eigen::Map<const Matrix> matrix(const std::vector<double>& values, std::size_t offset,
                                std::size_t rows, std::size_t columns) {
  return {values.data() + offset, index(rows), index(columns)};
}
Eigen::Map<Matrix> matrix(std::vector<double>& values, std::size_t offset, std::size_t rows,
                          std::size_t columns) {
  return {values.data() + offset, index(rows), index(columns)};
}

Vector softmax(const Vector& logits) {
  const Vector shares = (logits.array() - logits.maxCoeff()).exp().matrix();
  return shares / shares.sum();
}

double log_of(double probability) { return std::log(std::max(probability, 1e-300)); }

}  // namespace

struct RecurrentController::Pass {
  std::vector<Vector> hidden;         // h_t
  std::vector<Vector> probabilities;  // of choice t
};

RecurrentController::RecurrentController(std::vector<std::size_t> counts, std::size_t width,
                                         Stream& stream)
    : counts_(std::move(counts)), width_(width) {
  require(!counts_.empty() && width_ > 0, "a controller needs a choice and a hidden number");
  std::size_t size = width_ + width_ * width_;
  for (const std::size_t count : counts_) {
    require(count > 0, "a controller's choice needs at least one value");
    offsets_.push_back(size);
    size += 2 * count * width_ + count;
  }
  const double scale = 0.5 / std::sqrt(static_cast<double>(width_));
  for (std::size_t i = 0; i < size; ++i) parameters_.push_back(scale * stream.normal());
  first_moment_.assign(size, 0.0);
  second_moment_.assign(size, 0.0);
}

void RecurrentController::set_parameters(std::vector<double> parameters) {
  require(parameters.size() == parameters_.size(), "a controller with {} parameters was given {}",
          parameters_.size(), parameters.size());
  parameters_ = std::move(parameters);
}

// Choices that are not given are not needed for the distribution of the next one.
RecurrentController::Pass RecurrentController::forward(std::span<const std::size_t> choices) const {
  Pass pass;
  const auto recurrent = matrix(parameters_, width_, width_, width_);
  const std::size_t turns = std::min(counts_.size(), choices.size() + 1);
  for (std::size_t t = 0; t < turns; ++t) {
    if (t == 0) {
      pass.hidden.emplace_back(matrix(parameters_, 0, width_, 1));
    } else {
      const auto embeddings = matrix(parameters_, offsets_[t - 1], counts_[t - 1], width_);
      const Vector input = embeddings.row(index(choices[t - 1])).transpose();
      const Vector sum = input + recurrent * pass.hidden.back();
      pass.hidden.emplace_back(sum.array().tanh().matrix());
    }
    const std::size_t output = offsets_[t] + counts_[t] * width_;
    const Vector logits = matrix(parameters_, output, counts_[t], width_) * pass.hidden.back() +
                          matrix(parameters_, output + counts_[t] * width_, counts_[t], 1);
    pass.probabilities.push_back(softmax(logits));
  }
  return pass;
}

std::vector<std::size_t> RecurrentController::sample(Stream& stream) const {
  std::vector<std::size_t> choices;
  while (choices.size() < counts_.size()) {
    const Vector probabilities = forward(choices).probabilities.back();
    double left = stream.uniform();
    std::size_t choice = 0;
    for (; choice + 1 < counts_[choices.size()]; ++choice) {
      left -= probabilities(index(choice));
      if (left < 0.0) break;
    }
    choices.push_back(choice);
  }
  return choices;
}

double RecurrentController::log_probability(std::span<const std::size_t> choices) const {
  KIRCHHOFF_ASSERT(choices.size() == counts_.size());
  const Pass pass = forward(choices);
  double sum = 0.0;
  for (std::size_t t = 0; t < choices.size(); ++t) {
    sum += log_of(pass.probabilities[t](index(choices[t])));
  }
  return sum;
}

double RecurrentController::entropy(std::span<const std::size_t> choices) const {
  double sum = 0.0;
  for (const Vector& probabilities : forward(choices).probabilities) {
    for (const double p : probabilities) sum -= p * log_of(p);
  }
  return sum;
}

void RecurrentController::add_gradient(std::span<const std::size_t> choices, double weight,
                                       double entropy_weight, std::vector<double>& gradient) const {
  KIRCHHOFF_ASSERT(choices.size() == counts_.size());
  gradient.resize(parameters_.size(), 0.0);
  const Pass pass = forward(choices);
  const auto recurrent = matrix(parameters_, width_, width_, width_);
  auto recurrent_slope = matrix(gradient, width_, width_, width_);
  Vector later = Vector::Zero(index(width_));  // slope by h_t through the choices after t
  for (std::size_t t = choices.size(); t-- > 0;) {
    const Vector& p = pass.probabilities[t];
    const Vector logs = p.array().max(1e-300).log().matrix();
    const double disorder = -p.dot(logs);
    // By the logits: of log p_k it is 1 at k minus p; of the entropy it is -p (log p + entropy).
    Vector slope = -weight * p - entropy_weight * (p.array() * (logs.array() + disorder)).matrix();
    slope(index(choices[t])) += weight;
    const std::size_t output = offsets_[t] + counts_[t] * width_;
    matrix(gradient, output, counts_[t], width_) += slope * pass.hidden[t].transpose();
    matrix(gradient, output + counts_[t] * width_, counts_[t], 1) += slope;
    const Vector hidden_slope =
        matrix(parameters_, output, counts_[t], width_).transpose() * slope + later;
    if (t == 0) {
      matrix(gradient, 0, width_, 1) += hidden_slope;
      break;
    }
    const Vector inner = (hidden_slope.array() * (1.0 - pass.hidden[t].array().square())).matrix();
    matrix(gradient, offsets_[t - 1], counts_[t - 1], width_).row(index(choices[t - 1])) +=
        inner.transpose();
    recurrent_slope += inner * pass.hidden[t - 1].transpose();
    later = recurrent.transpose() * inner;
  }
}

void RecurrentController::climb(const std::vector<double>& gradient, double rate) {
  constexpr double first = 0.9, second = 0.999, tiny = 1e-8;
  KIRCHHOFF_ASSERT(gradient.size() == parameters_.size());
  ++steps_;
  const double count = static_cast<double>(steps_);
  for (std::size_t i = 0; i < parameters_.size(); ++i) {
    first_moment_[i] = first * first_moment_[i] + (1.0 - first) * gradient[i];
    second_moment_[i] = second * second_moment_[i] + (1.0 - second) * gradient[i] * gradient[i];
    const double mean = first_moment_[i] / (1.0 - std::pow(first, count));
    const double size = std::sqrt(second_moment_[i] / (1.0 - std::pow(second, count)));
    parameters_[i] += rate * mean / (size + tiny);
  }
}

}  // namespace kirchhoff::predict
