// kirchhoff/train/detail/conversion.hpp - rounds and clips a layer's sums as converters do.
//
// Model: docs/models/noise_aware_training.md
#pragma once

#include <cstdint>

#include "kirchhoff/network/weights.hpp"

namespace kirchhoff::train::detail {

/// The converters of one layer in training. Their range follows the sums: `reach` times the running
/// root mean square, at first such that 99.9 % of normal sums do not exceed it. Gradients of sums
/// pass straight through; the reach has a gradient of its own and may learn by it.
class Conversion {
 public:
  /// `codes`: steps from 0 to the end of the range, at least 1. `parts`: sums of an output that
  /// are converted apart and then added.
  Conversion(double codes, int parts, int outputs);

  /// product[row][output] = sum over parts of the converted sums[row][part][output]. The range
  /// learns from these sums first when it has seen none, and afterwards otherwise. `product` may be
  /// `sums` where parts is 1.
  void convert(const float* sums, std::int64_t rows, float* product);

  /// Moves the reach against its gradient (eq. 8) by an Adam step (Kingma & Ba, 2015) on its
  /// logarithm, 0.02 of the weights' learning rate. `sums`: what convert() was given last, as it
  /// was; `gradient`: of the loss by the product, [row][output].
  void learn(const float* sums, std::int64_t rows, const float* gradient, double learning_rate);

  /// In root mean squares of the sums.
  [[nodiscard]] double reach() const { return reach_; }
  [[nodiscard]] int parts() const { return parts_; }
  /// Of the converters as they are now, in units of the sums; 0 before the first sums.
  [[nodiscard]] float step() const;

 private:
  double codes_;
  int parts_, outputs_;
  double mean_square_ = 0.0;  // running
  double reach_ = network::default_converter_reach;
  float used_step_ = 0.0F;  // by convert(), last
  double first_moment_ = 0.0, second_moment_ = 0.0;
  std::int64_t learned_steps_ = 0;
};

}  // namespace kirchhoff::train::detail
