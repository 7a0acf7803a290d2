// kirchhoff/compress/bits.hpp - sets bits of weights and activations, stage by stage.
#pragma once

#include <vector>

#include "kirchhoff/network/network.hpp"

namespace kirchhoff::compress {

struct StageBits {
  int weight = 8;      // 2 to 8
  int activation = 8;  // 2 to 8
};

/// The same network with the bits of stages.at(node.stage) (the last entry where there are fewer).
/// The first layer's input, the image, keeps 8 bits unless `stages` says so for stage 0.
/// Throws Error(Input) when bits are outside 2..8 or `stages` is empty.
[[nodiscard]] network::Network with_bits(network::Network network,
                                         const std::vector<StageBits>& stages);

}  // namespace kirchhoff::compress
