// kirchhoff/cost/exact_crossbar.cpp - every step, every row, every cell.
#include "kirchhoff/cost/exact_crossbar.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdlib>

#include "kirchhoff/base/error.hpp"
#include "kirchhoff/cost/drivers.hpp"
#include "kirchhoff/cost/technology.hpp"

namespace kirchhoff::cost {
namespace {

using hardware::Encoding;
using hardware::Hardware;

std::size_t count(int value) { return static_cast<std::size_t>(value); }

void check_run(const CrossbarRun& run, const Hardware& hardware) {
  const hardware::CrossbarShape& shape = hardware.crossbar;
  require(run.rows >= 1 && run.rows <= shape.rows(),
          "exact crossbar: {} rows; the crossbar has {}, at least 1 is used", run.rows,
          shape.rows());
  const int columns = run.outputs * hardware::columns_per_weight(hardware, run.weight_bits);
  require(run.outputs >= 1 && columns <= shape.columns(),
          "exact crossbar: {} outputs need {} columns; the crossbar has {}", run.outputs, columns,
          shape.columns());
  require(run.weights.size() == count(run.rows) * count(run.outputs),
          "exact crossbar: {} weights for {} rows and {} outputs", run.weights.size(), run.rows,
          run.outputs);
  require(run.inputs.size() % count(run.rows) == 0,
          "exact crossbar: {} inputs are no whole number of vectors of {} rows", run.inputs.size(),
          run.rows);
  const unsigned top = (1U << static_cast<unsigned>(run.activation_bits)) - 1U;
  require(std::all_of(run.inputs.begin(), run.inputs.end(),
                      [top](std::uint8_t value) { return value <= top; }),
          "exact crossbar: an input exceeds {}, the largest of {} bits", top, run.activation_bits);
}

// The slices of a magnitude, in the cells of the weight's sign; the other cells stay at level 0.
void write_pair(int weight, unsigned cell_bits, std::span<std::uint8_t> cells) {
  const unsigned top = (1U << cell_bits) - 1U;
  auto rest = static_cast<unsigned>(std::abs(weight));
  for (std::size_t cell = weight < 0 ? 1 : 0; cell < cells.size(); cell += 2, rest >>= cell_bits)
    cells[cell] = static_cast<std::uint8_t>(rest & top);
}

void write_complement(int weight, std::span<std::uint8_t> cells) {
  const auto bits = static_cast<unsigned>(weight);  // two's complement of 32 bits
  for (std::size_t cell = 0; cell < cells.size(); ++cell)
    cells[cell] = static_cast<std::uint8_t>(bits >> cell & 1U);
}

// On either side of the middle level, so that the difference is the slice with its sign.
void write_two_sided(int weight, unsigned cell_bits, std::span<std::uint8_t> cells) {
  const int top = (1 << cell_bits) - 1;
  for (std::size_t slice = 0; slice * 2 < cells.size(); ++slice) {
    const int magnitude = std::abs(weight) >> (slice * cell_bits) & top;
    const int digit = weight < 0 ? -magnitude : magnitude;
    cells[2 * slice] = static_cast<std::uint8_t>((top + digit) / 2);
    cells[2 * slice + 1] = static_cast<std::uint8_t>((top + digit) / 2 - digit);
  }
}

void write_offset(int weight, int weight_bits, unsigned cell_bits, std::span<std::uint8_t> cells) {
  auto rest = static_cast<unsigned>(weight + (1 << (weight_bits - 1)));
  for (std::uint8_t& cell : cells) {
    cell = static_cast<std::uint8_t>(rest & ((1U << cell_bits) - 1U));
    rest >>= cell_bits;
  }
}

std::vector<std::int64_t> column_worth(int columns, unsigned cell_bits, Encoding encoding) {
  std::vector<std::int64_t> worth(count(columns));
  for (std::size_t column = 0; column < worth.size(); ++column) {
    if (encoding == Encoding::DifferentialPair) {
      const std::int64_t magnitude = std::int64_t{1} << (column / 2 * cell_bits);
      worth[column] = column % 2 == 0 ? magnitude : -magnitude;
    } else if (encoding == Encoding::Offset) {
      worth[column] = std::int64_t{1} << (column * cell_bits);
    } else {
      const bool is_sign = column + 1 == worth.size();
      worth[column] = (std::int64_t{1} << column) * (is_sign ? -1 : 1);
    }
  }
  return worth;
}

// One step of one vector: what every row does to its word line and its cells.
void apply_step(std::span<const std::uint8_t> digits, const CellLevels& cells, ExactCrossbar& sums,
                std::vector<std::int64_t>& column_sums) {
  std::fill(column_sums.begin(), column_sums.end(), 0);
  bool is_idle = true;
  for (std::size_t row = 0; row < digits.size(); ++row) {
    const std::int64_t digit = digits[row];
    if (digit == 0) {
      ++sums.skipped_row_steps;
      continue;
    }
    is_idle = false;
    ++sums.driven_row_steps;
    const std::uint8_t* levels = cells.levels.data() + row * count(cells.columns);
    std::int64_t row_levels = 0;
    for (std::size_t column = 0; column < column_sums.size(); ++column) {
      row_levels += levels[column];
      column_sums[column] += digit * levels[column];
    }
    sums.slots += digit;
    sums.cell_squares += digit * digit * cells.columns;
    sums.cell_square_levels += digit * digit * row_levels;
    sums.cell_slot_levels += digit * row_levels;
  }
  sums.idle_steps += is_idle ? 1 : 0;
}

// Steps and slices added up as the shift-adders do: what the crossbar was built to compute.
void add_products(std::span<const std::int64_t> column_sums, const CellLevels& cells,
                  std::int64_t step_worth, std::span<std::int64_t> products) {
  const std::size_t per_weight = cells.worth.size();
  for (std::size_t column = 0; column < column_sums.size(); ++column)
    products[column / per_weight] +=
        step_worth * cells.worth[column % per_weight] * column_sums[column];
}

// What an offset mapping takes off in integers: 2^(weight_bits-1) times the sum of the inputs.
void subtract_offset(const CrossbarRun& run, std::span<std::int64_t> products) {
  const std::size_t rows = count(run.rows), outputs = count(run.outputs);
  for (std::size_t first = 0; first < run.inputs.size(); first += rows) {
    std::int64_t sum = 0;
    for (const std::uint8_t value : run.inputs.subspan(first, rows)) sum += value;
    for (std::int64_t& product : products.subspan(first / rows * outputs, outputs))
      product -= sum << (run.weight_bits - 1);
  }
}

void add_energy(const Hardware& hardware, int columns, const Calibration& calibration,
                ExactCrossbar& sums) {
  const hardware::Device& device = hardware.device;
  const double full_scale = static_cast<double>((1 << hardware.dac_bits) - 1);
  const double top = static_cast<double>((1 << hardware.cell_bits) - 1);
  const bool pulses = hardware.periphery.input_coding == hardware::InputCoding::PulseWidth;
  const double slot = hardware.periphery.pulse_slot_share;
  const double squares = pulses
                             ? slot * static_cast<double>(sums.slots * columns)
                             : static_cast<double>(sums.cell_squares) / (full_scale * full_scale);
  const double square_levels =
      pulses ? slot * static_cast<double>(sums.cell_slot_levels) / top
             : static_cast<double>(sums.cell_square_levels) / (full_scale * full_scale * top);
  if (device.type == hardware::DeviceType::Sram) {  // cells.md eq. 4
    sums.cells = square_levels * device.cell_capacitance * hardware.supply * hardware.supply;
  } else {  // cells.md eq. 1
    const Conductance conductance =
        squares * device.g_min + square_levels * (device.g_max - device.g_min);
    const Power power = conductance * device.read_voltage * device.read_voltage;
    sums.cells = power * calibration.read_pulse;
  }
  const Scaling scaling = scale_to(calibration, hardware.node_nm, hardware.supply);
  sums.word_lines = static_cast<double>(sums.driven_row_steps) *
                        driver_cost(hardware, calibration, scaling).energy +
                    static_cast<double>(sums.slots) * slot_energy(hardware, calibration, scaling);
}

}  // namespace

CellLevels cell_levels(const CrossbarRun& run, const Hardware& hardware) {
  const Encoding encoding = hardware::weight_encoding(hardware);
  const int per_weight = hardware::columns_per_weight(hardware, run.weight_bits);
  const auto cell_bits = static_cast<unsigned>(hardware.cell_bits);
  const int largest = (1 << (run.weight_bits - 1)) - 1;
  CellLevels cells;
  cells.columns = run.outputs * per_weight;
  cells.levels.assign(count(run.rows) * count(cells.columns), 0);
  cells.worth = column_worth(per_weight, cell_bits, encoding);
  for (std::size_t output = 0; output < count(run.outputs); ++output) {
    for (std::size_t row = 0; row < count(run.rows); ++row) {
      const int weight = +run.weights[output * count(run.rows) + row];
      require(std::abs(weight) <= largest, "exact crossbar: weight {} exceeds {} of {} bits",
              weight, largest, run.weight_bits);
      const std::span<std::uint8_t> target(
          cells.levels.data() + row * count(cells.columns) + output * count(per_weight),
          count(per_weight));
      if (hardware.weight_mapping == hardware::WeightMapping::TwoSided) {
        write_two_sided(weight, cell_bits, target);
      } else if (encoding == Encoding::DifferentialPair) {
        write_pair(weight, cell_bits, target);
      } else if (encoding == Encoding::Offset) {
        write_offset(weight, run.weight_bits, cell_bits, target);
      } else {
        write_complement(weight, target);
      }
    }
  }
  return cells;
}

ExactCrossbar exact_crossbar(const CrossbarRun& run, const Hardware& hardware,
                             const Calibration& calibration) {
  check_run(run, hardware);
  const CellLevels cells = cell_levels(run, hardware);
  const std::size_t rows = count(run.rows), outputs = count(run.outputs);
  const std::size_t vectors = run.inputs.size() / rows;
  const auto dac_bits = static_cast<unsigned>(hardware.dac_bits);
  const unsigned mask = (1U << dac_bits) - 1U;
  ExactCrossbar sums;
  sums.products.assign(vectors * outputs, 0);
  std::vector<std::int64_t> column_sums(count(cells.columns));
  std::vector<std::uint8_t> digits(rows);
  for (std::size_t vector = 0; vector < vectors; ++vector) {
    const std::span<const std::uint8_t> values = run.inputs.subspan(vector * rows, rows);
    const std::span<std::int64_t> products(sums.products.data() + vector * outputs, outputs);
    for (unsigned bit = 0; bit < static_cast<unsigned>(run.activation_bits); bit += dac_bits) {
      std::transform(values.begin(), values.end(), digits.begin(), [bit, mask](std::uint8_t value) {
        return static_cast<std::uint8_t>(static_cast<unsigned>(value) >> bit & mask);
      });
      apply_step(digits, cells, sums, column_sums);
      add_products(column_sums, cells, std::int64_t{1} << bit, products);
    }
  }
  if (hardware::weight_encoding(hardware) == Encoding::Offset) subtract_offset(run, sums.products);
  add_energy(hardware, cells.columns, calibration, sums);
  return sums;
}

}  // namespace kirchhoff::cost
