// kirchhoff/noise/detail/layer_cells.cpp - the conductances of a layer's cells on one chip.
#include "kirchhoff/noise/detail/layer_cells.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <utility>

#include "kirchhoff/noise/cell_curve.hpp"
#include "kirchhoff/noise/cell_noise.hpp"
#include "kirchhoff/noise/detail/crossbar_effects.hpp"

namespace kirchhoff::noise::detail {
namespace {

using hardware::DriftCompensation;

constexpr double micro = 1e-6;

// Conductances of all cells in microsiemens; what is subtracted where there is neither a negative
// cell nor a reference.
struct Chip {
  std::vector<float> positive, negative, reference;
  double baseline = 0.0;
  [[nodiscard]] ConductanceSpans spans() { return {positive, negative, reference}; }
};

Conductance level_unit(const hardware::Hardware& hardware) {
  const int top = (1 << hardware.cell_bits) - 1;
  return (hardware.device.g_max - hardware.device.g_min) / top;
}

std::vector<Conductance> level_targets(const hardware::Hardware& hardware) {
  const int top = (1 << hardware.cell_bits) - 1;
  const Conductance unit = level_unit(hardware);
  std::vector<Conductance> targets;
  for (int level = 0; level <= top; ++level)
    targets.push_back(hardware.device.g_min + static_cast<double>(level) * unit);  // eq. 1
  return targets;
}

void add_by_output(const CellLayout& layout, const LayerLevels& levels,
                   std::span<const float> cells_us, std::vector<double>& sums) {
  for (const CrossbarPart& part : layout.parts()) {
    layout.for_each_cell(part, [&](std::size_t cell, std::size_t, std::size_t column) {
      const auto output =
          static_cast<std::size_t>(part.first_output) + column / layout.columns_per_output();
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

// Cells have leaked since their rows were refreshed, all rows of a crossbar at even distances; the
// chip is looked at once, at a moment of its own for each crossbar (devices.md eq. 18b). Returns
// what is left of the sum of the cells.
double leak(const hardware::Hardware& hardware, const CellLayout& layout, Stream cell_stream,
            Stream moment_stream, std::span<float> cells_us) {
  const hardware::Retention& retention = hardware.device.retention;
  const double periods = hardware::refresh_period(hardware) / retention.time_constant;
  const double rows = hardware.crossbar.rows();
  std::vector<float> spread(cells_us.size(), 0.0F);
  cell_stream.fill_normal(spread);
  double before = 0.0, after = 0.0;
  for (const CrossbarPart& part : layout.parts()) {
    const double moment = moment_stream.uniform();
    layout.for_each_cell(part, [&](std::size_t cell, std::size_t row, std::size_t) {
      const double age = std::fmod(moment + static_cast<double>(row) / rows, 1.0) * periods;
      const double kept = std::exp(-age * std::exp(-retention.spread * double{spread[cell]}));
      before += double{cells_us[cell]};
      cells_us[cell] = static_cast<float>(double{cells_us[cell]} * kept);
      after += double{cells_us[cell]};
    });
  }
  return before > 0.0 ? after / before : 1.0;
}

void draw_noise(const hardware::Hardware& hardware, const CellLayout& layout,
                const LayerLevels& levels, const ReadConditions& conditions, Stream stream,
                Chip& chip, LayerCells& result) {
  const std::vector<Conductance> targets = level_targets(hardware);
  const double kelvin = hardware.periphery.temperature_k;
  const CellNoise cells(hardware.device, targets, conditions.since_programming, kelvin);
  CellSums sums = cells.draw(levels.positive, stream.split(0), chip.positive);
  if (!levels.negative.empty()) {
    const CellSums more = cells.draw(levels.negative, stream.split(1), chip.negative);
    sums.programmed += more.programmed;
    sums.drifted += more.drifted;
  }
  if (hardware.device.retention.is_on()) {
    const Stream moments = stream.split(7);
    sums.drifted *= leak(hardware, layout, stream.split(5), moments, chip.positive);
    if (!chip.negative.empty()) {
      (void)leak(hardware, layout, stream.split(6), moments, chip.negative);
    }
  }
  const std::vector<std::uint8_t> lowest(chip.reference.size(), 0);
  (void)cells.draw(lowest, stream.split(4), chip.reference);
  const DriftCompensation compensation = hardware.periphery.drift_compensation;
  if (compensation == DriftCompensation::Global && sums.drifted > 0.0)
    result.decay = sums.drifted / sums.programmed;
  if (compensation == DriftCompensation::PerColumn) {
    const CellNoise programmed(hardware.device, targets, seconds(0.0));
    result.column_decay =
        column_decay(layout, levels, programmed, stream, chip.positive, chip.negative);
  }
  if (hardware.device.variation.correlated_sd > 0.0)
    vary_alike(layout, hardware.device.variation, stream.split(2), chip.spans());
}

bool has_wires(const hardware::Hardware& hardware) {
  const WireSegments wires{hardware.periphery.row_wire, hardware.periphery.column_wire};
  return !wires.are_ideal() && hardware.device.type != hardware::DeviceType::Sram;
}

// What columns see in units of a level: (G+ - G-) / unit for a pair, (G - G_reference) / unit
// beside a reference column, else (G - baseline) / unit (eq. 2).
void subtract(const CellLayout& layout, const Chip& chip, float unit_us, std::span<float> seen) {
  if (!chip.negative.empty()) {
    for (std::size_t i = 0; i < seen.size(); ++i)
      seen[i] = (chip.positive[i] - chip.negative[i]) / unit_us;
  } else if (!chip.reference.empty()) {
    for (const CrossbarPart& part : layout.parts()) {
      layout.for_each_cell(part, [&](std::size_t cell, std::size_t row, std::size_t) {
        seen[cell] = (chip.positive[cell] - chip.reference[part.first_reference + row]) / unit_us;
      });
    }
  } else {
    const auto baseline = static_cast<float>(chip.baseline);
    for (std::size_t i = 0; i < seen.size(); ++i) seen[i] = (chip.positive[i] - baseline) / unit_us;
  }
}

// The parts of a chip whose currents grow with the voltage, its square and its cube, as
// conductances at read voltage.
struct BentChip {
  Chip linear, square, cube;
};

// A cell behind wires sees the share of its row's voltage that its effective conductance tells.
void bend_cells(const hardware::Device& device, std::vector<float> Chip::*cells, const Chip& alone,
                const Chip& wired, BentChip& bent) {
  const std::size_t count = (alone.*cells).size();
  for (Chip* part : {&bent.linear, &bent.square, &bent.cube}) (part->*cells).resize(count);
  for (std::size_t i = 0; i < count; ++i) {
    const double own = double{(alone.*cells)[i]};
    const double share = own > 0.0 ? double{(wired.*cells)[i]} / own : 0.0;
    const CurveShares shares = curve_shares(device, siemens(own * micro));
    (bent.linear.*cells)[i] = static_cast<float>(own * share * shares.linear);  // eq. 7e
    (bent.square.*cells)[i] = static_cast<float>(own * share * share * shares.square);
    (bent.cube.*cells)[i] = static_cast<float>(own * share * share * share * shares.cube);
  }
}

BentChip bent_chip(const hardware::Device& device, const Chip& alone, const Chip& wired) {
  check_curve(device);
  BentChip bent;
  for (const auto cells : {&Chip::positive, &Chip::negative, &Chip::reference})
    bend_cells(device, cells, alone, wired, bent);
  const CurveShares shares = curve_shares(device, siemens(alone.baseline * micro));
  bent.linear.baseline = alone.baseline * shares.linear;
  bent.square.baseline = alone.baseline * shares.square;
  bent.cube.baseline = alone.baseline * shares.cube;
  return bent;
}

Chip drawn_chip(const hardware::Hardware& hardware, const CellLayout& layout,
                const LayerLevels& levels, const ReadConditions& conditions, Stream stream,
                LayerCells& result) {
  Chip chip{.positive = std::vector<float>(levels.positive.size()),
            .negative = std::vector<float>(levels.negative.size()),
            .reference = std::vector<float>(layout.reference_count()),
            .baseline = hardware.device.g_min.si() * 1e6};
  if (conditions.programming_noise) {
    draw_noise(hardware, layout, levels, conditions, stream, chip, result);
    return chip;
  }
  const std::vector<Conductance> targets = level_targets(hardware);
  take_targets(targets, levels.positive, chip.positive);
  take_targets(targets, levels.negative, chip.negative);
  std::fill(chip.reference.begin(), chip.reference.end(), static_cast<float>(chip.baseline));
  return chip;
}

}  // namespace

bool keeps_ideal_cells(const hardware::Hardware& hardware) {
  return !has_wires(hardware) && !bends_products(hardware);
}

LayerCells draw_layer_cells(const hardware::Hardware& hardware, const CellLayout& layout,
                            const LayerLevels& levels, const ReadConditions& conditions,
                            Stream stream, std::span<float> linear) {
  LayerCells result;
  Chip chip = drawn_chip(hardware, layout, levels, conditions, stream, result);
  const auto unit_us = static_cast<float>(level_unit(hardware).si() * 1e6);
  const bool bends = bends_products(hardware);
  const Chip alone = bends ? chip : Chip{};
  if (has_wires(hardware))
    add_wires(layout, {hardware.periphery.row_wire, hardware.periphery.column_wire}, chip.spans());
  if (bends) {
    BentChip bent = bent_chip(hardware.device, alone, chip);
    result.square.resize(linear.size());
    result.cube.resize(linear.size());
    subtract(layout, bent.square, unit_us, result.square);
    subtract(layout, bent.cube, unit_us, result.cube);
    chip = std::move(bent.linear);
  }
  subtract(layout, chip, unit_us, linear);
  return result;
}

}  // namespace kirchhoff::noise::detail
