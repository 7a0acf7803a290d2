// kirchhoff/network/activity.hpp - what a trained network's numbers look like to the hardware.
#pragma once

#include <string>
#include <vector>

#include "kirchhoff/network/network.hpp"

namespace kirchhoff::network {

/// Statistics of one layer. Shares are in 0..1.
struct LayerActivity {
  std::string name;  // of the node
  std::vector<double>
      ones_share;  // P(bit = 1) per bit plane of the input (Node::input_bits), least first
  std::vector<double> level_share;  // histogram of |integer weight|, 0 .. 2^(weight_bits-1) - 1
  double value_mean = 0.0;          // mean of input integer / (2^activation_bits - 1)
  friend bool operator==(const LayerActivity&, const LayerActivity&) = default;
};

/// Where the figures come from stands beside every cost that uses them.
struct Activity {
  std::string source;                 // "assumed: ..." or "measured on 512 training images"
  std::vector<LayerActivity> layers;  // one per layer, in order
  friend bool operator==(const Activity&, const Activity&) = default;
};

/// Stated defaults, used before training: half of the bits are ones, weight levels uniform.
[[nodiscard]] Activity default_activity(const Network& network);
/// The least any trained network could have: no ones, all weights zero. A design refused with it
/// cannot be rescued by training.
[[nodiscard]] Activity least_activity(const Network& network);
/// Throws Error(Input) when layers or lengths do not match the network, a share is outside 0..1
/// or the level shares of a layer do not sum to 1.
void check_activity(const Activity& activity, const Network& network);

}  // namespace kirchhoff::network
