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

/// Share of a layer's output rows that the layers after it need before they can start, 0 to 1.
[[nodiscard]] std::vector<double> fill_shares(const network::Network& network,
                                              const mapping::Mapping& mapping);

/// Share of each layer's time that lies on the critical path of one image: sum of share x time is
/// the latency. `times` are the layers' times for one whole image. Latency never falls when a time
/// grows. Pure.
[[nodiscard]] std::vector<double> critical_shares(const network::Network& network,
                                                  const mapping::Mapping& mapping,
                                                  std::span<const Time> times,
                                                  hardware::Dataflow dataflow);

}  // namespace kirchhoff::cost
