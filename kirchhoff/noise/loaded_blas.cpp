// kirchhoff/noise/loaded_blas.cpp - what the loaded matrix library says of itself.
#include <cblas.h>

#include "kirchhoff/noise/blas.hpp"

namespace kirchhoff::noise {

std::string loaded_blas() {
  return std::string(openblas_get_config()) + " " + openblas_get_corename();
}

}  // namespace kirchhoff::noise
