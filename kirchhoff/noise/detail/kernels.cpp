// kirchhoff/noise/detail/kernels.cpp - which instruction sets this machine has.
#include "kirchhoff/noise/detail/kernels.hpp"

#include <initializer_list>

namespace kirchhoff::noise::detail {

// Each in a file of its own, which is compiled for its set.
const Kernels& plain_kernels();
const Kernels& avx2_kernels();
const Kernels& avx512_kernels();

bool is_supported(InstructionSet set) {
  switch (set) {
    case InstructionSet::Plain: return true;
    case InstructionSet::Avx2:
      return __builtin_cpu_supports("avx2") != 0 && __builtin_cpu_supports("fma") != 0;
    case InstructionSet::Avx512:
      return __builtin_cpu_supports("avx512f") != 0 && __builtin_cpu_supports("avx512bw") != 0 &&
             __builtin_cpu_supports("avx512dq") != 0 && __builtin_cpu_supports("avx512vl") != 0;
  }
  return false;
}

const Kernels& kernels_for(InstructionSet set) {
  switch (set) {
    case InstructionSet::Plain: break;
    case InstructionSet::Avx2: return avx2_kernels();
    case InstructionSet::Avx512: return avx512_kernels();
  }
  return plain_kernels();
}

const Kernels& kernels() {
  for (const InstructionSet set : {InstructionSet::Avx512, InstructionSet::Avx2}) {
    if (is_supported(set)) return kernels_for(set);
  }
  return kernels_for(InstructionSet::Plain);
}

}  // namespace kirchhoff::noise::detail
