// kirchhoff/noise/weight_levels.cpp - cuts the weights of a layer into the levels of its cells.
//
// Model: docs/models/analog_layer.md
#include "kirchhoff/noise/weight_levels.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdlib>

namespace kirchhoff::noise {
namespace {

using hardware::Encoding;

struct Levels {
  int positive = 0, negative = 0;
};

// One slice of one weight.
class Cutter {
 public:
  Cutter(const hardware::Hardware& hardware, int offset)
      : encoding_(hardware::weight_encoding(hardware)),
        two_sided_(hardware.weight_mapping == hardware::WeightMapping::TwoSided),
        cell_bits_(hardware.cell_bits),
        top_((1 << hardware.cell_bits) - 1),
        offset_(offset) {}

  [[nodiscard]] Levels operator()(int weight, int slice) const {
    const int shift = slice * cell_bits_;
    if (encoding_ == Encoding::Offset) return {.positive = ((weight + offset_) >> shift) & top_};
    if (encoding_ == Encoding::TwosComplement)
      return {.positive = ((weight & 0xff) >> shift) & top_};
    const int magnitude = (std::abs(weight) >> shift) & top_;
    const int digit = weight < 0 ? -magnitude : magnitude;
    if (!two_sided_) return {.positive = std::max(digit, 0), .negative = std::max(-digit, 0)};
    const int above = (top_ + digit) / 2;  // eq. 2b; digit is at least -top_
    return {.positive = above, .negative = above - digit};
  }

 private:
  Encoding encoding_;
  bool two_sided_;
  int cell_bits_, top_, offset_;
};

}  // namespace

WeightLevels cut_weights(std::span<const std::int8_t> weights, int weight_bits,
                         const WeightShape& shape, const hardware::Hardware& hardware) {
  const Encoding encoding = hardware::weight_encoding(hardware);
  const bool pair = encoding == Encoding::DifferentialPair;
  const int slices = hardware::slice_count(hardware, weight_bits);
  WeightLevels levels;
  levels.offset = encoding == Encoding::Offset ? 1 << (weight_bits - 1) : 0;
  for (int slice = 0; slice < slices; ++slice) {
    const bool counts_negative = encoding == Encoding::TwosComplement && slice == weight_bits - 1;
    levels.significance.push_back(std::exp2(slice * hardware.cell_bits) *
                                  (counts_negative ? -1.0 : 1.0));
  }
  levels.positive.reserve(weights.size() * static_cast<std::size_t>(slices));
  if (pair) levels.negative.reserve(levels.positive.capacity());
  const Cutter cut(hardware, levels.offset);
  for (int group = 0; group < shape.groups; ++group) {
    for (const mapping::RowChunk& chunk : shape.chunks) {
      for (int column = 0; column < slices * shape.outputs; ++column) {
        const int place = group * shape.outputs + column % shape.outputs;
        const auto output = static_cast<std::size_t>(place);
        const std::size_t first =
            output * static_cast<std::size_t>(shape.rows) + static_cast<std::size_t>(chunk.first);
        for (const std::int8_t weight :
             weights.subspan(first, static_cast<std::size_t>(chunk.count))) {
          const Levels of_weight = cut(weight, column / shape.outputs);
          levels.positive.push_back(static_cast<std::uint8_t>(of_weight.positive));
          if (pair) levels.negative.push_back(static_cast<std::uint8_t>(of_weight.negative));
        }
      }
    }
  }
  return levels;
}

}  // namespace kirchhoff::noise
