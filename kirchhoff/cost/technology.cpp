// kirchhoff/cost/technology.cpp - interpolates the scaling tables and applies the supply's laws.
#include "kirchhoff/cost/technology.hpp"

#include <algorithm>
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

void check_operating_point(const Calibration& calibration, double node_nm, Voltage supply,
                           double kelvin) {
  const double largest = calibration.nodes.front().nm;
  const double smallest = calibration.nodes.back().nm;
  require(node_nm >= smallest && node_nm <= largest,
          "node_nm ({}) must be {} to {}; another node needs its file in data/technology/", node_nm,
          smallest, largest);
  require(kelvin >= 200.0 && kelvin <= 450.0, "temperature ({} K) must be 200 to 450 K", kelvin);
  const double warming = kelvin - reference_kelvin;
  const Voltage threshold =
      calibration.threshold - warming * calibration.technology.threshold_per_kelvin;
  require(supply > threshold, "supply_v ({}) must be above the threshold, {:.3g} V at {} K",
          supply.si(), threshold.si(), kelvin);
}

// Constant-field scaling: a gate's delay follows its length, down to the last published table.
// Below it, speed grows far less than length shrinks: as the published inverter does.
double node_delay_scale(const Calibration& calibration, double nm) {
  constexpr double constant_field_end_nm = 7.0;
  const double length = std::max(nm, constant_field_end_nm) / calibration.reference_node_nm;
  if (nm >= constant_field_end_nm) return length;
  const NodeCurve& inverter = calibration.technology.inverter_delay;
  return length * inverter.at(nm) / inverter.at(constant_field_end_nm);
}

}  // namespace

double area_scale(const Calibration& calibration, double from_nm, double to_nm) {
  return area_at(calibration, to_nm) / area_at(calibration, from_nm);
}

double energy_scale(const Calibration& calibration, double from_nm, double to_nm) {
  return energy_at(calibration, to_nm) / energy_at(calibration, from_nm);
}

double supply_delay_scale(const Calibration& calibration, Voltage supply, double kelvin) {
  const Technology& technology = calibration.technology;
  const double warming = kelvin - reference_kelvin;
  const Voltage threshold = calibration.threshold - warming * technology.threshold_per_kelvin;
  const auto delay = [&](Voltage v, Voltage off) {
    return v.si() / std::pow((v - off).si(), calibration.delay_alpha);
  };
  const double mobility = std::pow(kelvin / reference_kelvin, technology.mobility_exponent);
  return mobility * (delay(supply, threshold) /
                     delay(calibration.reference_supply, calibration.threshold));  // eq. 3
}

double temperature_leakage_scale(const Calibration& calibration, double node_nm, double kelvin) {
  if (kelvin == reference_kelvin) return 1.0;
  const double doubling = calibration.technology.leakage_doubling_kelvin.at(node_nm);
  return std::exp2((kelvin - reference_kelvin) / doubling);  // eq. 5
}

double leakage_density_scale(const Calibration& calibration, double from_nm, double to_nm) {
  const NodeCurve& current = calibration.technology.off_current;
  const double width = 1.0 / std::sqrt(area_scale(calibration, from_nm, to_nm));  // per area
  return current.at(to_nm) / current.at(from_nm) * width;                         // eq. 6
}

Scaling scale_to(const Calibration& calibration, double node_nm, Voltage supply, double kelvin) {
  check_operating_point(calibration, node_nm, supply, kelvin);
  const double voltage = supply / calibration.reference_supply;
  const double reference = calibration.reference_node_nm;
  return {
      .energy = energy_scale(calibration, reference, node_nm) * voltage * voltage,  // eq. 2
      .area = area_scale(calibration, reference, node_nm),
      .delay =
          node_delay_scale(calibration, node_nm) * supply_delay_scale(calibration, supply, kelvin),
      .leakage = voltage * leakage_density_scale(calibration, reference, node_nm) *
                 temperature_leakage_scale(calibration, node_nm, kelvin),  // eq. 4
  };
}

Frequency maximum_frequency(const Calibration& calibration, double node_nm, Voltage supply,
                            double logic_depth, double kelvin) {
  require(logic_depth > 0.0, "logic_depth ({}) must be above 0 gates", logic_depth);
  const Scaling scaling = scale_to(calibration, node_nm, supply, kelvin);
  return 1.0 / (logic_depth * calibration.gates.nand_delay * scaling.delay);  // eq. 7
}

Time published_inverter_delay(const Calibration& calibration, double node_nm) {
  return seconds(calibration.technology.inverter_delay.at(node_nm));
}

}  // namespace kirchhoff::cost
