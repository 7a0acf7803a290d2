// kirchhoff/objective/growing_front.hpp - a front that takes points one by one and knows its
// volume.
#pragma once

#include <cstddef>
#include <vector>

namespace kirchhoff::objective {

/// Normalised points, minimised; the volume is against 1, ..., 1. A point that another dominates
/// costs one comparison with the front, one that does not the volume it adds. Not thread-safe.
class GrowingFront {
 public:
  explicit GrowingFront(std::size_t dimensions) : reference_(dimensions, 1.0) {}
  /// Returns the volume after it.
  double add(const std::vector<double>& point);
  /// What a point would add to the volume.
  [[nodiscard]] double gain(const std::vector<double>& point) const;
  [[nodiscard]] double volume() const { return volume_; }
  [[nodiscard]] std::size_t size() const { return points_.size(); }

 private:
  [[nodiscard]] bool covers(const std::vector<double>& point) const;

  std::vector<double> reference_;
  std::vector<std::vector<double>> points_;
  double volume_ = 0.0;
};

}  // namespace kirchhoff::objective
