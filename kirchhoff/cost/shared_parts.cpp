// kirchhoff/cost/shared_parts.cpp - bandwidth that the layers of a pipeline share.
#include "kirchhoff/cost/shared_parts.hpp"

#include <array>
#include <cstddef>

namespace kirchhoff::cost {
namespace {

struct Part {
  StageLimit limit;
  Component component;
  Time (*time)(const LayerWork& work, double tiles, const ChipCosts& chip);  // eq. 3 to 5
};

Time buffer_time(const LayerWork& work, double tiles, const ChipCosts& chip) {
  const double bits = work.vectors * work.vector_bits * work.column_rounds + work.stored_bits;
  return bits / tiles * chip.units.buffer.latency;
}

Time router_time(const LayerWork& work, double tiles, const ChipCosts& chip) {
  const double bits = work.input_bits * work.hops + work.crossing_bits;
  return bits / tiles * chip.units.router.latency;
}

Time memory_time(const LayerWork& work, double /*tiles*/, const ChipCosts& chip) {
  return work.spilled_bits / (chip.calibration.external_bits_per_cycle * chip.hardware.clock);
}

constexpr std::array<Part, 3> parts = {{
    {StageLimit::Buffers, Component::Buffers, buffer_time},
    {StageLimit::Interconnect, Component::Interconnect, router_time},
    {StageLimit::External, Component::External, memory_time},
}};

}  // namespace

void wait_for_shared_parts(std::span<const LayerWork> work, double tiles, const ChipCosts& chip,
                           Cost& cost) {
  for (const Part& part : parts) {
    Time total{}, latency{};
    for (std::size_t i = 0; i < work.size(); ++i) {
      total += part.time(work[i], tiles, chip);
      latency += cost.layers[i].latency;
    }
    if (total > cost.stage_period) {
      cost.stage_period = total;
      cost.stage_limit = part.limit;
    }
    if (total <= latency) continue;
    for (std::size_t i = 0; i < work.size(); ++i) {
      LayerCost& layer = cost.layers[i];
      const double share = part.time(work[i], tiles, chip) / total;
      layer.latency_by_component[static_cast<std::size_t>(part.component)] +=
          share * (total - latency);
      layer.latency = sum(layer.latency_by_component);
    }
  }
}

}  // namespace kirchhoff::cost
