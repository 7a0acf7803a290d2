// kirchhoff/mapping/copies.cpp - balances a pipeline by doubling its slowest layer.
#include "kirchhoff/mapping/copies.hpp"

#include <algorithm>

namespace kirchhoff::mapping {

std::int64_t serial_conversions(const LayerMapping& layer) {
  if (layer.digital) return 0;
  const std::int64_t vectors = (layer.vectors + layer.copies - 1) / layer.copies;
  return vectors * layer.steps * layer.reads * layer.turns_per_read;
}

void assign_copies(std::vector<LayerMapping>& layers, int max_copies, std::int64_t most_crossbars) {
  if (layers.empty()) return;
  const auto is_faster = [](const LayerMapping& a, const LayerMapping& b) {
    return serial_conversions(a) < serial_conversions(b);
  };
  std::int64_t used = 0;
  for (const LayerMapping& layer : layers) used += layer.crossbars;
  for (;;) {
    LayerMapping& slowest = *std::max_element(layers.begin(), layers.end(), is_faster);
    const int doubled = 2 * slowest.copies;
    if (doubled > max_copies || doubled > slowest.vectors) return;
    if (slowest.crossbars > most_crossbars - used) return;
    used += slowest.crossbars;
    slowest.copies = doubled;
    slowest.crossbars *= 2;
    slowest.crossbars_at_once *= 2;
  }
}

}  // namespace kirchhoff::mapping
