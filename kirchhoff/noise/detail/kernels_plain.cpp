// kirchhoff/noise/detail/kernels_plain.cpp - the loops in plain C++, for any machine.
#include "kirchhoff/noise/detail/kernel_loops.hpp"

namespace kirchhoff::noise::detail {
namespace {

struct Plain {
  using Lanes [[gnu::vector_size(16)]] = float;
  static constexpr int outputs_per_tile = 4;
  static Lanes fused(float weight, Lanes x, Lanes sum) {
    for (int i = 0; i < 4; ++i) sum[i] = std::fma(weight, x[i], sum[i]);
    return sum;
  }
};

}  // namespace

const Kernels& plain_kernels() { return KernelLoops<Plain>::table; }

}  // namespace kirchhoff::noise::detail
