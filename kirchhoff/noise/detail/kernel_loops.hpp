// kirchhoff/noise/detail/kernel_loops.hpp - the inner loops of crossbar products, for one
// instruction set at a time.
//
// Model: docs/models/analog_layer.md
//
// Included by kernels_<set>.cpp alone, each of which is compiled for its set. `Set` is a type of
// that file: no instance of a loop is shared between sets. The compiler vectorises what is written
// for one number; products keep their sums in registers by hand. Every operation is exactly
// rounded.
#pragma once

#include <cmath>
#include <cstring>

#include "kirchhoff/noise/detail/kernels.hpp"

namespace kirchhoff::noise::detail {

/// `Set::Lanes` is a register of floats, `Set::fused(weight, x, sum)` is weight x x + sum rounded
/// once, `Set::outputs_per_tile` x 2 such sums fit into the registers.
template <typename Set>
struct KernelLoops {
  using Lanes = typename Set::Lanes;
  static constexpr int lanes = sizeof(Lanes) / sizeof(float);
  static constexpr int panel_width = 2 * lanes;  // vectors side by side in a plane

  // Adding and subtracting 1.5 x 2^23 rounds a float below 2^22 to the nearest integer, ties to
  // even, in every instruction set.
  static constexpr float rounding = 12582912.0F;

  // The plane lies in panels, [width / panel_width][rows][panel_width]: a product reads each of
  // them from end to end.
  template <bool squared>
  static void cut_rows(const std::uint8_t* __restrict columns, int rows, int width, int shift,
                       int mask, float* __restrict plane, float* __restrict squares) {
    for (int r = 0; r < rows; ++r) {
      const std::uint8_t* in = columns + std::ptrdiff_t{r} * block_width;
      for (int first = 0; first < width; first += panel_width) {
        float* out = plane + std::ptrdiff_t{first} * rows + std::ptrdiff_t{r} * panel_width;
        for (int i = 0; i < panel_width; ++i) {
          const auto value = static_cast<float>((in[first + i] >> shift) & mask);
          out[i] = value;
          if constexpr (squared) squares[first + i] += value * value;
        }
      }
    }
  }

  static void cut(const std::uint8_t* columns, int rows, int width, int shift, int mask,
                  float* plane, float* squares) {
    if (squares == nullptr)
      return cut_rows<false>(columns, rows, width, shift, mask, plane, squares);
    for (int i = 0; i < width; ++i) squares[i] = 0.0F;
    cut_rows<true>(columns, rows, width, shift, mask, plane, squares);
  }

  // `outputs` rows of the matrix times one panel: two inputs, one weight and 2 x outputs sums stay
  // in registers. Each sum runs over r in order, whatever the registers' width.
  template <int outputs>
  static void multiply_panel(const float* __restrict matrix, int rows,
                             const float* __restrict panel, float* __restrict product) {
    Lanes left_sum[outputs] = {}, right_sum[outputs] = {};
    for (int r = 0; r < rows; ++r, panel += panel_width) {
      Lanes left, right;
      std::memcpy(&left, panel, sizeof left);
      std::memcpy(&right, panel + lanes, sizeof right);
#pragma GCC unroll 16
      for (int n = 0; n < outputs; ++n) {
        const float weight = matrix[std::ptrdiff_t{n} * rows + r];
        left_sum[n] = Set::fused(weight, left, left_sum[n]);
        right_sum[n] = Set::fused(weight, right, right_sum[n]);
      }
    }
#pragma GCC unroll 16
    for (int n = 0; n < outputs; ++n) {
      float* out = product + std::ptrdiff_t{n} * block_width;
      std::memcpy(out, &left_sum[n], sizeof left_sum[n]);
      std::memcpy(out + lanes, &right_sum[n], sizeof right_sum[n]);
    }
  }

  // The rows that a whole tile leaves over: 1 to `outputs`.
  template <int outputs>
  static void multiply_rest(const float* matrix, int count, int rows, const float* panel,
                            float* product) {
    if constexpr (outputs > 1) {
      if (count < outputs) return multiply_rest<outputs - 1>(matrix, count, rows, panel, product);
    }
    multiply_panel<outputs>(matrix, rows, panel, product);
  }

  static void multiply(const float* matrix, int outputs, int rows, const float* plane, int width,
                       float* product) {
    constexpr int tile = Set::outputs_per_tile;
    for (int first = 0; first < width; first += panel_width) {
      const float* panel = plane + std::ptrdiff_t{first} * rows;
      int n = 0;
      for (; n + tile <= outputs; n += tile) {
        multiply_panel<tile>(matrix + std::ptrdiff_t{n} * rows, rows, panel,
                             product + std::ptrdiff_t{n} * block_width + first);
      }
      if (n == outputs) continue;
      multiply_rest<tile>(matrix + std::ptrdiff_t{n} * rows, outputs - n, rows, panel,
                          product + std::ptrdiff_t{n} * block_width + first);
    }
  }

  static void spread(const float* __restrict squares, int width, float read_variance,
                     float converter_variance, float* __restrict sd) {
    for (int i = 0; i < width; ++i)
      sd[i] = std::sqrt(squares[i] * read_variance + converter_variance);
  }

  template <typename To, typename From>
  static To bits_as(From value) {
    return __builtin_bit_cast(To, value);
  }

