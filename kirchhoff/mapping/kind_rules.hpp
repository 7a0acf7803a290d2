// kirchhoff/mapping/kind_rules.hpp - which layers a chip's file ties to one kind of macro.
//
// In:    Network, Chip with its rules
// Out:   the nodes that sit on macros, and the kind of those that are tied to one
#pragma once

#include <cstddef>
#include <optional>
#include <vector>

#include "kirchhoff/hardware/chip.hpp"
#include "kirchhoff/network/network.hpp"

namespace kirchhoff::mapping {

struct PlacedNode {
  std::size_t node = 0;
  std::optional<std::size_t> kind;  // that a rule of the chip names
  bool is_product = false;          // of two activations: may stay on the digital units
};

/// Layers with weights, and with Chip::places_products all products of two activations, in the
/// network's order. Throws Error(Input) with the nearest name for a rule that names a layer which
/// the network does not have; "products" and names with "*" may match none. Pure.
[[nodiscard]] std::vector<PlacedNode> placed_nodes(const network::Network& network,
                                                   const hardware::Chip& chip);

}  // namespace kirchhoff::mapping
