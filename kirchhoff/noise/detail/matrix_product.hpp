// kirchhoff/noise/detail/matrix_product.hpp - matrix times block of vectors, by the fitting
// routine.
#pragma once

#include "kirchhoff/noise/detail/kernels.hpp"

namespace kirchhoff::noise::detail {

/// product[outputs][block_width] = matrix[outputs][rows] x plane[rows][block_width], the first
/// `width` columns of the block. The routine depends on the shape alone, so the bits do too.
void multiply_matrix(const Kernels& kernels, const float* matrix, int outputs, int rows,
                     const float* plane, int width, float* product);

}  // namespace kirchhoff::noise::detail
