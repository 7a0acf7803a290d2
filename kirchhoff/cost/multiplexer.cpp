// kirchhoff/cost/multiplexer.cpp - equations of the column multiplexers.
#include "kirchhoff/cost/multiplexer.hpp"

#include <cmath>

namespace kirchhoff::cost {

ComponentCost multiplexer_cost(int columns, const Calibration& calibration,
                               const Scaling& scaling) {
  const double levels = std::ceil(std::log2(static_cast<double>(columns)));
  return {
      .energy = levels * calibration.multiplexer_energy * scaling.energy,  // eq. 1
      .latency = {},
      .area = (columns - 1) * calibration.multiplexer_area_per_column * scaling.area,  // eq. 2
  };
}

}  // namespace kirchhoff::cost
