// kirchhoff/cost/node_curve.hpp - one figure of the technology, published at some nodes.
#pragma once

#include <string>
#include <utility>
#include <vector>

namespace kirchhoff::cost {

/// Positive values at nodes; between two nodes a power law of the node. Immutable once filled;
/// reading is thread-safe.
class NodeCurve {
 public:
  /// Adds a value at a node; nodes come from large to small. Throws Error(Input) when the order is
  /// broken or a number is not above 0; `name` is the key for messages.
  void add(const std::string& name, double nm, double value);
  [[nodiscard]] bool empty() const { return points_.empty(); }
  /// The value at `nm`, exact at its nodes and between its neighbours' elsewhere; outside the nodes
  /// the nearest one's. The curve must not be empty.
  [[nodiscard]] double at(double nm) const;

 private:
  std::vector<std::pair<double, double>> points_;  // nm, value
};

}  // namespace kirchhoff::cost
