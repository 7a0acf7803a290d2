// kirchhoff/cost/technology.cpp - interpolates the scaling tables and applies the supply's laws.
#include "kirchhoff/cost/technology.hpp"

#include <cmath>
#include <cstddef>

#include "kirchhoff/base/error.hpp"

namespace kirchhoff::cost {
namespace {

// eq. 1: the tables' value at a node, linear in nm between two nodes. Nodes go from large to small;
// the pair taken is the one around `nm`, so that a value lies between its neighbours' values.
template <typename Value>
double interpolate(const std::vector<TechnologyNode>& nodes, double nm, Value value) {
  KIRCHHOFF_ASSERT(nodes.size() >= 2);
  std::size_t upper = 0;
  while (upper + 2 < nodes.size() && nodes[upper + 1].nm > nm) ++upper;
  const TechnologyNode& large = nodes[upper];
  const TechnologyNode& small = nodes[upper + 1];
  if (nm > large.nm) return value(large) * nm / large.nm;
  if (nm < small.nm) return value(small) * nm / small.nm;
  const double share = (nm - small.nm) / (large.nm - small.nm);
  return value(small) + share * (value(large) - value(small));
}

double area_at(const Calibration& calibration, double nm) {
  return interpolate(calibration.nodes, nm,
                     [](const TechnologyNode& node) { return node.area_relative; });
}

double energy_at(const Calibration& calibration, double nm) {
  const double v = calibration.comparison_supply.si();
  return interpolate(calibration.nodes, nm, [v](const TechnologyNode& node) {
    return (node.energy_a * v + node.energy_b) * v + node.energy_c;
  });
}

}  // namespace

double area_scale(const Calibration& calibration, double from_nm, double to_nm) {
  return area_at(calibration, to_nm) / area_at(calibration, from_nm);
}

double energy_scale(const Calibration& calibration, double from_nm, double to_nm) {
  return energy_at(calibration, to_nm) / energy_at(calibration, from_nm);
}

double supply_delay_scale(const Calibration& calibration, Voltage supply) {
  const auto delay = [&](Voltage v) {
    return v.si() / std::pow((v - calibration.threshold).si(), calibration.delay_alpha);
  };
  return delay(supply) / delay(calibration.reference_supply);  // eq. 3
}

Scaling scale_to(const Calibration& calibration, double node_nm, Voltage supply) {
  const double voltage = supply / calibration.reference_supply;
  const double reference = calibration.reference_node_nm;
  return {
      .energy = energy_scale(calibration, reference, node_nm) * voltage * voltage,  // eq. 2
      .area = area_scale(calibration, reference, node_nm),
      // Constant-field scaling: a gate's delay follows its length.
      .delay = node_nm / reference * supply_delay_scale(calibration, supply),
      .leakage = voltage,  // eq. 4
  };
}

}  // namespace kirchhoff::cost
