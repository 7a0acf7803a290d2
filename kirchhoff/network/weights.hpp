// kirchhoff/network/weights.hpp - trained numbers of a network as plain tensors.
//
// Tensors by name, where <node> is a node with weights:
//   <node>.weight           [outputs, inputs / groups, kernel, kernel] or [outputs, inputs]: as
//   trained, float <node>.weight_scale     [outputs]: weight = integer x scale; integers fit the
//   node's weight_bits <node>.activation_scale [1]: input = integer x scale, integers 0 ..
//   2^activation_bits - 1 <node>.gain, .shift     [outputs]: output = gain x product + shift
//   (folded batch norm, or bias)
//   <node>.converter_reach [1]: how far the chip's converters reach, in root mean squares of the
//   sums that they convert; only where training has learned it, default_converter_reach elsewhere
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "kirchhoff/network/network.hpp"

namespace kirchhoff::network {

/// In root mean squares: 99.9 % of normal sums lie within.
inline constexpr double default_converter_reach = 3.29;

struct Tensor {
  std::string name;
  std::vector<std::int64_t> shape;
  std::vector<float> values;  // row-major
};

struct Weights {
  std::vector<Tensor> tensors;  // in the order of the network's nodes
  [[nodiscard]] const Tensor* find(std::string_view name) const;
  /// Throws Error(Input) naming the missing tensor.
  [[nodiscard]] const Tensor& at(std::string_view name) const;
};

/// Throws Error(Input) naming the first tensor that is missing, has another shape than the network
/// says or holds a number that is not finite, or a scale that is not above 0.
void check_weights(const Weights& weights, const Network& network);

/// How far the converters of a layer reach, in root mean squares of their sums.
[[nodiscard]] double converter_reach(const Weights& weights, const Node& node);

/// Integer weights of one layer, [outputs][inputs per output], in -(2^(b-1)-1) .. 2^(b-1)-1:
/// round(weight / weight_scale), ties to even, clipped.
[[nodiscard]] std::vector<std::int8_t> integer_weights(const Weights& weights,
                                                       const Network& network, std::size_t node);

}  // namespace kirchhoff::network
