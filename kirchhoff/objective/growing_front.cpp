// kirchhoff/objective/growing_front.cpp - adds a point, and what it adds to the volume.
#include "kirchhoff/objective/growing_front.hpp"

#include <algorithm>

#include "kirchhoff/objective/formulation.hpp"

namespace kirchhoff::objective {

bool GrowingFront::covers(const std::vector<double>& point) const {
  return std::any_of(points_.begin(), points_.end(), [&](const std::vector<double>& other) {
    return other == point || dominates(other, point);
  });
}

double GrowingFront::gain(const std::vector<double>& point) const {
  return covers(point) ? 0.0 : hypervolume_gain(point, points_, reference_);
}

double GrowingFront::add(const std::vector<double>& point) {
  if (covers(point)) return volume_;
  volume_ += hypervolume_gain(point, points_, reference_);
  std::erase_if(points_, [&](const auto& other) { return dominates(point, other); });
  points_.push_back(point);
  return volume_;
}

}  // namespace kirchhoff::objective
