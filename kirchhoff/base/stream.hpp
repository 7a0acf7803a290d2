// kirchhoff/base/stream.hpp - counter-based random numbers: the same draw wherever it is made.
#pragma once

#include <cstdint>
#include <span>

namespace kirchhoff {

/// What a random draw is for. A new purpose gets a new number; numbers are never reused, because
/// they decide the bits of every study.
namespace purpose {
inline constexpr std::uint64_t proposal = 1;
inline constexpr std::uint64_t first_points = 2;
inline constexpr std::uint64_t initial_weights = 3;
inline constexpr std::uint64_t shuffle = 4;
inline constexpr std::uint64_t augmentation = 5;
inline constexpr std::uint64_t weight_noise = 6;
inline constexpr std::uint64_t data_split = 7;
inline constexpr std::uint64_t programming = 8;
inline constexpr std::uint64_t read_noise = 9;
inline constexpr std::uint64_t drift = 10;
inline constexpr std::uint64_t low_frequency_noise = 11;
inline constexpr std::uint64_t baseline_chips = 12;
inline constexpr std::uint64_t feasible_share = 13;
inline constexpr std::uint64_t acceptance = 14;
inline constexpr std::uint64_t synthetic_values = 20;
inline constexpr std::uint64_t cell_statistics = 30;
inline constexpr std::uint64_t crossbar_product = 31;
inline constexpr std::uint64_t test = 1000;
}  // namespace purpose

/// A sequence of random numbers fixed by (seed, purpose, index). Cheap to make: make one where the
/// draw is, and keep none across candidates. Not thread-safe; two streams never share state.
class Stream {
 public:
  Stream(std::uint64_t seed, std::uint64_t purpose, std::uint64_t index) noexcept;
  /// A stream of its own for a part of the work, e.g. one crossbar of one draw.
  [[nodiscard]] Stream split(std::uint64_t index) const noexcept;

  [[nodiscard]] std::uint64_t bits() noexcept;                     // 64 random bits
  [[nodiscard]] double uniform() noexcept;                         // in [0, 1)
  [[nodiscard]] double uniform(double low, double high) noexcept;  // in [low, high)
  /// An integer in [0, count); count is at least 1. Unbiased.
  [[nodiscard]] std::uint64_t below(std::uint64_t count) noexcept;
  [[nodiscard]] double normal() noexcept;  // mean 0, standard deviation 1
  /// Fills with standard normal numbers; the same bits as any other split of the same fill is not
  /// promised: fill whole blocks.
  void fill_normal(std::span<float> out) noexcept;

 private:
  std::uint64_t key_;
  std::uint64_t counter_ = 0;
};

}  // namespace kirchhoff
