// kirchhoff/train/schedule.cpp - linear warm-up and cosine.
#include "kirchhoff/train/schedule.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "kirchhoff/base/error.hpp"

namespace kirchhoff::train {

double learning_rate_at(std::int64_t step, std::int64_t steps, double peak) {
  KIRCHHOFF_ASSERT(step >= 0 && step < steps);
  const std::int64_t warm_up = std::clamp<std::int64_t>(steps / 20, 1, 200);
  if (step < warm_up) {
    return peak * static_cast<double>(step + 1) / static_cast<double>(warm_up + 1);
  }
  const double share = static_cast<double>(step - warm_up) / static_cast<double>(steps - warm_up);
  return peak * 0.5 * (1.0 + std::cos(std::numbers::pi * share));
}

}  // namespace kirchhoff::train
