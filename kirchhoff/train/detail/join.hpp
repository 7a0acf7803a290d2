// kirchhoff/train/detail/join.hpp - everything between two products in one pass over memory:
// affine transforms, a sum of two terms, ReLU, quantisation; and the gradients of it.
//
// Tensors are [rows][channels]; rows are positions of all images. The loops are plain C++ compiled
// for several instruction sets; sums are kept per place in a fixed period of lanes, so that every
// instruction set gives the same bits.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace kirchhoff::train::detail {

/// gain x values + shift per channel; empty gain and shift: the values as they are.
struct JoinTerm {
  const float* values = nullptr;
  std::span<const float> gain = {}, shift = {};
  std::span<const float> centre = {};  // mean of the values per channel, for sums of the gradient
};

struct Join {
  std::vector<JoinTerm> terms = {};  // one or two
  bool relu = false;
  std::int64_t rows = 0;
  int channels = 1;
  float scale = 1.0F;  // quantised = clip(round(sum / scale), 0, top) x unit
  float top = 255.0F;
  float unit = 1.0F;
};

/// Writes the sum of the terms, after ReLU, to `value` and quantised to `quantised`; either may be
/// null.
void join_forward(const Join& join, float* value, float* quantised);

struct JoinGradient {
  std::vector<double> sum;                   // per channel: gradient of the sum before ReLU
  std::vector<std::vector<double>> centred;  // per term and channel: sum x (values - centre)
  double scale = 0.0;                        // of the quantiser's scale (Esser et al., 2020, eq. 3)
};

/// Turns the gradients of value and quantised (either may be null) into the gradient of the sum
/// before ReLU, written to `out`, which may be one of them. Rounding is passed straight through
/// where the quantiser does not clip.
[[nodiscard]] JoinGradient join_backward(const Join& join, const float* value_gradient,
                                         const float* quantised_gradient, float* out);

struct Moments {
  std::vector<double> mean, variance;  // per channel, variance over all rows
};
[[nodiscard]] Moments moments(const float* values, std::int64_t rows, int channels);

/// out = a x gradient + b x values + c per channel; `out` may be `gradient`.
void combine(const float* gradient, const float* values, std::span<const float> a,
             std::span<const float> b, std::span<const float> c, std::int64_t rows, float* out);

/// Root of the mean square of the values above 0; 0 when there are none.
[[nodiscard]] double positive_rms(const float* values, std::int64_t count);

}  // namespace kirchhoff::train::detail
