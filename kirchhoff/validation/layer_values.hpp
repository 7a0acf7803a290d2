// kirchhoff/validation/layer_values.hpp - made-up numbers of one layer that behave like a trained
// network's: correlated, rectified, of different scale in every channel, skewed in sign.
//
// In:    Network and one of its layers; weights where they are known
// Out:   integer weights; integer input vectors in sequences of neighbouring output positions
// Model: docs/models/activity.md
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "kirchhoff/network/network.hpp"

namespace kirchhoff::validation {

/// Positions along one row of the output that make one sequence: successive vectors.
inline constexpr int sequence_length = 4;

/// One layer's weights and the source of its inputs. Same seed, same numbers. Not thread-safe.
class LayerValues {
 public:
  /// `layer` is the node's place among the network's layers. `weights` [outputs][rows of a group]
  /// are drawn when none are given. Throws Error(Input) when their number does not fit.
  LayerValues(const network::Network& network, std::size_t layer, std::uint64_t seed,
              std::vector<std::int8_t> weights = {});

  [[nodiscard]] int groups() const { return groups_; }
  [[nodiscard]] int rows() const { return rows_; }        // of one group
  [[nodiscard]] int outputs() const { return outputs_; }  // of one group
  /// [groups][outputs][rows].
  [[nodiscard]] const std::vector<std::int8_t>& weights() const { return weights_; }
  /// Integers of one sequence, [rows of all groups][sequence_length].
  [[nodiscard]] std::vector<std::uint8_t> sequence(std::uint64_t number) const;

 private:
  // How one input channel is distributed.
  struct Channel {
    double scale = 1.0;
    double bias = 0.0;
    double sign = 1.0;  // of its part in what all channels share
  };
  void draw_channels();
  void draw_weights(int weight_bits);
  [[nodiscard]] std::vector<float> field(std::uint64_t number, std::size_t channel,
                                         std::span<const float> shared) const;
  [[nodiscard]] std::vector<float> activations(std::uint64_t number) const;

  std::uint64_t seed_ = 1, layer_ = 0;
  int groups_ = 1, rows_ = 0, outputs_ = 0;
  int kernel_ = 1, stride_ = 1, width_ = 1;  // a sequence sees kernel x width inputs of a channel
  int activation_bits_ = 8;
  bool is_image_ = false, has_heavy_tails_ = false;
  float step_ = 1.0F;  // of the input's quantisation
  std::vector<Channel> channels_;
  std::vector<std::int8_t> weights_;
};

}  // namespace kirchhoff::validation
