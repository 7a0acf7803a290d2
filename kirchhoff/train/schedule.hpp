// kirchhoff/train/schedule.hpp - the learning rate of every step.
#pragma once

#include <cstdint>

namespace kirchhoff::train {

/// A linear rise over the first steps (a twentieth of all, at most 200), then half a cosine from
/// `peak` down to 0. `step` counts from 0 to `steps` - 1.
[[nodiscard]] double learning_rate_at(std::int64_t step, std::int64_t steps, double peak);

}  // namespace kirchhoff::train
