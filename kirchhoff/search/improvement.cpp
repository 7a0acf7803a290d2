// kirchhoff/search/improvement.cpp - boxes of the region that a front does not dominate.
#include "kirchhoff/search/improvement.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>

#include "kirchhoff/base/error.hpp"
#include "kirchhoff/objective/formulation.hpp"

namespace kirchhoff::search {
namespace {

double distribution(double z) { return 0.5 * std::erfc(-z / std::numbers::sqrt2); }

double density(double z) {
  constexpr double scale = 0.3989422804014327;  // 1 / sqrt(2 pi)
  return scale * std::exp(-0.5 * z * z);
}

}  // namespace

double expected_shortfall(double bound, double mean, double deviation) {
  const double gap = bound - mean;
  if (!(deviation > 0.0)) return std::max(0.0, gap);
  const double z = gap / deviation;
  return std::max(0.0, deviation * (density(z) + z * distribution(z)));
}

double probability_below_zero(double mean, double deviation) {
  if (!(deviation > 0.0)) return mean <= 0.0 ? 1.0 : 0.0;
  return distribution(-mean / deviation);
}

Improvement::Improvement(std::vector<std::vector<double>> front, std::vector<double> reference) {
  KIRCHHOFF_ASSERT(!reference.empty());
  std::erase_if(front, [&](const std::vector<double>& point) {
    return !std::equal(point.begin(), point.end(), reference.begin(), std::less<>());
  });
  std::vector<std::vector<double>> points;
  for (const std::size_t i : objective::non_dominated(front)) points.push_back(front[i]);
  for (std::size_t loss = 0; loss < reference.size(); ++loss) {
    std::vector<double> bounds = {-std::numeric_limits<double>::infinity(), reference[loss]};
    for (const std::vector<double>& point : points) bounds.push_back(point[loss]);
    std::sort(bounds.begin(), bounds.end());
    bounds.erase(std::unique(bounds.begin(), bounds.end()), bounds.end());
    bounds_.push_back(std::move(bounds));
  }
  std::vector<Side> sides(reference.size());
  add_boxes(points, reference.size() - 1, sides);
}

// Between two neighbouring bounds of the last loss only points at or below the lower one dominate;
// what they leave open in the other losses is cut in the same way.
void Improvement::add_boxes(const std::vector<std::vector<double>>& points, std::size_t loss,
                            std::vector<Side>& sides) {
  const std::vector<double>& bounds = bounds_[loss];
  const auto place = [&](double value) {
    return static_cast<std::size_t>(std::lower_bound(bounds.begin(), bounds.end(), value) -
                                    bounds.begin());
  };
  if (loss == 0) {
    double least = bounds.back();
    for (const std::vector<double>& point : points) least = std::min(least, point[0]);
    sides[0] = {0, place(least)};
    boxes_.push_back(sides);
    return;
  }
  std::vector<double> cuts = {bounds.front(), bounds.back()};
  for (const std::vector<double>& point : points) cuts.push_back(point[loss]);
  std::sort(cuts.begin(), cuts.end());
  cuts.erase(std::unique(cuts.begin(), cuts.end()), cuts.end());
  for (std::size_t i = 0; i + 1 < cuts.size(); ++i) {
    std::vector<std::vector<double>> below, rest;
    for (const std::vector<double>& point : points) {
      if (point[loss] <= cuts[i])
        below.emplace_back(point.begin(), point.begin() + static_cast<std::ptrdiff_t>(loss));
    }
    for (const std::size_t j : objective::non_dominated(below)) rest.push_back(below[j]);
    sides[loss] = {place(cuts[i]), place(cuts[i + 1])};
    add_boxes(rest, loss - 1, sides);
  }
}

double Improvement::expected(std::span<const double> means,
                             std::span<const double> deviations) const {
  KIRCHHOFF_ASSERT(means.size() == bounds_.size() && deviations.size() == bounds_.size());
  std::vector<std::vector<double>> shortfalls(bounds_.size());
  for (std::size_t loss = 0; loss < bounds_.size(); ++loss) {
    shortfalls[loss].push_back(0.0);  // below minus infinity is nothing
    for (std::size_t i = 1; i < bounds_[loss].size(); ++i) {
      shortfalls[loss].push_back(
          expected_shortfall(bounds_[loss][i], means[loss], deviations[loss]));
    }
  }
  double sum = 0.0;
  for (const std::vector<Side>& box : boxes_) {
    double product = 1.0;
    for (std::size_t loss = 0; loss < box.size(); ++loss) {
      product *= shortfalls[loss][box[loss].upper] - shortfalls[loss][box[loss].lower];
    }
    sum += product;
  }
  return std::max(0.0, sum);
}

}  // namespace kirchhoff::search
