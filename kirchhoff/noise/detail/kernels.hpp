// kirchhoff/noise/detail/kernels.hpp - the inner loops of crossbar products, once per instruction
// set.
//
// Every loop works on one block: rows of `block_width` numbers side by side (one column per input
// vector), of which the first `width` are used; `width` is a multiple of 64. All instruction sets
// give the same bits: fused multiply-adds where the source says so and nowhere else, no reordered
// sums.
#pragma once

#include <cstddef>
#include <cstdint>

namespace kirchhoff::noise::detail {

inline constexpr int block_width = 256;

/// Where the Gaussian numbers of one block come from: a counter hash under a key of 96 bits.
struct GaussianKey {
  std::uint32_t first = 0, second = 0, third = 0;
};

/// The conversions of one slice: C holds the analog sums of `outputs` columns in units of the
/// converter's step.
struct Conversion {
  const float* sums = nullptr;  // [outputs][block_width]
  const float* sd = nullptr;    // [block_width]: noise of one conversion, in steps; null: no noise
  int outputs = 0;
  int width = 0;
  bool quantise = true;     // false: the sum itself is the result
  float low = 0, high = 0;  // codes
  float coefficient = 1;    // what one code is worth in the integer product
  GaussianKey key = {};
  std::uint32_t first_counter = 0;  // of the slice's first output; each takes block_width / 2
  float* total = nullptr;           // [outputs][block_width], added to
};

struct Kernels {
  /// plane(r, i) = (columns[r][i] >> shift) & mask, in the order that `multiply` wants it in;
  /// squares[i] = sum over r of plane^2, unless null.
  void (*cut)(const std::uint8_t* columns, int rows, int width, int shift, int mask, float* plane,
              float* squares);
  /// product[n][i] = sum over r of matrix[n][r] x plane(r, i): fused multiply-adds in order of r.
  void (*multiply)(const float* matrix, int outputs, int rows, const float* plane, int width,
                   float* product);
  /// sd[i] = sqrt(squares[i] x read_variance + converter_variance).
  void (*spread)(const float* squares, int width, float read_variance, float converter_variance,
                 float* sd);
  void (*convert)(const Conversion& conversion);
  /// `count` (even, at most block_width) standard normal numbers.
  void (*gaussian)(const GaussianKey& key, std::uint32_t counter, int count, float* out);
};

enum class InstructionSet { Plain, Avx2, Avx512 };
[[nodiscard]] bool is_supported(InstructionSet set);
[[nodiscard]] const Kernels& kernels_for(InstructionSet set);
/// The widest set that this machine has.
[[nodiscard]] const Kernels& kernels();

}  // namespace kirchhoff::noise::detail
