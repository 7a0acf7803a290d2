// kirchhoff/cost/node_curve.cpp - interpolates between nodes in logarithms.
#include "kirchhoff/cost/node_curve.hpp"

#include <cmath>
#include <cstddef>

#include "kirchhoff/base/error.hpp"

namespace kirchhoff::cost {

void NodeCurve::add(const std::string& name, double nm, double value) {
  require(std::isfinite(value) && value > 0.0, "{} ({}) of {} nm must be greater than 0", name,
          value, nm);
  require(points_.empty() || nm < points_.back().first,
          "{}: {} nm follows {} nm; add nodes from large to small", name, nm,
          points_.empty() ? nm : points_.back().first);
  points_.emplace_back(nm, value);
}

double NodeCurve::at(double nm) const {
  KIRCHHOFF_ASSERT(!points_.empty());
  if (nm >= points_.front().first) return points_.front().second;
  std::size_t small = 1;
  while (small < points_.size() && points_[small].first > nm) ++small;
  if (small == points_.size()) return points_.back().second;
  const auto& [small_nm, small_value] = points_[small];
  const auto& [large_nm, large_value] = points_[small - 1];
  if (nm == small_nm) return small_value;
  const double share = std::log(nm / small_nm) / std::log(large_nm / small_nm);
  return small_value * std::pow(large_value / small_value, share);
}

}  // namespace kirchhoff::cost
