// kirchhoff/noise/converter_range.hpp - fixes a converter's step from the sums it will see.
//
// In:    ideal partial sums, integers
// Out:   the 99.9 % percentile of their magnitude, and other rules for a range
// Model: docs/models/analog_layer.md
#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace kirchhoff::noise {

/// Codes of a converter: differential columns need a sign.
struct CodeRange {
  double low = 0.0;
  double high = 0.0;
};
/// Signed: -(2^(bits-1)-1) .. 2^(bits-1)-1; unsigned: 0 .. 2^bits-1.
[[nodiscard]] CodeRange code_range(int bits, bool is_signed);

/// A histogram of |sum| with at most 2^16 bins of equal width. Sums of 0 are left out: most sums of
/// a sparse layer are 0, and would hide the others.
class ConverterRange {
 public:
  /// `largest`: no |sum| is above it.
  explicit ConverterRange(std::int64_t largest);
  void add(std::span<const float> sums);
  /// The smallest bin edge that 99.9 % of the sums do not exceed; 0 when all sums were 0.
  [[nodiscard]] double percentile() const;
  /// The range whose rounding and clipping has the least mean square error over all sums that were
  /// added, zeros left out; of 256 ranges in equal ratios from the largest sum down.
  [[nodiscard]] double least_error(const CodeRange& codes) const;
  /// The range of converters that were trained to reach `reach` root mean squares: of the sums, or,
  /// where codes have no sign, of their spread above their mean. 0 when all sums were 0.
  [[nodiscard]] double reaching(double reach, const CodeRange& codes) const;

 private:
  int shift_ = 0;  // a bin is 2^shift_ wide
  std::vector<std::int64_t> counts_;
};

/// Step that spreads `range` over the codes. At least 1 where codes are scarce; where twice the
/// range fits with codes to spare, a power of two below 1. Either way every integer within reach
/// is a whole number of steps once the step is 1 or less, so an ideal product becomes exact.
[[nodiscard]] double converter_step(double range, const CodeRange& codes);

}  // namespace kirchhoff::noise
