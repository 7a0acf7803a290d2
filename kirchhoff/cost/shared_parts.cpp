// kirchhoff/cost/shared_parts.cpp - bandwidth that the layers of a pipeline share.
#include "kirchhoff/cost/shared_parts.hpp"

#include <array>
#include <cstddef>
#include <optional>

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

// Which layers use a part, and how many tiles have one.
struct Users {
  std::optional<int> kind;  // of macro; nullopt: all layers
  double tiles = 0.0;
};

void wait_for(const Part& part, const Users& users, std::span<const LayerWork> work,
              std::span<const ChipCosts> kinds, Cost& cost) {
  const auto time_of = [&](std::size_t i) {
    const int kind = cost.layers[i].kind;
    if (users.kind && *users.kind != kind) return Time{};
    return part.time(work[i], users.tiles, kinds[static_cast<std::size_t>(kind)]);
  };
  Time total{}, latency{};
  for (std::size_t i = 0; i < work.size(); ++i) {
    total += time_of(i);
    latency += cost.layers[i].latency;
  }
  if (total > cost.stage_period) {
    cost.stage_period = total;
    cost.stage_limit = part.limit;
  }
  if (total <= latency) return;
  for (std::size_t i = 0; i < work.size(); ++i) {
    LayerCost& layer = cost.layers[i];
    const double share = time_of(i) / total;
    layer.latency_by_component[static_cast<std::size_t>(part.component)] +=
        share * (total - latency);
    layer.latency = sum(layer.latency_by_component);
  }
}

}  // namespace

void wait_for_shared_parts(std::span<const LayerWork> work, double tiles, const ChipCosts& chip,
                           Cost& cost) {
  wait_for_shared_parts(work, {&tiles, 1}, {&chip, 1}, cost);
}

void wait_for_shared_parts(std::span<const LayerWork> work, std::span<const double> tiles,
                           std::span<const ChipCosts> kinds, Cost& cost) {
  double all_tiles = 0.0;
  for (const double of_kind : tiles) all_tiles += of_kind;
  for (const Part& part : parts) {
    if (part.limit != StageLimit::Buffers) {
      wait_for(part, {.kind = {}, .tiles = all_tiles}, work, kinds, cost);
      continue;
    }
    for (std::size_t kind = 0; kind < kinds.size(); ++kind) {
      const Users users{.kind = static_cast<int>(kind), .tiles = tiles[kind]};
      if (users.tiles > 0.0) wait_for(part, users, work, kinds, cost);
    }
  }
}

}  // namespace kirchhoff::cost
