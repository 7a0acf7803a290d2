// kirchhoff/compress/bits.cpp - gives each layer the bits of its stage.
#include "kirchhoff/compress/bits.hpp"

#include <algorithm>

#include "kirchhoff/base/error.hpp"

namespace kirchhoff::compress {
namespace {

constexpr int image_bits = 8;

void check_stages(const std::vector<StageBits>& stages) {
  require(!stages.empty(), "bits are needed for one stage at least");
  for (std::size_t i = 0; i < stages.size(); ++i) {
    require(stages[i].weight >= 2 && stages[i].weight <= 8,
            "stage {}: weight bits ({}) must be 2 to 8", i, stages[i].weight);
    require(stages[i].activation >= 2 && stages[i].activation <= 8,
            "stage {}: activation bits ({}) must be 2 to 8", i, stages[i].activation);
  }
}

}  // namespace

network::Network with_bits(network::Network network, const std::vector<StageBits>& stages) {
  check_stages(stages);
  for (const std::size_t index : network.layers()) {
    const network::Node& node = network.node(index);
    const auto stage = static_cast<std::size_t>(node.stage);
    const StageBits& bits = stages[std::min(stage, stages.size() - 1)];
    const bool reads_image = node.inputs[0] == 0;
    const int activation = reads_image && stage != 0 ? image_bits : bits.activation;
    network.set_bits(index, bits.weight, activation);
  }
  return network;
}

}  // namespace kirchhoff::compress
