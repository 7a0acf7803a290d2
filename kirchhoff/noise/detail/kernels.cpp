// kirchhoff/noise/detail/kernels.cpp - the inner loops of crossbar products, once per instruction
// set.
//
// Model: docs/models/analog_layer.md
//
// Each loop is written once, as a body that is inlined into one function per instruction set, where
// the compiler vectorises it for that set. Every operation in them is exactly rounded.
#include "kirchhoff/noise/detail/kernels.hpp"

#include <bit>
#include <cmath>
#include <cstring>
#include <initializer_list>

namespace kirchhoff::noise::detail {
namespace {

// Adding and subtracting 1.5 x 2^23 rounds a float below 2^22 to the nearest integer, ties to even,
// in every instruction set.
constexpr float rounding = 12582912.0F;

[[gnu::always_inline]] inline void cut_body(const std::uint8_t* __restrict columns, int rows,
                                            int width, int shift, int mask, float* __restrict plane,
                                            float* __restrict squares) {
  for (int i = 0; i < width; ++i) squares[i] = 0.0F;
  for (int r = 0; r < rows; ++r) {
    const std::uint8_t* in = columns + std::ptrdiff_t{r} * block_width;
    float* out = plane + std::ptrdiff_t{r} * block_width;
    for (int i = 0; i < width; ++i) {
      const auto value = static_cast<float>((in[i] >> shift) & mask);
      out[i] = value;
      squares[i] += value * value;
    }
  }
}

// Numbers side by side in one register of an instruction set; plain C++ works on four.
using Lanes4 [[gnu::vector_size(16)]] = float;
using Lanes8 [[gnu::vector_size(32)]] = float;
using Lanes16 [[gnu::vector_size(64)]] = float;

// `outputs` rows of the matrix times two registers of vectors at a time: two inputs, one weight and
// 2 x outputs sums stay in registers. Each sum runs over r in order, whatever the registers' width.
template <typename Lanes, int outputs>
[[gnu::always_inline]] inline void multiply_rows(const float* matrix, int rows, const float* plane,
                                                 int width, float* product) {
  constexpr int lanes = sizeof(Lanes) / sizeof(float);
  for (int first = 0; first < width; first += 2 * lanes) {
    Lanes left_sum[outputs] = {}, right_sum[outputs] = {};
    const float* in = plane + first;
    for (int r = 0; r < rows; ++r, in += block_width) {
      Lanes left, right;
      std::memcpy(&left, in, sizeof left);
      std::memcpy(&right, in + lanes, sizeof right);
#pragma GCC unroll 8
      for (int n = 0; n < outputs; ++n) {
        const float weight = matrix[std::ptrdiff_t{n} * rows + r];
        left_sum[n] += weight * left;
        right_sum[n] += weight * right;
      }
    }
    for (int n = 0; n < outputs; ++n) {
      float* out = product + std::ptrdiff_t{n} * block_width + first;
      std::memcpy(out, &left_sum[n], sizeof left_sum[n]);
      std::memcpy(out + lanes, &right_sum[n], sizeof right_sum[n]);
    }
  }
}

template <typename Lanes>
[[gnu::always_inline]] inline void multiply_small_body(const float* matrix, int outputs, int rows,
                                                       const float* plane, int width,
                                                       float* product) {
  while (outputs > 0) {
    const int taken = outputs < 4 ? outputs : 4;
    switch (taken) {
      case 1: multiply_rows<Lanes, 1>(matrix, rows, plane, width, product); break;
      case 2: multiply_rows<Lanes, 2>(matrix, rows, plane, width, product); break;
      case 3: multiply_rows<Lanes, 3>(matrix, rows, plane, width, product); break;
      default: multiply_rows<Lanes, 4>(matrix, rows, plane, width, product); break;
    }
    outputs -= taken;
    matrix += std::ptrdiff_t{taken} * rows;
    product += std::ptrdiff_t{taken} * block_width;
  }
}

[[gnu::always_inline]] inline void spread_body(const float* __restrict squares, int width,
                                               float read_variance, float converter_variance,
                                               float* __restrict sd) {
  for (int i = 0; i < width; ++i)
    sd[i] = std::sqrt(squares[i] * read_variance + converter_variance);
}

// -2 ln u for u = (draw + 1/2) / 2^24, draw below 2^24: ln(1 + f) / f as a polynomial on
// [sqrt(1/2), sqrt(2)), fitted by least squares at Chebyshev points; relative error below 2e-6.
[[gnu::always_inline]] inline float minus_two_logarithm(std::int32_t draw) {
  const float u = (static_cast<float>(draw) + 0.5F) * 0x1p-24F;
  const std::int32_t shifted = std::bit_cast<std::int32_t>(u) - 0x3f3504f3;
  const auto exponent = static_cast<float>(shifted >> 23);
  const float f = std::bit_cast<float>((shifted & 0x007fffff) + 0x3f3504f3) - 1.0F;
  float p = 0.119310546F;
  p = p * f - 0.186807515F;
  p = p * f + 0.204917596F;
  p = p * f - 0.249082892F;
  p = p * f + 0.333146738F;
  p = p * f - 0.500011450F;
  p = p * f + 1.000000964F;
  return -2.0F * (p * f + 0.693147181F * exponent);
}

// Box-Muller: 24 bits for the radius (at most 5.9 sd), 24 for an angle in half a turn and one for
// the other half. Sine and cosine of a quarter turn x t, t in [-1, 1), by polynomials fitted like
// the logarithm; error below 7e-6. Three loops, because the chain from hash to result is too long
// for a core to overlap many of them: a twelfth faster than one loop (AVX2).
[[gnu::always_inline]] inline void gaussian_body(const GaussianKey& key, std::uint32_t counter,
                                                 int count, float* __restrict out) {
  constexpr std::uint32_t step = 0x9e3779b9U;  // 2^32 / golden ratio
  const std::uint32_t start = key.first + counter * step;
  const int pairs = count / 2;
  std::uint32_t radius_bits[block_width / 2], angle_bits[block_width / 2];
  for (int i = 0; i < pairs; ++i) {
    // A 32-bit hash of multiply and xor-shift rounds; the key enters in every round, so that blocks
    // whose counters overlap still share nothing.
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
    const float sine =
        (((-0.004370800F * z + 0.079500329F) * z - 0.645925842F) * z + 1.570795135F) * t;
    const float cosine = ((-0.019094246F * z + 0.252578006F) * z - 1.233483667F) * z + 0.999993249F;
    const std::uint32_t sign = b << 31U;
    out[i] = radius[i] * sine;
    out[pairs + i] = std::bit_cast<float>(std::bit_cast<std::uint32_t>(radius[i] * cosine) ^ sign);
  }
}

template <bool noisy, bool quantise>
[[gnu::always_inline]] inline void convert_columns(const Conversion& job) {
  float gaussian[block_width];
  const int width = job.width;
  const float low = job.low;
  const float high = job.high;
  const float coefficient = job.coefficient;
  const float* __restrict sd = job.sd;
  for (int n = 0; n < job.outputs; ++n) {
    const float* __restrict sums = job.sums + std::ptrdiff_t{n} * block_width;
    float* __restrict total = job.total + std::ptrdiff_t{n} * block_width;
    if constexpr (noisy)
      gaussian_body(job.key, job.first_counter + static_cast<std::uint32_t>(n * block_width / 2),
                    width, gaussian);
    for (int i = 0; i < width; ++i) {
      float value = sums[i];
      if constexpr (noisy) value += sd[i] * gaussian[i];
      if constexpr (quantise) {
        value = value < low ? low : value;
        value = value > high ? high : value;
        value = (value + rounding) - rounding;
      }
      total[i] += value * coefficient;
    }
  }
}

[[gnu::always_inline]] inline void convert_body(const Conversion& job) {
  if (job.sd != nullptr) {
    if (job.quantise) return convert_columns<true, true>(job);
    return convert_columns<true, false>(job);
  }
  if (job.quantise) return convert_columns<false, true>(job);
  convert_columns<false, false>(job);
}

// One class per instruction set. The target attribute does not pass through templates, so the
// five signatures stand here three times.
struct Plain {
  static void cut(const std::uint8_t* columns, int rows, int width, int shift, int mask,
                  float* plane, float* squares) {
    cut_body(columns, rows, width, shift, mask, plane, squares);
  }
  static void multiply_small(const float* matrix, int outputs, int rows, const float* plane,
                             int width, float* product) {
    multiply_small_body<Lanes4>(matrix, outputs, rows, plane, width, product);
  }
  static void spread(const float* squares, int width, float read_variance, float converter_variance,
                     float* sd) {
    spread_body(squares, width, read_variance, converter_variance, sd);
  }
  static void convert(const Conversion& conversion) { convert_body(conversion); }
  static void gaussian(const GaussianKey& key, std::uint32_t counter, int count, float* out) {
    gaussian_body(key, counter, count, out);
  }
};

struct Avx2 {
  [[gnu::target("avx2")]] static void cut(const std::uint8_t* columns, int rows, int width,
                                          int shift, int mask, float* plane, float* squares) {
    cut_body(columns, rows, width, shift, mask, plane, squares);
  }
  [[gnu::target("avx2")]] static void multiply_small(const float* matrix, int outputs, int rows,
                                                     const float* plane, int width,
                                                     float* product) {
    multiply_small_body<Lanes8>(matrix, outputs, rows, plane, width, product);
  }
  [[gnu::target("avx2")]] static void spread(const float* squares, int width, float read_variance,
                                             float converter_variance, float* sd) {
    spread_body(squares, width, read_variance, converter_variance, sd);
  }
  [[gnu::target("avx2")]] static void convert(const Conversion& conversion) {
    convert_body(conversion);
  }
  [[gnu::target("avx2")]] static void gaussian(const GaussianKey& key, std::uint32_t counter,
                                               int count, float* out) {
    gaussian_body(key, counter, count, out);
  }
};

struct Avx512 {
  [[gnu::target("avx512f,avx512bw,avx512dq,avx512vl,prefer-vector-width=512")]] static void cut(
      const std::uint8_t* columns, int rows, int width, int shift, int mask, float* plane,
      float* squares) {
    cut_body(columns, rows, width, shift, mask, plane, squares);
  }
  [[gnu::target("avx512f,avx512bw,avx512dq,avx512vl,prefer-vector-width=512")]] static void
  multiply_small(const float* matrix, int outputs, int rows, const float* plane, int width,
                 float* product) {
    multiply_small_body<Lanes16>(matrix, outputs, rows, plane, width, product);
  }
  [[gnu::target("avx512f,avx512bw,avx512dq,avx512vl,prefer-vector-width=512")]] static void spread(
      const float* squares, int width, float read_variance, float converter_variance, float* sd) {
    spread_body(squares, width, read_variance, converter_variance, sd);
  }
  [[gnu::target("avx512f,avx512bw,avx512dq,avx512vl,prefer-vector-width=512")]] static void convert(
      const Conversion& conversion) {
    convert_body(conversion);
  }
  [[gnu::target("avx512f,avx512bw,avx512dq,avx512vl,prefer-vector-width=512")]] static void
  gaussian(const GaussianKey& key, std::uint32_t counter, int count, float* out) {
    gaussian_body(key, counter, count, out);
  }
};

template <typename Set>
constexpr Kernels table{.cut = Set::cut,
                        .multiply_small = Set::multiply_small,
                        .spread = Set::spread,
                        .convert = Set::convert,
                        .gaussian = Set::gaussian};

}  // namespace

bool is_supported(InstructionSet set) {
  switch (set) {
    case InstructionSet::Plain: return true;
    case InstructionSet::Avx2: return __builtin_cpu_supports("avx2") != 0;
    case InstructionSet::Avx512:
      return __builtin_cpu_supports("avx512f") != 0 && __builtin_cpu_supports("avx512bw") != 0 &&
             __builtin_cpu_supports("avx512dq") != 0 && __builtin_cpu_supports("avx512vl") != 0;
  }
  return false;
}

const Kernels& kernels_for(InstructionSet set) {
  switch (set) {
    case InstructionSet::Plain: break;
    case InstructionSet::Avx2: return table<Avx2>;
    case InstructionSet::Avx512: return table<Avx512>;
  }
  return table<Plain>;
}

const Kernels& kernels() {
  for (const InstructionSet set : {InstructionSet::Avx512, InstructionSet::Avx2}) {
    if (is_supported(set)) return kernels_for(set);
  }
  return kernels_for(InstructionSet::Plain);
}

}  // namespace kirchhoff::noise::detail
