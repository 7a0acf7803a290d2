// kirchhoff/cost/uncertainty.cpp - factors of the macro model around the totals of a chip.
#include "kirchhoff/cost/uncertainty.hpp"

#include <algorithm>
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
  return cost_intervals(cost, std::span<const hardware::Hardware>(&hardware, 1), constants);
}

CostIntervals cost_intervals(const Cost& cost, std::span<const hardware::Hardware> kinds,
                             const MacroConstants& constants) {
  const auto widest = [&](MacroMetric metric) {
    double half_width = 0.0;
    for (std::size_t kind = 0; kind < kinds.size(); ++kind) {
      if (!cost.kinds.empty() && cost.kinds[kind].layers == 0) continue;
      half_width =
          std::max(half_width, constants.half_width(metric, hardware::macro_family(kinds[kind])));
    }
    return half_width;
  };
  return {around(cost.energy, widest(MacroMetric::Energy)),
          around(cost.latency, widest(MacroMetric::Cycle)),
          around(cost.area, widest(MacroMetric::Area))};
}

}  // namespace kirchhoff::cost