  // -2 ln u for u = (draw + 1/2) / 2^24, draw below 2^24: ln(1 + f) / f as a polynomial on
  // [sqrt(1/2), sqrt(2)), fitted by least squares at Chebyshev points; relative error below 2e-6.
  static float minus_two_logarithm(std::int32_t draw) {
    const float u = (static_cast<float>(draw) + 0.5F) * 0x1p-24F;
    const std::int32_t shifted = bits_as<std::int32_t>(u) - 0x3f3504f3;
    const auto exponent = static_cast<float>(shifted >> 23);
    const float f = bits_as<float>((shifted & 0x007fffff) + 0x3f3504f3) - 1.0F;
    float p = 0.119310546F;
    p = std::fma(p, f, -0.186807515F);
    p = std::fma(p, f, 0.204917596F);
    p = std::fma(p, f, -0.249082892F);
    p = std::fma(p, f, 0.333146738F);
    p = std::fma(p, f, -0.500011450F);
    p = std::fma(p, f, 1.000000964F);
    return -2.0F * std::fma(p, f, 0.693147181F * exponent);
  }

  // Box-Muller: 24 bits for the radius (at most 5.9 sd), 24 for an angle in half a turn and one for
  // the other half. Sine and cosine of a quarter turn x t, t in [-1, 1), by polynomials fitted like
  // the logarithm; error below 7e-6. Three loops, because the chain from hash to result is too long
  // for a core to overlap many of them: a twelfth faster than one loop (AVX2).
  static void gaussian(const GaussianKey& key, std::uint32_t counter, int count,
                       float* __restrict out) {
    constexpr std::uint32_t step = 0x9e3779b9U;  // 2^32 / golden ratio
    const std::uint32_t start = key.first + counter * step;
    const int pairs = count / 2;
    std::uint32_t radius_bits[block_width / 2], angle_bits[block_width / 2];
    for (int i = 0; i < pairs; ++i) {
      // A 32-bit hash of multiply and xor-shift rounds; the key enters in every round, so that
      // blocks whose counters overlap still share nothing.
      std::uint32_t h = start + static_cast<std::uint32_t>(i) * step;
      h = (h ^ (h >> 16U)) * 0x21f0aaadU;
      h = (h ^ (h >> 15U)) + key.second;
      const std::uint32_t a = h * 0x735a2d97U;
      radius_bits[i] = a ^ (a >> 15U);
      std::uint32_t b = (h ^ key.third) * 0x85ebca6bU;
      b = (b ^ (b >> 13U)) * 0xc2b2ae35U;
      angle_bits[i] = b ^ (b >> 16U);
    }
    float radius[block_width / 2];
    for (int i = 0; i < pairs; ++i)
      radius[i] = std::sqrt(minus_two_logarithm(static_cast<std::int32_t>(radius_bits[i] >> 8U)));
    for (int i = 0; i < pairs; ++i) {
      const std::uint32_t b = angle_bits[i];
      const float t = static_cast<float>(static_cast<std::int32_t>(b) >> 8) * 0x1p-23F;
      const float z = t * t;
      float sine = std::fma(-0.004370800F, z, 0.079500329F);
      sine = std::fma(sine, z, -0.645925842F);
      sine = std::fma(sine, z, 1.570795135F) * t;
      float cosine = std::fma(-0.019094246F, z, 0.252578006F);
      cosine = std::fma(cosine, z, -1.233483667F);
      cosine = std::fma(cosine, z, 0.999993249F);
      const std::uint32_t sign = b << 31U;
      out[i] = radius[i] * sine;
      out[pairs + i] = bits_as<float>(bits_as<std::uint32_t>(radius[i] * cosine) ^ sign);
    }
  }

  template <bool noisy, bool quantise>
  static void convert_columns(const Conversion& job) {
    float normal[block_width];
    const int width = job.width;
    const float low = job.low;
    const float high = job.high;
    const float coefficient = job.coefficient;
    const float* __restrict sd = job.sd;
    for (int n = 0; n < job.outputs; ++n) {
      const float* __restrict sums = job.sums + std::ptrdiff_t{n} * block_width;
      float* __restrict total = job.total + std::ptrdiff_t{n} * block_width;
      if constexpr (noisy)
        gaussian(job.key, job.first_counter + static_cast<std::uint32_t>(n * block_width / 2),
                 width, normal);
      for (int i = 0; i < width; ++i) {
        float value = sums[i];
        if constexpr (noisy) value = std::fma(sd[i], normal[i], value);
        if constexpr (quantise) {
          value = value < low ? low : value;
          value = value > high ? high : value;
          value = (value + rounding) - rounding;
        }
        total[i] = std::fma(value, coefficient, total[i]);
      }
    }
  }

  static void convert(const Conversion& job) {
    if (job.sd != nullptr) {
      if (job.quantise) return convert_columns<true, true>(job);
      return convert_columns<true, false>(job);
    }
    if (job.quantise) return convert_columns<false, true>(job);
    convert_columns<false, false>(job);
  }
  static constexpr Kernels table{
      .cut = cut, .multiply = multiply, .spread = spread, .convert = convert, .gaussian = gaussian};
};

}  // namespace kirchhoff::noise::detail
