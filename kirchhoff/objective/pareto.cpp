// kirchhoff/objective/pareto.cpp - Pareto order: domination, ranks and crowding.
#include <algorithm>
#include <limits>
#include <numeric>

#include "kirchhoff/base/error.hpp"
#include "kirchhoff/objective/formulation.hpp"

namespace kirchhoff::objective {
namespace {

using Points = std::vector<std::vector<double>>;

// Indices in lexicographic order of their points, equal points by index: whoever dominates a point
// stands before it.
std::vector<std::size_t> lexicographic_order(const Points& points) {
  std::vector<std::size_t> order(points.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(),
                   [&](std::size_t a, std::size_t b) { return points[a] < points[b]; });
  return order;
}

}  // namespace

bool dominates(std::span<const double> a, std::span<const double> b) {
  KIRCHHOFF_ASSERT(a.size() == b.size());
  bool better = false;
  for (std::size_t i = 0; i < a.size(); ++i) {
    if (a[i] > b[i]) return false;
    better = better || a[i] < b[i];
  }
  return better;
}

std::vector<std::size_t> non_dominated(const Points& points) {
  std::vector<std::size_t> front;
  for (const std::size_t index : lexicographic_order(points)) {
    const bool beaten = std::any_of(front.begin(), front.end(), [&](std::size_t member) {
      return points[member] == points[index] || dominates(points[member], points[index]);
    });
    if (!beaten) front.push_back(index);
  }
  std::sort(front.begin(), front.end());
  return front;
}

std::vector<int> non_dominated_ranks(const Points& points) {
  std::vector<int> ranks(points.size(), 0);
  std::vector<std::vector<std::size_t>> fronts;
  for (const std::size_t index : lexicographic_order(points)) {
    // The first front in which nobody dominates the point.
    const auto home = std::find_if(fronts.begin(), fronts.end(), [&](const auto& front) {
      return std::none_of(front.begin(), front.end(), [&](std::size_t member) {
        return dominates(points[member], points[index]);
      });
    });
    ranks[index] = static_cast<int>(home - fronts.begin());
    if (home == fronts.end()) {
      fronts.push_back({index});
    } else {
      home->push_back(index);
    }
  }
  return ranks;
}

std::vector<double> crowding_distances(const Points& points) {
  constexpr double infinite = std::numeric_limits<double>::infinity();
  std::vector<double> distances(points.size(), 0.0);
  if (points.empty()) return distances;
  std::vector<std::size_t> order(points.size());
  for (std::size_t axis = 0; axis < points[0].size(); ++axis) {
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
      return points[a][axis] < points[b][axis];
    });
    const double range = points[order.back()][axis] - points[order.front()][axis];
    distances[order.front()] = distances[order.back()] = infinite;
    if (!(range > 0.0)) continue;
    for (std::size_t i = 1; i + 1 < order.size(); ++i) {
      distances[order[i]] += (points[order[i + 1]][axis] - points[order[i - 1]][axis]) / range;
    }
  }
  return distances;
}

}  // namespace kirchhoff::objective
