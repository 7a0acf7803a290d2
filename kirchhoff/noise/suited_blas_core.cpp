// kirchhoff/noise/suited_blas_core.cpp - the core type that the matrix library should be told.
#include "kirchhoff/noise/suited_blas_core.hpp"

#include "kirchhoff/noise/detail/kernels.hpp"

namespace kirchhoff::noise {

std::string suited_blas_core() {
  return detail::is_supported(detail::InstructionSet::Avx512) ? "SKYLAKEX" : "";
}

}  // namespace kirchhoff::noise
