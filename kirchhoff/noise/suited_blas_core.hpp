// kirchhoff/noise/suited_blas_core.hpp - the core type that the matrix library should be told.
#pragma once

#include <string>

namespace kirchhoff::noise {

/// The value of OPENBLAS_CORETYPE that suits this machine, to be set before a process that
/// multiplies is started; empty where the library finds it by itself. Debian 12's OpenBLAS takes
/// newer AMD processors with AVX-512 for Haswell and runs at half their speed (bench_noise: 55
/// against 101 billion multiply-accumulates a second).
[[nodiscard]] std::string suited_blas_core();

}  // namespace kirchhoff::noise
