// kirchhoff/cost/roadmap.cpp - tables of the technology roadmap.
#include "kirchhoff/cost/roadmap.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <span>

namespace kirchhoff::cost {
namespace {

struct Node {
  double nm, high_performance_v, low_standby_v;
};

// Supplies: ITRS 2007 to 2013, PIDS chapter, rounded to 50 mV; from 14 nm on those of foundries'
// FinFET processes, which have one supply for both.
constexpr Node nodes[] = {
    {130, 1.20, 1.20}, {90, 1.20, 1.20}, {65, 1.10, 1.20}, {45, 1.00, 1.10}, {32, 0.90, 1.00},
    {22, 0.80, 0.95},  {14, 0.80, 0.80}, {10, 0.75, 0.75}, {7, 0.70, 0.70},  {3, 0.65, 0.65},
};

// Currents per width and thresholds: targets of the same chapters, which hold them nearly constant
// over the nodes; rounded.
struct Kind {
  double on_a_per_m, off_a_per_m, threshold_v;
};
constexpr Kind high_performance = {1400.0, 0.1, 0.30};
constexpr Kind low_standby = {500.0, 30e-6, 0.45};

double supply_at(double nm, Roadmap roadmap) {
  const auto supply = [&](const Node& node) {
    return roadmap == Roadmap::HighPerformance ? node.high_performance_v : node.low_standby_v;
  };
  const std::span<const Node> all(nodes);
  if (nm >= all.front().nm) return supply(all.front());
  if (nm <= all.back().nm) return supply(all.back());
  std::size_t upper = 0;
  while (all[upper + 1].nm > nm) ++upper;
  const Node& large = all[upper];
  const Node& small = all[upper + 1];
  const double share = (nm - small.nm) / (large.nm - small.nm);
  return supply(small) + share * (supply(large) - supply(small));
}

}  // namespace

Current Transistor::bias(Voltage overdrive, double alpha) const {
  const double share = std::clamp(overdrive / (supply - threshold), 0.0, 1.0);
  return std::pow(share, alpha) * on;  // eq. 2
}

Transistor transistor_at(double node_nm, Roadmap roadmap, double temperature_k) {
  const Kind& kind = roadmap == Roadmap::HighPerformance ? high_performance : low_standby;
  constexpr double feature_sizes = 2.0;
  const double width = feature_sizes * nanometres(node_nm).si();
  // eq. 3: a subthreshold current doubles with every 10 K, a rule of thumb near 300 K.
  const double warmer = std::exp2((temperature_k - 300.0) / 10.0);
  return {
      .supply = volts(supply_at(node_nm, roadmap)),
      .threshold = volts(kind.threshold_v),
      .on = Current(kind.on_a_per_m * width),  // eq. 1
      .off = Current(kind.off_a_per_m * width * warmer),
  };
}

}  // namespace kirchhoff::cost
