// kirchhoff/cost/schedule.hpp - which part of each layer's time one image has to wait for.
//
// Model: docs/models/schedule.md
#pragma once

#include <span>
#include <vector>

#include "kirchhoff/base/quantity.hpp"
#include "kirchhoff/hardware/hardware.hpp"
#include "kirchhoff/mapping/mapping.hpp"
#include "kirchhoff/network/network.hpp"

namespace kirchhoff::cost {

/// Share of its input's rows that a node needs before it can start: 0 (passes rows on) to 1.
[[nodiscard]] double start_share(const network::Network& network, const network::Node& node);

/// Share of each layer's time that lies on the critical path of one image: the sum of share x time
/// is the latency. `times` are the layers' times for one whole image, in the mapping's order. The
/// latency never falls when a time grows. Pure.
[[nodiscard]] std::vector<double> critical_shares(const network::Network& network,
                                                  const mapping::Mapping& mapping,
                                                  std::span<const Time> times,
                                                  hardware::Dataflow dataflow);

}  // namespace kirchhoff::cost
