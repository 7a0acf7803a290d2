// kirchhoff/noise/detail/kernels_avx2.cpp - the loops for machines with AVX2 and FMA.
#include <immintrin.h>

#include "kirchhoff/noise/detail/kernel_loops.hpp"

namespace kirchhoff::noise::detail {
namespace {

struct Avx2 {
  using Lanes = __m256;
  static constexpr int outputs_per_tile = 6;
  static Lanes fused(float weight, Lanes x, Lanes sum) {
    return _mm256_fmadd_ps(_mm256_set1_ps(weight), x, sum);
  }
};

}  // namespace

const Kernels& avx2_kernels() { return KernelLoops<Avx2>::table; }

}  // namespace kirchhoff::noise::detail
