// kirchhoff/train/detail/conversion.hpp - rounds and clips a layer's sums as converters do.
//
// Model: docs/models/noise_aware_training.md
#pragma once

#include <cstdint>

namespace kirchhoff::train::detail {

/// The converters of one layer in training. Their range follows the sums: 3.29 times the running
/// root mean square, which 99.9 % of normal sums do not exceed. Gradients pass straight through.
class Conversion {
 public:
  /// `codes`: steps from 0 to the end of the range, at least 1. `parts`: sums of an output that
  /// are converted apart and then added.
  Conversion(double codes, int parts, int outputs);

  /// product[row][output] = sum over parts of the converted sums[row][part][output]. The range
  /// learns from these sums first when it has seen none, and afterwards otherwise. `product` may be
  /// `sums` where parts is 1.
  void convert(const float* sums, std::int64_t rows, float* product);

  [[nodiscard]] int parts() const { return parts_; }
  /// Of the converters as they are now, in units of the sums; 0 before the first sums.
  [[nodiscard]] float step() const;

 private:
  double codes_;
  int parts_, outputs_;
  double mean_square_ = 0.0;  // running
};

}  // namespace kirchhoff::train::detail
