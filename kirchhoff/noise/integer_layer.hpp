// kirchhoff/noise/integer_layer.hpp - exact integer products of one layer: what an ideal chip would
// give.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace kirchhoff::noise {

/// A layer's integer matrices, one per group. Exact while |product| stays below 2^24. Not
/// thread-safe: it keeps scratch memory.
class IntegerLayer {
 public:
  /// `weights` is [groups][outputs][rows].
  IntegerLayer(std::span<const std::int8_t> weights, int groups, int outputs, int rows);

  /// out[groups x outputs][256] = products of the block `columns` [groups x rows][256], whose first
  /// `width` columns (a multiple of 64) are vectors of unsigned integers.
  void multiply_block(std::span<const std::uint8_t> columns, int width, std::span<float> out);

 private:
  int groups_ = 1, outputs_ = 0, rows_ = 0;
  std::vector<float> matrix_;
  std::vector<float> plane_;
};

}  // namespace kirchhoff::noise
