// kirchhoff/noise/grouped_analog_layer.cpp - all groups of one layer on crossbars, block by block.
//
// Model: docs/models/analog_layer.md
#include "kirchhoff/noise/grouped_analog_layer.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

#include "kirchhoff/base/error.hpp"
#include "kirchhoff/noise/cell_curve.hpp"
#include "kirchhoff/noise/detail/kernels.hpp"
#include "kirchhoff/noise/detail/layer_cells.hpp"

namespace kirchhoff::noise {
namespace {

using detail::block_width;

// Columns of one product: their sums should stay in the nearest caches until converted.
constexpr int columns_per_product = 48;

std::size_t index(std::ptrdiff_t value) { return static_cast<std::size_t>(value); }

int largest_level(int bits) { return (1 << bits) - 1; }

}  // namespace

GroupedAnalogLayer::GroupedAnalogLayer(std::span<const std::int8_t> weights, int weight_bits,
                                       int activation_bits, const mapping::LayerMapping& layer,
                                       const hardware::Hardware& hardware)
    : rows_(layer.matrix_rows),
      outputs_(layer.matrix_outputs),
      groups_(layer.groups),
      slices_(hardware::slice_count(hardware, weight_bits)),
      steps_(hardware::step_count(hardware, activation_bits)),
      cell_bits_(hardware.cell_bits),
      dac_bits_(hardware.dac_bits),
      pair_(hardware::weight_encoding(hardware) == hardware::Encoding::DifferentialPair),
      pulses_(hardware.periphery.input_coding == hardware::InputCoding::PulseWidth),
      chunks_(mapping::row_chunks(layer, hardware.crossbar)),
      hardware_(hardware),
      layout_(layer, hardware, slices_),
      codes_(code_range(hardware.adc_bits, pair_)),
      converter_steps_(static_cast<std::size_t>(slices_), 1.0) {
  KIRCHHOFF_ASSERT(weights.size() == index(std::ptrdiff_t{groups_} * outputs_ * rows_));
  KIRCHHOFF_ASSERT(hardware::weight_encoding(hardware) != hardware::Encoding::TwosComplement ||
                   cell_bits_ == 1);
  levels_ = cut_weights(weights, weight_bits,
                        {.groups = groups_, .outputs = outputs_, .rows = rows_, .chunks = chunks_},
                        hardware);
  matrix_.resize(levels_.positive.size());
  int longest = 0;
  for (const mapping::RowChunk& chunk : chunks_) longest = std::max(longest, chunk.count);
  largest_sum_ = std::int64_t{longest} * largest_level(cell_bits_) *
                 largest_level(std::min(dac_bits_, activation_bits));
  ranges_.assign(static_cast<std::size_t>(slices_), ConverterRange(largest_sum_));
  plane_.resize(index(std::ptrdiff_t{rows_} * block_width));
  if (bends_products(hardware)) {
    square_plane_.resize(plane_.size());
    cube_plane_.resize(plane_.size());
    bent_sums_.resize(index(std::ptrdiff_t{slices_per_product()} * outputs_ * block_width));
  }
  squares_.resize(block_width);
  spread_.resize(block_width);
  sums_.resize(index(std::ptrdiff_t{slices_per_product()} * outputs_ * block_width));
}

int GroupedAnalogLayer::slices_per_product() const {
  return std::clamp(columns_per_product / outputs_, 1, slices_);
}

std::ptrdiff_t GroupedAnalogLayer::chunk_offset(int group, std::size_t chunk) const {
  const std::ptrdiff_t rows_before = std::ptrdiff_t{group} * rows_ + chunks_[chunk].first;
  return rows_before * outputs_ * slices_;
}

void GroupedAnalogLayer::calibrate_block(std::span<const std::uint8_t> columns, int vectors) {
  collected_ = true;
  for (int group = 0; group < groups_; ++group) {
    for (std::size_t chunk = 0; chunk < chunks_.size(); ++chunk)
      calibrate_chunk(chunk, group, columns, vectors);
  }
}

void GroupedAnalogLayer::calibrate_chunk(std::size_t chunk, int group,
                                         std::span<const std::uint8_t> columns, int vectors) {
  const detail::Kernels& kernels = detail::kernels();
  const int count = chunks_[chunk].count;
  const int width = (vectors + block_padding - 1) / block_padding * block_padding;
  const std::ptrdiff_t first_row = std::ptrdiff_t{group} * rows_ + chunks_[chunk].first;
  const std::size_t first_cell = index(chunk_offset(group, chunk));
  const std::size_t cells = index(std::ptrdiff_t{outputs_} * count);
  std::vector<float> ideal(cells * index(slices_));
  for (std::size_t i = 0; i < ideal.size(); ++i) ideal[i] = ideal_level(first_cell + i);
  for (int step = 0; step < steps_; ++step) {
    kernels.cut(columns.data() + first_row * block_width, count, width, step * dac_bits_,
                largest_level(dac_bits_), plane_.data(), nullptr);
    for (std::size_t slice = 0; slice < ranges_.size(); ++slice) {
      kernels.multiply(ideal.data() + slice * cells, outputs_, count, plane_.data(), width,
                       sums_.data());
      for (int output = 0; output < outputs_; ++output) {
        const std::size_t first = index(std::ptrdiff_t{output} * block_width);
        ranges_[slice].add(
            std::span<const float>(sums_).subspan(first, static_cast<std::size_t>(vectors)));
      }
    }
  }
}

float GroupedAnalogLayer::ideal_level(std::size_t cell) const {
  return static_cast<float>(levels_.positive[cell] - (pair_ ? levels_.negative[cell] : 0));
}

void GroupedAnalogLayer::finish_calibration(double reach) {
  require(collected_,
          "the converters have no inputs to be calibrated on; give at least one calibration image");
  for (std::size_t slice = 0; slice < ranges_.size(); ++slice) {
    double range = 0.0;
    switch (hardware_.periphery.range) {
      case hardware::ConverterRangeRule::Percentile: range = ranges_[slice].percentile(); break;
      case hardware::ConverterRangeRule::FullScale:
        range = static_cast<double>(largest_sum_);
        break;
      case hardware::ConverterRangeRule::LeastError:
        range = ranges_[slice].least_error(codes_);
        break;
      case hardware::ConverterRangeRule::Learned:
        range = ranges_[slice].reaching(reach, codes_);
        break;
    }
    converter_steps_[slice] = noise::converter_step(range, codes_);
  }
  calibrated_ = true;
}

double GroupedAnalogLayer::converter_step(int slice) const {
  return converter_steps_.at(static_cast<std::size_t>(slice));
}

bool GroupedAnalogLayer::has_read_noise() const {
  return conditions_.read_noise && hardware_.device.read_sd_relative > 0.0;
}

void GroupedAnalogLayer::program(const ReadConditions& conditions, Stream stream) {
  conditions_ = conditions;
  // Digital sums are exact: there is nothing to read, to round or to programme wrongly.
  if (hardware_.device.summing == hardware::Summing::AdderTree) {
    conditions_.programming_noise = conditions_.read_noise = conditions_.converters = false;
  }
  require(!conditions_.converters || calibrated_,
          "the converters of a layer must be calibrated before it is programmed");
  draw_cells(conditions_, stream);
  bank_ = {};
  if (conditions_.converters && hardware_.periphery.has_converter_errors())
    bank_ = ConverterBank(hardware_.periphery, codes_, layout_.converter_count(), stream.split(3));
  // Products need cells in units of a step only where converters round to steps.
  use_merged_ = !conditions_.converters && !has_read_noise() && square_.empty();
  merged_.clear();
  if (use_merged_) merge_slices();
  programmed_ = true;
}

// matrix_ in converter steps: what columns see of the cells.
void GroupedAnalogLayer::draw_cells(const ReadConditions& conditions, Stream stream) {
  decay_ = 1.0;
  column_decay_.clear();
  square_.clear();
  cube_.clear();
  if (conditions.programming_noise || !detail::keeps_ideal_cells(hardware_)) {
    detail::LayerCells cells = detail::draw_layer_cells(
        hardware_, layout_,
        {.positive = levels_.positive, .negative = levels_.negative, .outputs = outputs_},
        conditions, stream, matrix_);
    decay_ = cells.decay;
    column_decay_ = std::move(cells.column_decay);
    square_ = std::move(cells.square);
    cube_ = std::move(cells.cube);
  } else {
    for (std::size_t i = 0; i < matrix_.size(); ++i) matrix_[i] = ideal_level(i);
  }
  if (!conditions.converters) return;
  for (std::vector<float>* cells : {&matrix_, &square_, &cube_}) scale_to_steps(*cells);
}

void GroupedAnalogLayer::scale_to_steps(std::vector<float>& all) const {
  if (all.empty()) return;
  for (int group = 0; group < groups_; ++group) {
    for (std::size_t chunk = 0; chunk < chunks_.size(); ++chunk) {
      const std::ptrdiff_t cells = std::ptrdiff_t{outputs_} * chunks_[chunk].count;
      float* cell = all.data() + chunk_offset(group, chunk);
      for (int slice = 0; slice < slices_; ++slice, cell += cells) {
        const auto step = static_cast<float>(converter_step(slice));
        std::for_each(cell, cell + cells, [step](float& value) { value /= step; });
      }
    }
  }
}

// Without rounding and noise all slices and steps are one linear product.
void GroupedAnalogLayer::merge_slices() {
  merged_.assign(index(std::ptrdiff_t{groups_} * outputs_ * rows_), 0.0F);
  for (int group = 0; group < groups_; ++group) {
    for (std::size_t c = 0; c < chunks_.size(); ++c) {
      const mapping::RowChunk& chunk = chunks_[c];
      const float* cell = matrix_.data() + chunk_offset(group, c);
      for (int column = 0; column < slices_ * outputs_; ++column) {
        const int output = group * outputs_ + column % outputs_;
        const auto worth =
            static_cast<float>(levels_.significance[static_cast<std::size_t>(column / outputs_)]);
        float* weight = merged_.data() + std::ptrdiff_t{output} * rows_ + chunk.first;
        for (int row = 0; row < chunk.count; ++row) weight[row] += *cell++ * worth;
      }
    }
  }
  if (levels_.offset == 0) return;
  for (std::size_t output = 0; output < index(std::ptrdiff_t{groups_} * outputs_); ++output) {
    const auto offset = static_cast<float>(compensated_offset(output));
    for (float& weight : std::span(merged_).subspan(output * index(rows_), index(rows_)))
      weight -= offset;
  }
}

// What the inputs' sum is multiplied with ahead of compensate(), which divides by the decay.
double GroupedAnalogLayer::compensated_offset(std::size_t output) const {
  return levels_.offset * (column_decay_.empty() ? decay_ : column_decay_[output]);
}

void GroupedAnalogLayer::multiply_merged(std::span<const std::uint8_t> columns, int width,
                                         std::span<float> out) {
  const detail::Kernels& kernels = detail::kernels();
  for (int group = 0; group < groups_; ++group) {
    const std::ptrdiff_t first = std::ptrdiff_t{group} * rows_;
    kernels.cut(columns.data() + first * block_width, rows_, width, 0, 0xff, plane_.data(),
                nullptr);
    kernels.multiply(merged_.data() + first * outputs_, outputs_, rows_, plane_.data(), width,
                     out.data() + std::ptrdiff_t{group} * outputs_ * block_width);
  }
}

void GroupedAnalogLayer::multiply_block(std::span<const std::uint8_t> columns, int width,
                                        std::span<float> out, Stream stream) {
  KIRCHHOFF_ASSERT(programmed_);
  KIRCHHOFF_ASSERT(width > 0 && width <= block_width && width % block_padding == 0);
  if (use_merged_) {
    multiply_merged(columns, width, out);
  } else {
    std::fill(out.begin(), out.end(), 0.0F);
    const std::uint64_t key_first = stream.bits();
    const std::uint64_t key_second = stream.bits();
    for (int group = 0; group < groups_; ++group) {
      float* total = out.data() + std::ptrdiff_t{group} * outputs_ * block_width;
      for (std::size_t chunk = 0; chunk < chunks_.size(); ++chunk)
        multiply_chunk(chunk, group, columns, width, total, key_first, key_second);
    }
  }
  compensate(out);
}

void GroupedAnalogLayer::compensate(std::span<float> out) const {
  for (std::size_t i = 0; i < column_decay_.size(); ++i) {
    const auto compensation = static_cast<float>(1.0 / column_decay_[i]);
    for (float& value : out.subspan(i * block_width, block_width)) value *= compensation;
  }
  if (decay_ == 1.0) return;
  const auto compensation = static_cast<float>(1.0 / decay_);
  for (float& value : out) value *= compensation;
}

void GroupedAnalogLayer::multiply_chunk(std::size_t chunk, int group,
                                        std::span<const std::uint8_t> columns, int width,
                                        float* total, std::uint64_t key_first,
                                        std::uint64_t key_second) {
  const int count = chunks_[chunk].count;
  const std::ptrdiff_t first_row = std::ptrdiff_t{group} * rows_ + chunks_[chunk].first;
  const std::uint8_t* inputs = columns.data() + first_row * block_width;
  converters_.clear();
  for (int column = 0; bank_.size() > 0 && column < slices_ * outputs_; ++column)
    converters_.push_back(layout_.converter(group, chunk, column / outputs_, column % outputs_));
  // Every conversion of the block has a number of its own, which counts its random numbers.
  std::size_t conversion = (index(group) * chunks_.size() + chunk) * index(steps_);
  for (int step = 0; step < steps_; ++step, ++conversion) {
    cut_digits(inputs, count, width, step);
    for (int slice = 0; slice < slices_; slice += slices_per_product()) {
      const int slice_count = std::min(slices_per_product(), slices_ - slice);
      const std::ptrdiff_t first_cell =
          chunk_offset(group, chunk) + std::ptrdiff_t{slice} * outputs_ * count;
      multiply_cells(first_cell, slice_count * outputs_, count, width);
      const std::size_t column = (conversion * index(slices_) + index(slice)) * index(outputs_);
      convert_slices(slice, slice_count, step, width, total, key_first, key_second,
                     static_cast<std::uint32_t>(column));
    }
  }
  if (levels_.offset != 0) subtract_offset(inputs, count, group, width, total);
}

// plane_ and, where products need them, its powers; squares_ for the noise of reads.
void GroupedAnalogLayer::cut_digits(const std::uint8_t* columns, int count, int width, int step) {
  const int shift = step * dac_bits_, top = largest_level(dac_bits_);
  const bool counts_slots = has_read_noise() && pulses_;
  detail::kernels().cut(columns, count, width, shift, top, plane_.data(),
                        has_read_noise() && !counts_slots ? squares_.data() : nullptr);
  if (counts_slots) {
    std::fill(squares_.begin(), squares_.end(), 0.0F);
    for (int row = 0; row < count; ++row, columns += block_width) {
      for (int i = 0; i < width; ++i)
        squares_[index(i)] += static_cast<float>((columns[i] >> shift) & top);  // eq. 7b
    }
  }
  if (square_.empty()) return;
  const std::size_t cells = index(std::ptrdiff_t{count} * width);
  const float scale = 1.0F / static_cast<float>(top);
  for (std::size_t i = 0; i < cells; ++i) {
    square_plane_[i] = plane_[i] * plane_[i] * scale;
    cube_plane_[i] = square_plane_[i] * plane_[i] * scale;
  }
}

// sums_ of `columns` columns of cells: of the digits, and of their powers where amplitudes bend
// products (eq. 7e).
void GroupedAnalogLayer::multiply_cells(std::ptrdiff_t first_cell, int columns, int count,
                                        int width) {
  const detail::Kernels& kernels = detail::kernels();
  kernels.multiply(matrix_.data() + first_cell, columns, count, plane_.data(), width, sums_.data());
  if (square_.empty()) return;
  const std::size_t sums = index(std::ptrdiff_t{columns} * block_width);
  for (const auto& [cells, plane] :
       {std::pair{&square_, &square_plane_}, std::pair{&cube_, &cube_plane_}}) {
    kernels.multiply(cells->data() + first_cell, columns, count, plane->data(), width,
                     bent_sums_.data());
    for (std::size_t i = 0; i < sums; ++i) sums_[i] += bent_sums_[i];
  }
}

// The inputs' sum is exact: it is added up in integers, once for all outputs. Subtracted by chunk,
// so that sums stay small enough to be exact.
void GroupedAnalogLayer::subtract_offset(const std::uint8_t* columns, int count, int group,
                                         int width, float* total) const {
  std::array<std::int32_t, block_width> sums{};
  for (int row = 0; row < count; ++row, columns += block_width) {
    for (int i = 0; i < width; ++i) sums[index(i)] += columns[i];
  }
  for (int output = 0; output < outputs_; ++output, total += block_width) {
    const auto offset =
        static_cast<float>(compensated_offset(index(std::ptrdiff_t{group} * outputs_ + output)));
    for (int i = 0; i < width; ++i) total[i] -= offset * static_cast<float>(sums[index(i)]);
  }
}

// Noise of one read and cell in units of a level (eq. 7); both cells of a pair are read, and the
// reference beside a cell. A slot of a pulse is shorter than a read (eq. 7b).
double GroupedAnalogLayer::read_variance() const {
  const double level_sd =
      hardware_.device.read_sd_relative * largest_level(cell_bits_) *
      (hardware_.device.g_max / (hardware_.device.g_max - hardware_.device.g_min));
  const bool two_cells = pair_ || layout_.reference_count() > 0;
  const double variance =
      conditions_.read_noise ? level_sd * level_sd * (two_cells ? 2.0 : 1.0) : 0.0;
  return pulses_ ? variance / hardware_.periphery.pulse_slot_share : variance;
}

void GroupedAnalogLayer::convert_slices(int first_slice, int slice_count, int step, int width,
                                        float* total, std::uint64_t key_first,
                                        std::uint64_t key_second, std::uint32_t first_column) {
  const detail::Kernels& kernels = detail::kernels();
  const double of_reads = read_variance();
  const double converter_variance =
      conditions_.read_noise && conditions_.converters
          ? hardware_.device.converter_sd_lsb * hardware_.device.converter_sd_lsb
          : 0.0;
  for (int slice = first_slice; slice < first_slice + slice_count; ++slice) {
    const double unit = conditions_.converters ? converter_step(slice) : 1.0;
    const bool noisy = of_reads > 0.0 || converter_variance > 0.0;
    if (noisy) {
      kernels.spread(squares_.data(), width, static_cast<float>(of_reads / (unit * unit)),
                     static_cast<float>(converter_variance), spread_.data());
    }
    const double worth =
        unit * levels_.significance[static_cast<std::size_t>(slice)] * std::exp2(step * dac_bits_);
    const int column = (slice - first_slice) * outputs_;
    if (bank_.size() > 0) {
      convert_by_bank(slice, column, width, worth, noisy,
                      (first_column + static_cast<std::uint32_t>(column)), key_first, key_second,
                      total);
      continue;
    }
    kernels.convert(
        {.sums = sums_.data() + std::ptrdiff_t{column} * block_width,
         .sd = noisy ? spread_.data() : nullptr,
         .outputs = outputs_,
         .width = width,
         .quantise = conditions_.converters,
         .low = static_cast<float>(codes_.low),
         .high = static_cast<float>(codes_.high),
         .coefficient = static_cast<float>(worth),
         .key = {.first = static_cast<std::uint32_t>(key_first),
                 .second = static_cast<std::uint32_t>(key_first >> 32U),
                 .third = static_cast<std::uint32_t>(key_second)},
         .first_counter = (first_column + static_cast<std::uint32_t>(column)) * (block_width / 2),
         .total = total});
  }
}

// The same through converters with errors: noise first, then the code (eq. 20).
void GroupedAnalogLayer::convert_by_bank(int slice, int column, int width, double worth, bool noisy,
                                         std::uint32_t first_number, std::uint64_t key_first,
                                         std::uint64_t key_second, float* total) {
  const detail::GaussianKey key{.first = static_cast<std::uint32_t>(key_first),
                                .second = static_cast<std::uint32_t>(key_first >> 32U),
                                .third = static_cast<std::uint32_t>(key_second)};
  const auto coefficient = static_cast<float>(worth);
  gaussian_.resize(block_width);
  for (int output = 0; output < outputs_; ++output) {
    float* sums = sums_.data() + std::ptrdiff_t{column + output} * block_width;
    if (noisy) {
      const std::uint32_t number = first_number + static_cast<std::uint32_t>(output);
      detail::kernels().gaussian(key, number * (block_width / 2), width, gaussian_.data());
      for (int i = 0; i < width; ++i) sums[i] += spread_[index(i)] * gaussian_[index(i)];
    }
    const std::size_t converter = converters_[index(slice) * index(outputs_) + index(output)];
    float* sum = total + std::ptrdiff_t{output} * block_width;
    for (int i = 0; i < width; ++i) sum[i] += coefficient * bank_.code(converter, sums[i]);
  }
}

}  // namespace kirchhoff::noise
