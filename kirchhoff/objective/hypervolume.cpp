// kirchhoff/objective/hypervolume.cpp - exact hypervolume, normalised objectives and the knee.
//
// Model: WFG (While, Bradstreet, Barone 2012): points sorted by their last coordinate, worst first,
//        so that each limited set loses one dimension; a sweep at two dimensions.
#include <algorithm>
#include <cmath>
#include <limits>

#include "kirchhoff/base/error.hpp"
#include "kirchhoff/objective/formulation.hpp"

namespace kirchhoff::objective {
namespace {

using Point = std::vector<double>;
using Points = std::vector<Point>;

double box(const Point& point, const Point& reference, std::size_t dimensions) {
  double volume = 1.0;
  for (std::size_t i = 0; i < dimensions; ++i) volume *= reference[i] - point[i];
  return volume;
}

// Every point of the set made no better than `limit`, without its last coordinate; front only.
Points limited(const Points& set, std::size_t first, const Point& limit, std::size_t dimensions) {
  Points result;
  result.reserve(set.size() - first);
  for (std::size_t j = first; j < set.size(); ++j) {
    Point& point = result.emplace_back(dimensions);
    for (std::size_t i = 0; i < dimensions; ++i) point[i] = std::max(set[j][i], limit[i]);
  }
  Points front;
  for (const std::size_t index : non_dominated(result)) front.push_back(std::move(result[index]));
  return front;
}

double sweep(Points points, const Point& reference) {
  std::sort(points.begin(), points.end());
  double area = 0.0;
  double ceiling = reference[1];
  for (const Point& point : points) {
    if (point[1] >= ceiling) continue;
    area += (reference[0] - point[0]) * (ceiling - point[1]);
    ceiling = point[1];
  }
  return area;
}

// Of points that are below the reference in the first `dimensions` coordinates.
double volume_of(Points points, const Point& reference, std::size_t dimensions) {
  if (points.empty()) return 0.0;
  if (dimensions == 1) return reference[0] - std::min_element(points.begin(), points.end())->at(0);
  if (dimensions == 2) return sweep(std::move(points), reference);
  const std::size_t last = dimensions - 1;
  std::sort(points.begin(), points.end(), [&](const Point& a, const Point& b) {
    return a[last] != b[last] ? a[last] > b[last] : a < b;
  });
  double volume = 0.0;
  for (std::size_t k = 0; k < points.size(); ++k) {
    const double covered = volume_of(limited(points, k + 1, points[k], last), reference, last);
    volume += (reference[last] - points[k][last]) * (box(points[k], reference, last) - covered);
  }
  return volume;
}

bool is_below(const Point& point, const Point& reference) {
  KIRCHHOFF_ASSERT(point.size() == reference.size());
  for (std::size_t i = 0; i < point.size(); ++i) {
    if (!(point[i] < reference[i])) return false;
  }
  return true;
}

Points below(const Points& points, const Point& reference) {
  Points inside;
  for (const Point& point : points) {
    if (is_below(point, reference)) inside.push_back(point);
  }
  Points front;
  for (const std::size_t index : non_dominated(inside)) front.push_back(inside[index]);
  return front;
}

}  // namespace

Axis axis_of(const Objective& objective) {
  if (objective.axis) return *objective.axis;
  const MetricDescription* metric = find_metric(objective.metric);
  KIRCHHOFF_ASSERT(metric != nullptr);
  return {.ideal = metric->best, .reference = metric->worst, .logarithmic = metric->logarithmic};
}

double normalised_value(const Axis& axis, double value) {
  if (!axis.logarithmic) return (value - axis.ideal) / (axis.reference - axis.ideal);
  if (!(value > 0.0)) return 0.0;
  return std::log(value / axis.ideal) / std::log(axis.reference / axis.ideal);
}

double hypervolume(Points points, const Point& reference) {
  return volume_of(below(points, reference), reference, reference.size());
}

double hypervolume_gain(const Point& point, const Points& others, const Point& reference) {
  if (!is_below(point, reference)) return 0.0;
  const std::size_t dimensions = reference.size();
  const Points covered = limited(below(others, reference), 0, point, dimensions);
  return box(point, reference, dimensions) - volume_of(covered, reference, dimensions);
}

std::vector<double> hypervolume_contributions(const Points& points, const Point& reference) {
  std::vector<double> contributions;
  Points others;
  for (std::size_t i = 0; i < points.size(); ++i) {
    others.clear();
    for (std::size_t j = 0; j < points.size(); ++j) {
      if (j != i) others.push_back(points[j]);
    }
    contributions.push_back(hypervolume_gain(points[i], others, reference));
  }
  return contributions;
}

Point normalised(const Formulation& formulation, std::span<const double> losses) {
  KIRCHHOFF_ASSERT(losses.size() == formulation.objectives.size());
  Point result;
  for (std::size_t i = 0; i < losses.size(); ++i) {
    const Objective& objective = formulation.objectives[i];
    result.push_back(
        normalised_value(axis_of(objective), objective.maximise ? -losses[i] : losses[i]));
  }
  return result;
}

double normalised_hypervolume(const Formulation& formulation, const Points& losses) {
  Points points;
  for (const Point& loss : losses) points.push_back(normalised(formulation, loss));
  return hypervolume(std::move(points), Point(formulation.objectives.size(), 1.0));
}

std::size_t knee(const Formulation& formulation, const Points& losses) {
  KIRCHHOFF_ASSERT(!losses.empty());
  Points points;
  for (const Point& loss : losses) points.push_back(normalised(formulation, loss));
  // On axes scaled to the front the plane through the ends is "sum of coordinates = constant".
  Point sums(points.size(), 0.0);
  for (std::size_t axis = 0; axis < formulation.objectives.size(); ++axis) {
    double low = std::numeric_limits<double>::infinity();
    double high = -low;
    for (const Point& point : points) {
      low = std::min(low, point[axis]);
      high = std::max(high, point[axis]);
    }
    for (std::size_t i = 0; high > low && i < points.size(); ++i) {
      sums[i] += (points[i][axis] - low) / (high - low);
    }
  }
  return static_cast<std::size_t>(std::min_element(sums.begin(), sums.end()) - sums.begin());
}

}  // namespace kirchhoff::objective
