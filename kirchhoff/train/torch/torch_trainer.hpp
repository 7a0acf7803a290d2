// kirchhoff/train/torch/torch_trainer.hpp - the Trainer that libtorch's kernels carry.
#pragma once

#include <memory>

#include "kirchhoff/train/trainer.hpp"

namespace kirchhoff::train {

/// Trains on the calling thread alone: sets libtorch's threads to one for the whole process.
[[nodiscard]] std::unique_ptr<Trainer> make_torch_trainer();

}  // namespace kirchhoff::train
