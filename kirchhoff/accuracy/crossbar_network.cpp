// kirchhoff/accuracy/crossbar_network.cpp - a trained network on its crossbars: calibrate, program,
// score.
#include "kirchhoff/accuracy/crossbar_network.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <tuple>

#include "kirchhoff/base/error.hpp"

namespace kirchhoff::accuracy {
namespace {

// Enough for a percentile of 99.9 % in each slice; more costs time and moves it by less than a
// step.
constexpr std::int64_t sampled_conversions = std::int64_t{1} << 22;

// Every how many blocks one is sampled. Odd, so that the samples do not always fall on the same
// part of the images.
std::int64_t sampling_interval(const mapping::LayerMapping& layer, std::int64_t images) {
  const std::int64_t conversions = std::int64_t{layer.row_chunks} * layer.steps * layer.slices *
                                   layer.matrix_outputs * layer.groups * layer.vectors * images;
  return std::max<std::int64_t>(conversions / sampled_conversions, 1) | 1;
}

void count_block(const LayerBlock& block, network::ActivityMeter& meter) {
  constexpr auto pitch = static_cast<std::size_t>(noise::vectors_per_block);
  const auto vectors = static_cast<std::size_t>(block.vectors);
  for (std::size_t row = 0; row * pitch < block.columns.size(); ++row)
    meter.count(static_cast<int>(row), block.columns.subspan(row * pitch, vectors));
}

}  // namespace

CrossbarNetwork::CrossbarNetwork(const network::Network& network, const network::Weights& weights,
                                 const mapping::Mapping& mapping,
                                 const hardware::Hardware& hardware)
    : CrossbarNetwork(network, weights, mapping,
                      std::span<const hardware::Hardware>(&hardware, 1)) {}

CrossbarNetwork::CrossbarNetwork(const network::Network& network, const network::Weights& weights,
                                 const mapping::Mapping& mapping,
                                 std::span<const hardware::Hardware> kinds)
    : run_(network, weights) {
  require(mapping.layers.size() == run_.layers().size(),
          "the mapping has {} layers, network {} has {}; map this network first",
          mapping.layers.size(), network.name(), run_.layers().size());
  for (std::size_t l = 0; l < mapping.layers.size(); ++l) {
    const mapping::LayerMapping& layer = mapping.layers[l];
    const network::Node& node = network.node(run_.layers()[l]);
    require(
        layer.node == run_.layers()[l] && layer.groups * layer.matrix_rows == run_.input(l).rows(),
        "the mapping of layer {} does not fit network {}; map this network first", node.name,
        network.name());
    require(
        layer.kind >= 0 && static_cast<std::size_t>(layer.kind) < kinds.size(),
        "layer {} sits on kind {} of macro, the chip has {}; map the network on this chip first",
        node.name, layer.kind + 1, kinds.size());
    const hardware::Hardware& hardware = kinds[static_cast<std::size_t>(layer.kind)];
    const std::vector<std::int8_t> integers =
        network::integer_weights(weights, network, run_.layers()[l]);
    integer_layers_.emplace_back(integers, layer.groups, layer.matrix_outputs, layer.matrix_rows);
    analog_layers_.emplace_back(integers, node.weight_bits, node.activation_bits, layer, hardware);
    meters_.emplace_back(integers, layer.groups, layer.matrix_outputs, layer.matrix_rows,
                         node.weight_bits, node.activation_bits);
    mappings_.push_back(layer);
    reaches_.push_back(network::converter_reach(weights, node));
  }
}

network::Activity CrossbarNetwork::calibrate(const train::ImageSet& images,
                                             std::span<const std::int64_t> indices,
                                             const BatchDone& done) {
  std::vector<network::ActivityMeter> meters = meters_;  // each calibration counts from 0
  std::vector<std::int64_t> intervals;
  for (const mapping::LayerMapping& layer : mappings_)
    intervals.push_back(sampling_interval(layer, static_cast<std::int64_t>(indices.size())));
  const auto multiply = [&](const LayerBlock& block) {
    integer_layers_[block.layer].multiply_block(block.columns, block.width, block.products);
    if (block.block % intervals[block.layer] != 0) return;
    analog_layers_[block.layer].calibrate_block(block.columns, block.vectors);
    count_block(block, meters[block.layer]);
  };
  std::ignore = run_batches(run_, images, indices, multiply, done);
  network::Activity activity{
      .source = fmt::format("measured on {} training images", indices.size()), .layers = {}};
  for (std::size_t l = 0; l < analog_layers_.size(); ++l) {
    const network::Node& node = run_.network().node(run_.layers()[l]);
    analog_layers_[l].finish_calibration(reaches_[l]);
    activity.layers.push_back(meters[l].activity(node.name));
  }
  return activity;
}

std::vector<float> CrossbarNetwork::digital_scores(const train::ImageSet& images,
                                                   std::span<const std::int64_t> indices,
                                                   const BatchDone& done) {
  const auto multiply = [&](const LayerBlock& block) {
    integer_layers_[block.layer].multiply_block(block.columns, block.width, block.products);
  };
  return run_batches(run_, images, indices, multiply, done);
}

void CrossbarNetwork::program(const noise::ReadConditions& conditions, const Stream& stream) {
  for (std::size_t l = 0; l < analog_layers_.size(); ++l)
    analog_layers_[l].program(conditions, stream.split(l));
}

std::vector<float> CrossbarNetwork::analog_scores(const train::ImageSet& images,
                                                  std::span<const std::int64_t> indices,
                                                  const Stream& read, const BatchDone& done) {
  const auto multiply = [&](const LayerBlock& block) {
    if (only_layer_.value_or(block.layer) != block.layer) {
      integer_layers_[block.layer].multiply_block(block.columns, block.width, block.products);
      return;
    }
    analog_layers_[block.layer].multiply_block(
        block.columns, block.width, block.products,
        read.split(block.layer).split(static_cast<std::uint64_t>(block.block)));
  };
  return run_batches(run_, images, indices, multiply, done);
}

}  // namespace kirchhoff::accuracy
