// kirchhoff/accuracy/digital_operators.hpp - the operators that run beside the crossbars.
//
// Activations are [channels][images][height][width]; a plane is one channel of one image.
#pragma once

#include <span>

#include "kirchhoff/network/network.hpp"

namespace kirchhoff::accuracy {

/// May work in place.
void relu(std::span<const float> in, std::span<float> out);
/// May work in place.
void add(std::span<const float> a, std::span<const float> b, std::span<float> out);
/// MaxPool or AveragePool of `planes` planes. Padding never wins a maximum; it counts as zeros in
/// an average, which divides by the whole kernel.
void pool(const network::Node& node, const network::Shape& input, int planes,
          std::span<const float> in, std::span<float> out);
void global_average_pool(const network::Shape& input, int planes, std::span<const float> in,
                         std::span<float> out);

}  // namespace kirchhoff::accuracy
