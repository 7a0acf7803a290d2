// kirchhoff/noise/detail/kernels_avx512.cpp - the loops for machines with AVX-512.
#include <immintrin.h>

#include "kirchhoff/noise/detail/kernel_loops.hpp"

namespace kirchhoff::noise::detail {
namespace {

struct Avx512 {
  using Lanes = __m512;
  static constexpr int outputs_per_tile = 12;
  static Lanes fused(float weight, Lanes x, Lanes sum) {
    return _mm512_fmadd_ps(_mm512_set1_ps(weight), x, sum);
  }
};

}  // namespace

const Kernels& avx512_kernels() { return KernelLoops<Avx512>::table; }

}  // namespace kirchhoff::noise::detail
