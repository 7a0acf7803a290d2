// kirchhoff/mapping/copies.hpp - which layers are duplicated, and how often.
#pragma once

#include <limits>
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

/// Conversions that the busiest converter of a layer makes one after the other for one image.
[[nodiscard]] std::int64_t serial_conversions(const LayerMapping& layer);

}  // namespace kirchhoff::mapping
