// kirchhoff/accuracy/crossbar_network.hpp - a trained network on its crossbars: calibrate, program,
// score.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <vector>

#include "kirchhoff/accuracy/network_run.hpp"
#include "kirchhoff/base/stream.hpp"
#include "kirchhoff/mapping/mapping.hpp"
#include "kirchhoff/network/activity_meter.hpp"
#include "kirchhoff/noise/grouped_analog_layer.hpp"
#include "kirchhoff/noise/integer_layer.hpp"

namespace kirchhoff::accuracy {

/// Called after each batch with its number of images; may throw to stop.
using BatchDone = std::function<void(std::int64_t)>;

/// All layers of one network on one chip. Not thread-safe.
class CrossbarNetwork {
 public:
  /// Keeps a reference to `network`. Throws Error(Input) when weights or mapping do not fit it.
  CrossbarNetwork(const network::Network& network, const network::Weights& weights,
                  const mapping::Mapping& mapping, const hardware::Hardware& hardware);
  /// The same on a chip with several kinds of macros: each layer has the cells, converters and
  /// noise of the kind that the mapping names.
  CrossbarNetwork(const network::Network& network, const network::Weights& weights,
                  const mapping::Mapping& mapping, std::span<const hardware::Hardware> kinds);

  /// Runs the images digitally, fixes the converter ranges and measures the activity on a sample of
  /// their vectors: whole blocks, evenly spread, at least 4 million conversions a layer if there
  /// are.
  network::Activity calibrate(const train::ImageSet& images, std::span<const std::int64_t> indices,
                              const BatchDone& done);

  /// Exact scores of the quantised network, [images][classes].
  std::vector<float> digital_scores(const train::ImageSet& images,
                                    std::span<const std::int64_t> indices, const BatchDone& done);

  /// Programs one chip: layer l draws its cells from stream.split(l).
  void program(const noise::ReadConditions& conditions, const Stream& stream);

  /// Makes one layer analog and all others exact, or with nullopt all analog; `layer` is its place
  /// among the layers with weights.
  void analog_alone(std::optional<std::size_t> layer) { only_layer_ = layer; }

  /// Scores of the programmed chip. Block b of layer l draws from read.split(l).split(b).
  std::vector<float> analog_scores(const train::ImageSet& images,
                                   std::span<const std::int64_t> indices, const Stream& read,
                                   const BatchDone& done);

 private:
  NetworkRun run_;
  std::vector<noise::IntegerLayer> integer_layers_;
  std::vector<noise::GroupedAnalogLayer> analog_layers_;
  std::vector<network::ActivityMeter> meters_;  // weights counted, inputs not yet
  std::vector<mapping::LayerMapping> mappings_;
  std::vector<double> reaches_;  // of converters, in root mean squares of their sums
  std::optional<std::size_t> only_layer_;
};

}  // namespace kirchhoff::accuracy
