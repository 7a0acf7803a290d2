// kirchhoff/noise/analog_layer.cpp - one group of a layer: GroupedAnalogLayer fed with row vectors.
#include "kirchhoff/noise/analog_layer.hpp"

#include <algorithm>
#include <cstddef>

#include "kirchhoff/base/error.hpp"
#include "kirchhoff/noise/grouped_analog_layer.hpp"

namespace kirchhoff::noise {

struct AnalogLayer::State {
  GroupedAnalogLayer layer;
  std::vector<std::uint8_t> columns;
  std::vector<float> products;
};

namespace {

constexpr std::size_t block = vectors_per_block;

mapping::LayerMapping one_group(mapping::LayerMapping layer) {
  layer.groups = 1;
  return layer;
}

int padded_width(std::size_t vectors) {
  const auto count = static_cast<int>(vectors);
  return (count + block_padding - 1) / block_padding * block_padding;
}

// Vectors [vectors][rows] become columns [rows][block]; columns that are left over are zero.
void stand_up(std::span<const std::uint8_t> vectors, std::size_t rows,
              std::vector<std::uint8_t>& columns) {
  std::fill(columns.begin(), columns.end(), std::uint8_t{0});
  for (std::size_t i = 0; i < vectors.size(); ++i)
    columns[i % rows * block + i / rows] = vectors[i];
}

}  // namespace

AnalogLayer::AnalogLayer(std::span<const std::int8_t> weights, int weight_bits, int activation_bits,
                         const mapping::LayerMapping& layer, const hardware::Hardware& hardware)
    : state_(new State{.layer = GroupedAnalogLayer(weights, weight_bits, activation_bits,
                                                   one_group(layer), hardware),
                       .columns = {},
                       .products = {}}) {
  state_->columns.resize(static_cast<std::size_t>(layer.matrix_rows) * block);
  state_->products.resize(static_cast<std::size_t>(layer.matrix_outputs) * block);
}

AnalogLayer::~AnalogLayer() = default;
AnalogLayer::AnalogLayer(AnalogLayer&&) noexcept = default;
AnalogLayer& AnalogLayer::operator=(AnalogLayer&&) noexcept = default;

void AnalogLayer::calibrate(std::span<const std::uint8_t> inputs) {
  const auto rows = static_cast<std::size_t>(state_->layer.rows());
  KIRCHHOFF_ASSERT(inputs.size() % rows == 0);
  for (std::size_t first = 0; first < inputs.size(); first += block * rows) {
    const auto part = inputs.subspan(first, std::min(block * rows, inputs.size() - first));
    stand_up(part, rows, state_->columns);
    state_->layer.calibrate_block(state_->columns, static_cast<int>(part.size() / rows));
  }
}

void AnalogLayer::finish_calibration() { state_->layer.finish_calibration(); }

void AnalogLayer::program(const ReadConditions& conditions, Stream stream) {
  state_->layer.program(conditions, stream);
}

void AnalogLayer::multiply(std::span<const std::uint8_t> inputs, std::span<float> out,
                           Stream stream) {
  const auto rows = static_cast<std::size_t>(state_->layer.rows());
  const auto outputs = static_cast<std::size_t>(state_->layer.outputs());
  KIRCHHOFF_ASSERT(inputs.size() % rows == 0 && out.size() == inputs.size() / rows * outputs);
  for (std::size_t first = 0; first < inputs.size(); first += block * rows) {
    const auto part = inputs.subspan(first, std::min(block * rows, inputs.size() - first));
    const std::size_t vectors = part.size() / rows;
    stand_up(part, rows, state_->columns);
    state_->layer.multiply_block(state_->columns, padded_width(vectors), state_->products,
                                 stream.split(first / rows / block));
    float* target = out.data() + first / rows * outputs;
    for (std::size_t vector = 0; vector < vectors; ++vector) {
      for (std::size_t output = 0; output < outputs; ++output)
        *target++ = state_->products[output * block + vector];
    }
  }
}

double AnalogLayer::converter_step(int slice) const { return state_->layer.converter_step(slice); }

}  // namespace kirchhoff::noise
