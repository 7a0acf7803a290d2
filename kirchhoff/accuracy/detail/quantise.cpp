// kirchhoff/accuracy/detail/quantise.cpp - rounds activations to the integers that crossbars take.
#include "kirchhoff/accuracy/detail/quantise.hpp"

namespace kirchhoff::accuracy::detail {
namespace {

// Adding and subtracting 1.5 x 2^23 rounds to the nearest integer, ties to even.
constexpr float rounding = 12582912.0F;

[[gnu::always_inline]] inline void quantise_body(const float* __restrict in, std::size_t count,
                                                 float scale, float largest,
                                                 std::uint8_t* __restrict out) {
  for (std::size_t i = 0; i < count; ++i) {
    float value = in[i] / scale;
    value = value > 0.0F ? value : 0.0F;
    value = value < largest ? value : largest;
    value = (value + rounding) - rounding;
    out[i] = static_cast<std::uint8_t>(static_cast<std::int32_t>(value));
  }
}

void quantise_plain(const float* in, std::size_t count, float scale, float largest,
                    std::uint8_t* out) {
  quantise_body(in, count, scale, largest, out);
}

[[gnu::target("avx2")]] void quantise_avx2(const float* in, std::size_t count, float scale,
                                           float largest, std::uint8_t* out) {
  quantise_body(in, count, scale, largest, out);
}

}  // namespace

void quantise(const float* in, std::size_t count, float scale, float largest, std::uint8_t* out) {
  if (__builtin_cpu_supports("avx2") != 0) {
    quantise_avx2(in, count, scale, largest, out);
  } else {
    quantise_plain(in, count, scale, largest, out);
  }
}

}  // namespace kirchhoff::accuracy::detail
