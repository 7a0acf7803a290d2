// kirchhoff/base/stream.cpp - counter-based random numbers: a hash of (key, counter).
//
// Model: SplitMix64 (Steele, Lea and Flood, OOPSLA 2014) with the finaliser "variant 13" by
// Stafford;
//        normal numbers by Box and Muller (1958).
#include "kirchhoff/base/stream.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <cstddef>
#include <numbers>

#include "kirchhoff/base/error.hpp"

namespace kirchhoff {
namespace {

constexpr std::uint64_t golden = 0x9e3779b97f4a7c15U;

constexpr std::uint64_t mixed(std::uint64_t x) {
  x = (x ^ (x >> 30U)) * 0xbf58476d1ce4e5b9U;
  x = (x ^ (x >> 27U)) * 0x94d049bb133111ebU;
  return x ^ (x >> 31U);
}

// Two rounds per word, so that seeds, purposes and indices that differ in one bit share nothing.
constexpr std::uint64_t absorbed(std::uint64_t key, std::uint64_t word) {
  return mixed(mixed(word + golden) + (key ^ 0xd1b54a32d192ed03U));
}

constexpr double to_unit(std::uint64_t bits) { return static_cast<double>(bits >> 11U) * 0x1p-53; }

constexpr std::size_t block_pairs = 64;

// Natural logarithm of a normal float in (0, 1]; relative error below 2e-7.
// x = 2^e (1 + f) with 1 + f in [sqrt(1/2), sqrt(2)); log(1 + f) by the minimax polynomial of the
// Cephes library (logf).
inline float logarithm(float x) {
  const auto bits = std::bit_cast<std::int32_t>(x);
  const std::int32_t shifted = bits - 0x3f3504f3;  // exponent field counted from sqrt(1/2)
  const auto e = static_cast<float>(shifted >> 23);
  const float f = std::bit_cast<float>((shifted & 0x007fffff) + 0x3f3504f3) - 1.0F;
  float p = 7.0376836292e-2F;
  p = p * f - 1.1514610310e-1F;
  p = p * f + 1.1676998740e-1F;
  p = p * f - 1.2420140846e-1F;
  p = p * f + 1.4249322787e-1F;
  p = p * f - 1.6668057665e-1F;
  p = p * f + 2.0000714765e-1F;
  p = p * f - 2.4999993993e-1F;
  p = p * f + 3.3333331174e-1F;
  const float square = f * f;
  float result = p * f * square;
  result += -2.12194440e-4F * e - 0.5F * square;
  return f + result + 0.693359375F * e;
}

struct SineCosine {
  float sine, cosine;
};

// Sine and cosine of 2 pi turns, turns = word / 2^32: the top bits choose the quarter, so the
// polynomials (Cephes sinf, cosf) see angles in [-pi/4, pi/4) only.
inline SineCosine sine_cosine(std::uint32_t word) {
  const std::uint32_t rounded = word + 0x20000000U;
  const std::uint32_t quarter = rounded >> 30U;
  const auto offset = static_cast<std::int32_t>(rounded & 0x3fffffffU) - 0x20000000;
  const float angle = static_cast<float>(offset) * static_cast<float>(std::numbers::pi * 0x1p-31);
  const float z = angle * angle;
  const float sine =
      ((-1.9515295891e-4F * z + 8.3321608736e-3F) * z - 1.6666654611e-1F) * z * angle + angle;
  const float cosine =
      ((2.443315711809948e-5F * z - 1.388731625493765e-3F) * z + 4.166664568298827e-2F) * z * z -
      0.5F * z + 1.0F;
  const std::uint32_t swap = 0U - (quarter & 1U);
  const auto s = std::bit_cast<std::uint32_t>(sine);
  const auto c = std::bit_cast<std::uint32_t>(cosine);
  const std::uint32_t sine_sign = (quarter & 2U) << 30U;
  const std::uint32_t cosine_sign = ((quarter + 1U) & 2U) << 30U;
  return {.sine = std::bit_cast<float>(((s & ~swap) | (c & swap)) ^ sine_sign),
          .cosine = std::bit_cast<float>(((c & ~swap) | (s & swap)) ^ cosine_sign)};
}

// One block: 64 hashes give 128 normal numbers. Plain loops of one kind of work each, so that the
// compiler vectorises them; every operation is exactly rounded, so the bits do not depend on it.
void normal_block(std::uint64_t start, float* out) {
  std::array<std::uint32_t, block_pairs> radius_words;
  std::array<std::uint32_t, block_pairs> angle_words;
  for (std::size_t i = 0; i < block_pairs; ++i) {
    const std::uint64_t bits = mixed(start + golden * i);
    radius_words[i] = static_cast<std::uint32_t>(bits >> 32U);
    angle_words[i] = static_cast<std::uint32_t>(bits);
  }
  for (std::size_t i = 0; i < block_pairs; ++i) {
    const auto word = static_cast<std::int32_t>(radius_words[i] >> 1U);
    const float u = (static_cast<float>(word) + 0.5F) * 0x1p-31F;  // (0, 1]
    const float radius = std::sqrt(std::max(-2.0F * logarithm(u), 0.0F));
    const SineCosine turn = sine_cosine(angle_words[i]);
    out[i] = radius * turn.cosine;
    out[block_pairs + i] = radius * turn.sine;
  }
}

}  // namespace

Stream::Stream(std::uint64_t seed, std::uint64_t purpose, std::uint64_t index) noexcept
    : key_(absorbed(absorbed(absorbed(golden, seed), purpose), index)) {}

Stream Stream::split(std::uint64_t index) const noexcept {
  Stream part(*this);
  part.key_ = absorbed(key_ ^ 0x8ebc6af09c88c6e3U, index);
  part.counter_ = 0;
  return part;
}

std::uint64_t Stream::bits() noexcept { return mixed(key_ + golden * ++counter_); }

double Stream::uniform() noexcept { return to_unit(bits()); }

double Stream::uniform(double low, double high) noexcept {
  const double value = low + (high - low) * uniform();
  return value < high ? value : low;  // rounding may reach `high`
}

std::uint64_t Stream::below(std::uint64_t count) noexcept {
  KIRCHHOFF_ASSERT(count >= 1);
  // The first 2^64 mod count values would favour small results.
  const std::uint64_t unfair = (0U - count) % count;
  std::uint64_t draw = bits();
  while (draw < unfair) draw = bits();
  return draw % count;
}

double Stream::normal() noexcept {
  const double radius = std::sqrt(-2.0 * std::log(1.0 - uniform()));
  return radius * std::cos(2.0 * std::numbers::pi * uniform());
}

void Stream::fill_normal(std::span<float> out) noexcept {
  constexpr std::size_t block = 2 * block_pairs;
  std::array<float, block> last;
  for (std::size_t start = 0; start < out.size(); start += block) {
    const std::size_t count = std::min(block, out.size() - start);
    float* target = count == block ? out.data() + start : last.data();
    normal_block(key_ + golden * (counter_ + 1), target);
    counter_ += block_pairs;
    if (count < block)
      std::copy_n(last.begin(), count, out.begin() + static_cast<std::ptrdiff_t>(start));
  }
}

}  // namespace kirchhoff
