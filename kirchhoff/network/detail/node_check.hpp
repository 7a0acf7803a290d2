// kirchhoff/network/detail/node_check.hpp - the rules that a node of a graph has to keep.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "kirchhoff/network/network.hpp"

namespace kirchhoff::network::detail {

inline constexpr int largest_side = 1 << 16;
inline constexpr std::int64_t largest_size = std::int64_t{1} << 31U;

/// Throws Error(Input) naming the node unless `bits` is 2 to 8.
void check_bits(const std::string& name, const char* what, int bits);

/// Checks a node that is to stand behind `nodes` and gives the shape of its output. Throws
/// Error(Input) naming the node.
[[nodiscard]] Shape checked_shape(const Node& node, const std::vector<Node>& nodes);

}  // namespace kirchhoff::network::detail
