// tests/noise/example_chip.hpp - small chips and layers for the tests of noise and accuracy.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "kirchhoff/base/stream.hpp"
#include "kirchhoff/hardware/hardware.hpp"
#include "kirchhoff/mapping/mapping.hpp"

namespace kirchhoff::test {

inline hardware::Device example_device(hardware::Encoding encoding) {
  hardware::Device device;
  device.name = "example";
  device.source = "made up for a test";
  device.encoding = encoding;
  device.max_cell_bits = encoding == hardware::Encoding::DifferentialPair ? 4 : 1;
  device.type = encoding == hardware::Encoding::DifferentialPair ? hardware::DeviceType::Rram
                                                                 : hardware::DeviceType::Sram;
  device.g_min = microsiemens(encoding == hardware::Encoding::DifferentialPair ? 1.0 : 0.0);
  device.g_max = microsiemens(41.0);
  device.g_reference = microsiemens(40.0);
  device.programming_sd_us = {0.0};
  return device;
}

struct ExampleOptions {
  hardware::Encoding encoding = hardware::Encoding::DifferentialPair;
  int cell_bits = 1;
  int dac_bits = 1;
  int active_rows = 32;
  int adc_bits = 12;
};

inline hardware::Hardware example_hardware(const ExampleOptions& options) {
  hardware::Hardware hardware;
  hardware.name = "example";
  hardware.device = example_device(options.encoding);
  hardware.cell_bits = options.cell_bits;
  hardware.dac_bits = options.dac_bits;
  hardware.adc_bits = options.adc_bits;
  hardware.crossbar = hardware::CrossbarShape{
      {.rows = 64, .columns = 64, .active_rows = options.active_rows, .columns_per_adc = 8}};
  return hardware;
}

/// The mapping of one matrix, as far as noise reads it.
inline mapping::LayerMapping example_mapping(int rows, int outputs, int groups = 1) {
  mapping::LayerMapping layer;
  layer.name = "example";
  layer.matrix_rows = rows;
  layer.matrix_outputs = outputs;
  layer.groups = groups;
  return layer;
}

inline std::vector<std::int8_t> random_weights(std::size_t count, int bits, std::uint64_t index) {
  Stream stream(1, purpose::test, index);
  const std::int64_t largest = (std::int64_t{1} << (bits - 1)) - 1;
  std::vector<std::int8_t> weights(count);
  for (std::int8_t& weight : weights) {
    const auto draw =
        static_cast<std::int64_t>(stream.below(static_cast<std::uint64_t>(2 * largest + 1)));
    weight = static_cast<std::int8_t>(draw - largest);
  }
  return weights;
}

inline std::vector<std::uint8_t> random_inputs(std::size_t count, int bits, std::uint64_t index) {
  Stream stream(2, purpose::test, index);
  std::vector<std::uint8_t> inputs(count);
  for (std::uint8_t& input : inputs)
    input = static_cast<std::uint8_t>(stream.below(std::uint64_t{1} << bits));
  return inputs;
}

/// [vectors][outputs], computed the slow way.
inline std::vector<float> integer_products(std::span<const std::int8_t> weights,
                                           std::span<const std::uint8_t> inputs, std::size_t rows) {
  std::vector<float> products;
  for (std::size_t v = 0; v < inputs.size(); v += rows) {
    for (std::size_t w = 0; w < weights.size(); w += rows) {
      std::int64_t sum = 0;
      for (std::size_t r = 0; r < rows; ++r)
        sum += std::int64_t{weights[w + r]} * std::int64_t{inputs[v + r]};
      products.push_back(static_cast<float>(sum));
    }
  }
  return products;
}

}  // namespace kirchhoff::test
