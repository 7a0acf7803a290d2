// kirchhoff/search/directions.cpp - the lattice of weights on the simplex.
#include "kirchhoff/search/directions.hpp"

namespace kirchhoff::search {
namespace {

// Binomial coefficient of (divisions + objectives - 1, objectives - 1), no more than 1e6.
std::size_t lattice_size(std::size_t objectives, std::size_t divisions) {
  double size = 1.0;
  for (std::size_t i = 1; i < objectives; ++i) {
    size *= static_cast<double>(divisions + i) / static_cast<double>(i);
  }
  return size > 1e6 ? std::size_t{1'000'000} : static_cast<std::size_t>(size + 0.5);
}

void extend(std::vector<double>& weights, std::size_t axis, std::size_t left, std::size_t divisions,
            std::vector<std::vector<double>>& result) {
  const double unit = 1.0 / static_cast<double>(divisions);
  if (axis + 1 == weights.size()) {
    weights[axis] = static_cast<double>(left) * unit;
    result.push_back(weights);
    return;
  }
  for (std::size_t part = 0; part <= left; ++part) {
    weights[axis] = static_cast<double>(part) * unit;
    extend(weights, axis + 1, left - part, divisions, result);
  }
}

}  // namespace

std::vector<std::vector<double>> even_directions(std::size_t objectives, std::size_t most) {
  if (objectives == 1) return {{1.0}};
  std::size_t divisions = 1;
  while (lattice_size(objectives, divisions + 1) <= most) ++divisions;
  std::vector<std::vector<double>> result;
  std::vector<double> weights(objectives);
  extend(weights, 0, divisions, divisions, result);
  return result;
}

}  // namespace kirchhoff::search
