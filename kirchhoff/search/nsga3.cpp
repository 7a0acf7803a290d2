// kirchhoff/search/nsga3.cpp - normalisation by intercepts, niches by direction, one leaves.
#include "kirchhoff/search/nsga3.hpp"

#include <algorithm>
#include <cmath>

#include "kirchhoff/search/breeding.hpp"
#include "kirchhoff/search/directions.hpp"

namespace kirchhoff::search {
namespace {

using Points = std::vector<std::vector<double>>;

// The point nearest to an axis: least of the worst coordinates, the axis counting a millionth.
std::size_t extreme_point(const Points& points, std::size_t axis) {
  constexpr double off_axis = 1e6;
  std::size_t best = 0;
  double least = HUGE_VAL;
  for (std::size_t i = 0; i < points.size(); ++i) {
    double worst = 0.0;
    for (std::size_t k = 0; k < points[i].size(); ++k) {
      worst = std::max(worst, k == axis ? points[i][k] : off_axis * points[i][k]);
    }
    if (worst < least) {
      least = worst;
      best = i;
    }
  }
  return best;
}

// Solves rows * x = 1 by elimination with pivots; false when the rows are dependent.
bool solve_ones(Points rows, std::vector<double>& x) {
  const std::size_t count = rows.size();
  x.assign(count, 1.0);
  for (std::size_t column = 0; column < count; ++column) {
    std::size_t pivot = column;
    for (std::size_t row = column + 1; row < count; ++row) {
      if (std::abs(rows[row][column]) > std::abs(rows[pivot][column])) pivot = row;
    }
    if (std::abs(rows[pivot][column]) < 1e-12) return false;
    std::swap(rows[pivot], rows[column]);
    std::swap(x[pivot], x[column]);
    for (std::size_t row = 0; row < count; ++row) {
      if (row == column) continue;
      const double factor = rows[row][column] / rows[column][column];
      for (std::size_t k = column; k < count; ++k) rows[row][k] -= factor * rows[column][k];
      x[row] -= factor * x[column];
    }
  }
  for (std::size_t i = 0; i < count; ++i) x[i] /= rows[i][i];
  return true;
}

std::vector<double> intercepts(const Points& shifted) {
  const std::size_t axes = shifted[0].size();
  std::vector<double> worst(axes, 0.0);
  for (const auto& point : shifted) {
    for (std::size_t i = 0; i < axes; ++i) worst[i] = std::max(worst[i], point[i]);
  }
  Points extremes;
  for (std::size_t i = 0; i < axes; ++i) extremes.push_back(shifted[extreme_point(shifted, i)]);
  std::vector<double> inverse;
  if (!solve_ones(extremes, inverse)) return worst;
  for (std::size_t i = 0; i < axes; ++i) {
    if (!(inverse[i] > 0.0) || 1.0 / inverse[i] > worst[i] || 1.0 / inverse[i] < 1e-9) return worst;
  }
  for (std::size_t i = 0; i < axes; ++i) worst[i] = 1.0 / inverse[i];
  return worst;
}

}  // namespace

Niche nearest_niche(const std::vector<double>& point, const Points& directions) {
  double square = 0.0;
  for (const double value : point) square += value * value;
  Niche niche{.direction = 0, .distance = HUGE_VAL};
  for (std::size_t i = 0; i < directions.size(); ++i) {
    double along = 0.0, length = 0.0;
    for (std::size_t k = 0; k < point.size(); ++k) {
      along += point[k] * directions[i][k];
      length += directions[i][k] * directions[i][k];
    }
    const double distance = std::sqrt(std::max(square - along * along / length, 0.0));
    if (distance < niche.distance) niche = {.direction = i, .distance = distance};
  }
  return niche;
}

Points hyperplane_normalised(const Points& points) {
  if (points.empty()) return points;
  std::vector<double> ideal = points[0];
  for (const auto& point : points) {
    for (std::size_t i = 0; i < ideal.size(); ++i) ideal[i] = std::min(ideal[i], point[i]);
  }
  Points shifted = points;
  for (auto& point : shifted) {
    for (std::size_t i = 0; i < ideal.size(); ++i) point[i] -= ideal[i];
  }
  const std::vector<double> ends = intercepts(shifted);
  for (auto& point : shifted) {
    for (std::size_t i = 0; i < ideal.size(); ++i) point[i] /= ends[i] > 0.0 ? ends[i] : 1.0;
  }
  return shifted;
}

Nsga3::Nsga3(const space::SearchSpace& space, const objective::Formulation& formulation,
             const StrategyOptions& options)
    : space_(space),
      formulation_(formulation),
      seed_(options.seed),
      counter_(options),
      proposed_(space) {
  resize_directions();
}

void Nsga3::resize_directions() {
  if (directions_for_ == counter_.limit()) return;
  directions_for_ = counter_.limit();
  directions_ = even_directions(formulation_.objectives.size(), directions_for_);
}

space::Candidate Nsga3::propose(std::uint64_t number) {
  Stream stream(seed_, purpose::proposal, number);
  if (auto first = counter_.first_point(members_.size(), proposed_, stream)) return *first;
  const auto parent = [this](Stream& dice) -> const space::Candidate& {
    const Judged& a = members_[dice.below(members_.size())];
    const Judged& b = members_[dice.below(members_.size())];
    const bool differs = a.is_feasible() != b.is_feasible() || !a.is_feasible();
    return differs && dominates(b, a) ? b.candidate : a.candidate;
  };
  return bred(space_, proposed_, parent, stream);
}

void Nsga3::tell(std::span<const objective::Trial> finished) {
  for (const objective::Trial& trial : finished) {
    (void)proposed_.add(trial.candidate);
    if (!trial.evaluated) counter_.count_refusal();
    auto member = judged(formulation_, trial);
    if (!member) continue;
    counter_.count_told();
    resize_directions();
    members_.push_back(std::move(*member));
    if (members_.size() > counter_.limit()) {
      members_.erase(members_.begin() + static_cast<std::ptrdiff_t>(worst_index()));
    }
  }
}

std::size_t Nsga3::worst_index() const {
  std::size_t worst = 0;
  Points points;
  for (std::size_t i = 0; i < members_.size(); ++i) {
    if (members_[i].violation > members_[worst].violation) worst = i;
    points.push_back(members_[i].losses);
  }
  if (!members_[worst].is_feasible()) return worst;
  const std::vector<int> ranks = objective::non_dominated_ranks(points);
  const int last = *std::max_element(ranks.begin(), ranks.end());
  const Points normalised = hyperplane_normalised(points);
  std::vector<Niche> niches;
  std::vector<std::size_t> counts(directions_.size(), 0);
  for (const auto& point : normalised) {
    niches.push_back(nearest_niche(point, directions_));
    ++counts[niches.back().direction];
  }
  const auto is_worse = [&](std::size_t a, std::size_t b) {
    const std::size_t a_count = counts[niches[a].direction], b_count = counts[niches[b].direction];
    return a_count != b_count ? a_count > b_count : niches[a].distance > niches[b].distance;
  };
  std::size_t leaving = members_.size();
  for (std::size_t i = 0; i < members_.size(); ++i) {
    if (ranks[i] == last && (leaving == members_.size() || is_worse(i, leaving))) leaving = i;
  }
  return leaving;
}

}  // namespace kirchhoff::search
