// kirchhoff/cost/uncertainty.cpp - factors of the macro model around the totals of a chip.
#include "kirchhoff/cost/uncertainty.hpp"

#include <cmath>

namespace kirchhoff::cost {
namespace {

template <typename Value>
Bounds<Value> around(Value value, double half_width) {
  const double factor = std::exp(half_width);
  return {value / factor, factor * value};
}

}  // namespace

CostIntervals cost_intervals(const Cost& cost, const hardware::Hardware& hardware,
                             const MacroConstants& constants) {
  const hardware::MacroFamily family = hardware::macro_family(hardware);
  return {around(cost.energy, constants.half_width(MacroMetric::Energy, family)),
          around(cost.latency, constants.half_width(MacroMetric::Cycle, family)),
          around(cost.area, constants.half_width(MacroMetric::Area, family))};
}

}  // namespace kirchhoff::cost
