// kirchhoff/train/torch/bare_loop.hpp - what any libtorch user would write: the peer of our
// trainer.
#pragma once

#include <cstdint>
#include <span>

#include "kirchhoff/network/network.hpp"
#include "kirchhoff/train/dataset.hpp"

namespace kirchhoff::train {

/// Trains the network for one epoch with libtorch's own modules, autograd and SGD: float32,
/// channels last, batches made ready beforehand. Returns images per second of the loop alone.
[[nodiscard]] double bare_images_per_s(const network::Network& network, const ImageSet& images,
                                       std::span<const std::int64_t> indices, std::int64_t batch);

/// The forward pass alone of the network with random weights, as it is run after training: float32,
/// channels last, no gradients, batches of 256. Images per second, batches made ready beforehand.
[[nodiscard]] double bare_forward_images_per_s(const network::Network& network,
                                               const ImageSet& images,
                                               std::span<const std::int64_t> indices);

}  // namespace kirchhoff::train
