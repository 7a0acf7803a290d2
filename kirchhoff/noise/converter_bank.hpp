// kirchhoff/noise/converter_bank.hpp - converters that are not ideal, each with errors of its own.
//
// In:    Periphery, codes, number of converters, a stream
// Out:   the code that a converter gives for a sum
// Model: docs/models/periphery.md
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "kirchhoff/base/stream.hpp"
#include "kirchhoff/hardware/periphery.hpp"
#include "kirchhoff/noise/converter_range.hpp"

namespace kirchhoff::noise {

/// The converters of one programmed chip; their errors last. A code is the number of thresholds
/// that a sum reaches, whatever kind of converter decides it. Immutable; thread-safe.
class ConverterBank {
 public:
  /// No converters.
  ConverterBank() = default;
  /// Draws `count` converters with `codes` (whole numbers, at most 2^12 of them) from `stream`.
  ConverterBank(const hardware::Periphery& periphery, const CodeRange& codes, std::size_t count,
                Stream stream);

  [[nodiscard]] std::size_t size() const { return gains_.size(); }
  /// The code of `converter` for `sum` in steps. Not a number: the lowest code.
  [[nodiscard]] float code(std::size_t converter, float sum) const;
  /// Sums from which on the code is low + 1, low + 2, ..., ascending, in steps, before gain and
  /// offset.
  [[nodiscard]] std::span<const float> thresholds(std::size_t converter) const;

 private:
  float low_ = 0.0F;
  std::size_t steps_ = 0;  // thresholds of one converter
  std::vector<float> gains_, offsets_;
  std::vector<float> thresholds_;  // [converters][steps_]
};

}  // namespace kirchhoff::noise
