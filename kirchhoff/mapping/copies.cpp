// kirchhoff/mapping/copies.cpp - balances a pipeline by doubling its slowest layer.
#include "kirchhoff/mapping/copies.hpp"

#include <algorithm>

namespace kirchhoff::mapping {

std::int64_t serial_conversions(const LayerMapping& layer) {
  if (layer.digital) return 0;
  const std::int64_t vectors = (layer.vectors + layer.copies - 1) / layer.copies;
  return vectors * layer.steps * layer.reads * layer.turns_per_read;
}

void assign_copies(std::vector<LayerMapping>& layers, std::span<const CopyLimits> kinds) {
  if (layers.empty()) return;
  const auto limit = [&](const LayerMapping& layer) -> const CopyLimits& {
    return kinds[static_cast<std::size_t>(layer.kind)];
  };
  const auto is_faster = [&](const LayerMapping& a, const LayerMapping& b) {
    return static_cast<double>(serial_conversions(a)) * limit(a).conversion <
           static_cast<double>(serial_conversions(b)) * limit(b).conversion;
  };
  std::vector<std::int64_t> used(kinds.size(), 0);
  for (const LayerMapping& layer : layers) {
    used[static_cast<std::size_t>(layer.kind)] += layer.crossbars;
  }
  for (;;) {
    LayerMapping& slowest = *std::max_element(layers.begin(), layers.end(), is_faster);
    const CopyLimits& limits = limit(slowest);
    std::int64_t& taken = used[static_cast<std::size_t>(slowest.kind)];
    const int doubled = 2 * slowest.copies;
    if (doubled > limits.max_copies || doubled > slowest.vectors) return;
    if (slowest.crossbars > limits.most_crossbars - taken) return;
    taken += slowest.crossbars;
    slowest.copies = doubled;
    slowest.crossbars *= 2;
    slowest.crossbars_at_once *= 2;
  }
}

void assign_copies(std::vector<LayerMapping>& layers, int max_copies, std::int64_t most_crossbars) {
  const CopyLimits limits{.max_copies = max_copies, .most_crossbars = most_crossbars};
  assign_copies(layers, {&limits, 1});
}

}  // namespace kirchhoff::mapping
