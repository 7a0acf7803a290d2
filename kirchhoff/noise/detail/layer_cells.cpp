// kirchhoff/noise/detail/layer_cells.cpp - the conductances of a layer's cells on one chip.
#include "kirchhoff/noise/detail/layer_cells.hpp"

#include <algorithm>
#include <cstddef>

#include "kirchhoff/noise/cell_noise.hpp"
#include "kirchhoff/noise/detail/crossbar_effects.hpp"

namespace kirchhoff::noise::detail {
namespace {

using hardware::DriftCompensation;

std::vector<Conductance> level_targets(const hardware::Hardware& hardware) {
  const int top = (1 << hardware.cell_bits) - 1;
  const Conductance unit = (hardware.device.g_max - hardware.device.g_min) / top;
  std::vector<Conductance> targets;
  for (int level = 0; level <= top; ++level)
    targets.push_back(hardware.device.g_min + static_cast<double>(level) * unit);  // eq. 1
  return targets;
}

void add_by_output(const CellLayout& layout, const LayerLevels& levels,
                   std::span<const float> cells_us, std::vector<double>& sums) {
  for (const CrossbarPart& part : layout.parts()) {
    layout.for_each_cell(part, [&](std::size_t cell, std::size_t, std::size_t column) {
      const auto width = static_cast<std::size_t>(part.columns / part.output_count);
      const auto output = static_cast<std::size_t>(part.first_output) + column / width;
      sums[static_cast<std::size_t>(part.group) * static_cast<std::size_t>(levels.outputs) +
           output] += double{cells_us[cell]};
    });
  }
}

// The decay of each output's cells: the chip that was drawn beside itself as it was programmed.
std::vector<double> column_decay(const CellLayout& layout, const LayerLevels& levels,
                                 const CellNoise& programmed, Stream stream,
                                 std::span<const float> positive_us,
                                 std::span<const float> negative_us) {
  std::size_t outputs = 0;
  for (const CrossbarPart& part : layout.parts())
    outputs = std::max(outputs, static_cast<std::size_t>(part.group + 1) *
                                    static_cast<std::size_t>(levels.outputs));
  std::vector<double> now(outputs, 0.0), before(outputs, 0.0);
  std::vector<float> cells(positive_us.size());
  add_by_output(layout, levels, positive_us, now);
  (void)programmed.draw(levels.positive, stream.split(0), cells);
  add_by_output(layout, levels, cells, before);
  if (!negative_us.empty()) {
    add_by_output(layout, levels, negative_us, now);
    (void)programmed.draw(levels.negative, stream.split(1), cells);
    add_by_output(layout, levels, cells, before);
  }
  for (std::size_t i = 0; i < outputs; ++i)
    now[i] = before[i] > 0.0 && now[i] > 0.0 ? now[i] / before[i] : 1.0;
  return now;
}

void take_targets(const std::vector<Conductance>& targets, std::span<const std::uint8_t> levels,
                  std::span<float> cells_us) {
  for (std::size_t i = 0; i < levels.size(); ++i)
    cells_us[i] = static_cast<float>(targets[levels[i]].si() * 1e6);
}

void draw_noise(const hardware::Hardware& hardware, const CellLayout& layout,
                const LayerLevels& levels, const ReadConditions& conditions, Stream stream,
                std::span<float> positive_us, LayerCells& result) {
  const std::vector<Conductance> targets = level_targets(hardware);
  const double kelvin = hardware.periphery.temperature_k;
  const CellNoise cells(hardware.device, targets, conditions.since_programming, kelvin);
  CellSums sums = cells.draw(levels.positive, stream.split(0), positive_us);
  if (!levels.negative.empty()) {
    const CellSums more = cells.draw(levels.negative, stream.split(1), result.negative_us);
    sums.programmed += more.programmed;
    sums.drifted += more.drifted;
  }
  const DriftCompensation compensation = hardware.periphery.drift_compensation;
  if (compensation == DriftCompensation::Global && sums.drifted > 0.0)
    result.decay = sums.drifted / sums.programmed;
  if (compensation == DriftCompensation::PerColumn) {
    const CellNoise programmed(hardware.device, targets, seconds(0.0));
    result.column_decay =
        column_decay(layout, levels, programmed, stream, positive_us, result.negative_us);
  }
  if (hardware.device.variation.correlated_sd > 0.0)
    vary_alike(layout, hardware.device.variation, stream.split(2), positive_us, result.negative_us);
}

}  // namespace

bool has_wires(const hardware::Hardware& hardware) {
  const WireSegments wires{hardware.periphery.row_wire, hardware.periphery.column_wire};
  return !wires.are_ideal() && hardware.device.type != hardware::DeviceType::Sram;
}

LayerCells draw_layer_cells(const hardware::Hardware& hardware, const CellLayout& layout,
                            const LayerLevels& levels, const ReadConditions& conditions,
                            Stream stream, std::span<float> positive_us) {
  LayerCells result;
  result.negative_us.resize(levels.negative.size());
  if (conditions.programming_noise) {
    draw_noise(hardware, layout, levels, conditions, stream, positive_us, result);
  } else {
    const std::vector<Conductance> targets = level_targets(hardware);
    take_targets(targets, levels.positive, positive_us);
    take_targets(targets, levels.negative, result.negative_us);
  }
  if (has_wires(hardware))
    add_wires(layout, {hardware.periphery.row_wire, hardware.periphery.column_wire}, positive_us,
              result.negative_us);
  return result;
}

}  // namespace kirchhoff::noise::detail
