// kirchhoff/mapping/copies.hpp - which layers are duplicated, and how often.
#pragma once

#include <limits>
#include <span>
#include <vector>

#include "kirchhoff/mapping/mapping.hpp"

namespace kirchhoff::mapping {

inline constexpr std::int64_t unlimited_crossbars = std::numeric_limits<std::int64_t>::max();

/// Doubles the copies of the slowest layer, as counted in conversions one after the other, until
/// that layer has `max_copies` (or one copy per vector) or the next doubling would need more than
/// `most_crossbars` in all. The first of equally slow layers is taken. `crossbars` of each layer is
/// multiplied along. Pure.
void assign_copies(std::vector<LayerMapping>& layers, int max_copies,
                   std::int64_t most_crossbars = unlimited_crossbars);

/// Of one kind of macro.
struct CopyLimits {
  int max_copies = 1;
  std::int64_t most_crossbars = unlimited_crossbars;
  double conversion = 1.0;  // what one takes, in any unit that all kinds share
};
/// The same with limits by kind: `kinds[layer.kind]`. The slowest layer is that of the longest
/// conversions.
void assign_copies(std::vector<LayerMapping>& layers, std::span<const CopyLimits> kinds);

/// Conversions that the busiest converter of a layer makes one after the other for one image.
[[nodiscard]] std::int64_t serial_conversions(const LayerMapping& layer);

}  // namespace kirchhoff::mapping
