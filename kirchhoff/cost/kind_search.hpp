// kirchhoff/cost/kind_search.hpp - which layer sits on which kind of macro of a chip.
//
// In:    Network, Chip, Calibration
// Out:   Mapping
// Model: docs/models/kinds_of_macros.md
#pragma once

#include "kirchhoff/cost/calibration.hpp"
#include "kirchhoff/hardware/chip.hpp"
#include "kirchhoff/mapping/mapping.hpp"
#include "kirchhoff/network/network.hpp"

namespace kirchhoff::cost {

/// The mapping that a chip asks for. Of one kind, as map_by_rule(). Of several, each layer sits
/// where the chip's rules say; the others, and products of two activations on chips that place
/// them, where the whole chip costs least by its mapping rule with default activity (Fixed: energy
/// x latency). The search starts from each kind, with products placed and not, moves layers of one
/// shape together, then one by one, until no move helps: the best of what it saw, not proven to be
/// the best of all. Throws Error(Input) for a layer that fits no kind, or not the one a rule names.
/// Pure.
[[nodiscard]] mapping::Mapping map_chip(const network::Network& network, const hardware::Chip& chip,
                                        const Calibration& calibration);

}  // namespace kirchhoff::cost
