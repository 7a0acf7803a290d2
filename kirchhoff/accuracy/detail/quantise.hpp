// kirchhoff/accuracy/detail/quantise.hpp - rounds activations to the integers that crossbars take.
#pragma once

#include <cstddef>
#include <cstdint>

namespace kirchhoff::accuracy::detail {

/// out[i] = clamp(nearest integer of in[i] / scale, ties to even, 0, largest); the same bits in
/// every instruction set. `largest` is at most 255.
void quantise(const float* in, std::size_t count, float scale, float largest, std::uint8_t* out);

}  // namespace kirchhoff::accuracy::detail
