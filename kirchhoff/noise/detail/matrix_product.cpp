// kirchhoff/noise/detail/matrix_product.cpp - matrix times block of vectors, by the fitting
// routine.
#include "kirchhoff/noise/detail/matrix_product.hpp"

#include <cblas.h>

namespace kirchhoff::noise::detail {
namespace {

// Below this many weights a call of the library costs more than the product (bench_noise).
constexpr int small_matrix = 256;

}  // namespace

void multiply_matrix(const Kernels& kernels, const float* matrix, int outputs, int rows,
                     const float* plane, int width, float* product) {
  if (outputs * rows <= small_matrix) {
    kernels.multiply_small(matrix, outputs, rows, plane, width, product);
    return;
  }
  cblas_sgemm(CblasRowMajor, CblasNoTrans, CblasNoTrans, outputs, width, rows, 1.0F, matrix, rows,
              plane, block_width, 0.0F, product, block_width);
}

}  // namespace kirchhoff::noise::detail
