// kirchhoff/cost/component_cost.hpp - what one operation of one component costs, and its area.
#pragma once

#include "kirchhoff/base/quantity.hpp"

namespace kirchhoff::cost {

/// Energy and latency of one operation of one unit, area of one unit. Each component says what its
/// operation and its unit are.
struct ComponentCost {
  Energy energy;
  Time latency;
  Area area;
};

}  // namespace kirchhoff::cost
