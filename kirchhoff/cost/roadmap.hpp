// kirchhoff/cost/roadmap.hpp - supply, threshold and currents of a node's transistors.
//
// In:    node, kind of transistor, temperature
// Out:   Transistor of two feature sizes' width
// Model: docs/models/roadmap.md
#pragma once

#include "kirchhoff/base/quantity.hpp"

namespace kirchhoff::cost {

enum class Roadmap {
  HighPerformance,
  LowStandbyPower,
};

/// A transistor as wide as two feature sizes.
struct Transistor {
  Voltage supply, threshold;
  Current on, off;  // off at the temperature asked for

  /// Resistance of the switch.
  [[nodiscard]] Resistance resistance() const { return supply / on; }
  /// Drain current at `overdrive` above the threshold, saturated; at most `on`.
  [[nodiscard]] Current bias(Voltage overdrive, double alpha) const;
};

/// Transistor at a node of 1 to 500 nm; between the table's nodes linear in nm, outside as at the
/// table's end. Pure and thread-safe.
[[nodiscard]] Transistor transistor_at(double node_nm, Roadmap roadmap, double temperature_k);

}  // namespace kirchhoff::cost
