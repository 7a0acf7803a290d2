// kirchhoff/cost/waiting_maps.hpp - feature maps that wait in the buffers while other layers run.
//
// Model: docs/models/schedule.md
#pragma once

#include <vector>

#include "kirchhoff/mapping/mapping.hpp"
#include "kirchhoff/network/network.hpp"

namespace kirchhoff::cost {

/// Bits that wait beside a layer's own input and output: shortcuts and branches.
struct WaitingBits {
  double rows = 0.0;  // in a pipeline: until the later branch of an addition has caught up
  double maps = 0.0;  // one layer after the other: whole maps that a later node still reads
};

/// One entry per mapped layer; 8 bits a value. Pure.
[[nodiscard]] std::vector<WaitingBits> waiting_bits(const network::Network& network,
                                                    const mapping::Mapping& mapping);

}  // namespace kirchhoff::cost
