// kirchhoff/network/activity.hpp - what a trained network's numbers look like to the hardware.
//
// Model: docs/models/activity.md says what each statistic is for and how far off the energy is
//        without it
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "kirchhoff/network/network.hpp"

namespace kirchhoff::network {

/// Statistics of one layer. Shares are in 0..1. A magnitude is |integer weight|, the complement its
/// two's complement of weight_bits bits; bit planes count from the least significant.
struct LayerActivity {
  std::string name;  // of the node
  std::vector<double>
      ones_share;  // P(bit = 1) per bit plane of the input (Node::input_bits), least first
  std::vector<double> level_share;  // histogram of |integer weight|, 0 .. 2^(weight_bits-1) - 1
  double value_mean = 0.0;          // mean of input integer / (2^activation_bits - 1)

  // Each of these may be empty: not measured. What is assumed then stands behind the colon.
  // How often each input integer 0 .. 2^activation_bits - 1 was seen: bits are independent.
  std::vector<std::int64_t> value_counts = {};
  // P(bit differs between successive vectors of one row) per bit plane: vectors are independent.
  std::vector<double> toggle_share = {};
  // P(bit = 1) per bit plane of the complement: both signs of a magnitude are as likely.
  std::vector<double> complement_ones = {};
  // What a one of an input bit plane meets: P(bit k = 1) of the weights in its row, [plane][k], of
  // magnitudes and of complements: inputs and weights of a row are independent.
  std::vector<std::vector<double>> met_magnitude = {};
  std::vector<std::vector<double>> met_complement = {};
  friend bool operator==(const LayerActivity&, const LayerActivity&) = default;
};

/// Where the figures come from stands beside every cost that uses them.
struct Activity {
  std::string source;                 // "assumed: ..." or "measured on 512 training images"
  std::vector<LayerActivity> layers;  // one per layer, in order
  friend bool operator==(const Activity&, const Activity&) = default;
};

/// Of one node with weights, or one product of two activations, whose second input is the weights:
/// half of the bits are ones, levels uniform.
[[nodiscard]] LayerActivity default_layer_activity(const Node& node);
/// Stated defaults, used before training: half of the bits are ones, weight levels uniform.
[[nodiscard]] Activity default_activity(const Network& network);
/// The least any trained network could have: no ones, all weights zero. A design refused with it
/// cannot be rescued by training.
[[nodiscard]] Activity least_activity(const Network& network);
/// Throws Error(Input) when layers or lengths do not match the network, a share is outside 0..1,
/// the level shares of a layer do not sum to 1 or its value counts say otherwise than ones_share.
void check_activity(const Activity& activity, const Network& network);

}  // namespace kirchhoff::network
