// kirchhoff/search/bayesian.cpp - first points, the pool of candidates and the climb on it.
#include "kirchhoff/search/bayesian.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "kirchhoff/search/improvement.hpp"

namespace kirchhoff::search {
namespace {

constexpr std::size_t capacity = 400;
constexpr std::size_t first_points = 16;
constexpr std::size_t most_parents = 40;
constexpr std::size_t mutants = 160;
constexpr std::size_t strangers = 40;  // uniform draws in the pool
constexpr std::size_t climbers = 4, climb_rounds = 2, neighbours = 12;
constexpr std::size_t most_front = 200;  // points that cut boxes, with three losses and more

}  // namespace

Bayesian::Bayesian(const space::SearchSpace& space, const objective::Formulation& formulation,
                   const StrategyOptions& options)
    : space_(space),
      objective_count_(formulation.objectives.size()),
      seed_(options.seed),
      proposed_(space, options.proposed),
      observations_(space, formulation, capacity),
      surrogates_(observations_, objective_count_) {}

void Bayesian::tell(std::span<const objective::Trial> finished) {
  for (const objective::Trial& trial : finished) {
    (void)proposed_.add(trial.candidate);
    observations_.tell(trial);
  }
}

void Bayesian::note(std::uint64_t number, const space::Candidate& candidate) {
  (void)proposed_.add(candidate);
  observations_.propose(number, candidate);
}

space::Candidate Bayesian::propose(std::uint64_t number) {
  Stream stream(seed_, purpose::proposal, number);
  if (observations_.told_count() < first_points || !surrogates_.is_ready()) {
    space::Candidate candidate = proposed_.sample_new(stream);
    observations_.propose(number, candidate);
    return candidate;
  }
  surrogates_.update();
  Pool pool;
  fill(pool, stream);
  value_new(pool);
  climb(pool, stream);
  space::Candidate candidate;
  if (pool.candidates.empty()) {
    candidate = proposed_.sample_new(stream);
  } else {
    const auto best = std::max_element(pool.values.begin(), pool.values.end());
    candidate = pool.candidates[static_cast<std::size_t>(best - pool.values.begin())];
    (void)proposed_.add(candidate);
  }
  observations_.propose(number, candidate);
  return candidate;
}

std::vector<const space::Candidate*> Bayesian::parents() const {
  std::vector<const space::Candidate*> result;
  for (const std::size_t i : observations_.order()) {
    if (result.size() == most_parents) break;
    result.push_back(&observations_.kept()[i].candidate);
  }
  return result;
}

void Bayesian::add(Pool& pool, space::Candidate candidate) const {
  if (proposed_.contains(candidate)) return;
  if (pool.keys.insert(space_.key(candidate)).second) {
    pool.candidates.push_back(std::move(candidate));
  }
}

void Bayesian::fill(Pool& pool, Stream& stream) const {
  const std::vector<const space::Candidate*> best = parents();
  const double rate =
      1.5 / static_cast<double>(std::max<std::size_t>(1, space_.parameters().size()));
  const auto parent = [&]() -> const space::Candidate& {
    // The better half of them half as often again.
    return *best[std::min(stream.below(best.size()), stream.below(best.size()))];
  };
  for (std::size_t i = 0; i < mutants; ++i) {
    const double dice = stream.uniform();
    if (dice < 0.4) {
      add(pool, space_.neighbour(parent(), stream));
    } else if (dice < 0.7) {
      add(pool, space_.mutate(parent(), rate, stream));
    } else {
      add(pool, space_.mutate(space_.cross(parent(), parent(), stream), 0.5 * rate, stream));
    }
  }
  for (std::size_t i = 0; i < strangers; ++i) add(pool, space_.sample(stream));
}

void Bayesian::value_new(Pool& pool) const {
  const std::size_t begin = pool.values.size();
  if (begin == pool.candidates.size()) return;
  std::vector<double> rows;
  for (std::size_t i = begin; i < pool.candidates.size(); ++i) {
    const std::vector<double> row = observations_.features().of(pool.candidates[i]);
    rows.insert(rows.end(), row.begin(), row.end());
  }
  const Surrogates::Outlook outlook = surrogates_.outlook(rows);
  std::vector<std::vector<double>> front = surrogates_.points();
  if (objective_count_ > 2 && front.size() > most_front) front.resize(most_front);
  const Improvement improvement(std::move(front), surrogates_.reference());
  std::vector<double> means(objective_count_), deviations(objective_count_);
  for (std::size_t i = 0; i < pool.candidates.size() - begin; ++i) {
    for (std::size_t j = 0; j < objective_count_; ++j) {
      means[j] = outlook.losses[j].means[i];
      deviations[j] = outlook.losses[j].deviations[i];
    }
    const double gain =
        observations_.has_feasible() ? improvement.expected(means, deviations) : 1.0;
    pool.values.push_back(gain * outlook.feasibility[i]);
  }
}

void Bayesian::climb(Pool& pool, Stream& stream) const {
  for (std::size_t round = 0; round < climb_rounds && !pool.candidates.empty(); ++round) {
    std::vector<std::size_t> order(pool.values.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    const std::size_t top = std::min(climbers, order.size());
    std::partial_sort(order.begin(), order.begin() + static_cast<std::ptrdiff_t>(top), order.end(),
                      [&](std::size_t a, std::size_t b) {
                        return pool.values[a] != pool.values[b] ? pool.values[a] > pool.values[b]
                                                                : a < b;
                      });
    for (std::size_t i = 0; i < top; ++i) {
      const space::Candidate centre = pool.candidates[order[i]];
      for (std::size_t n = 0; n < neighbours; ++n) add(pool, space_.neighbour(centre, stream));
    }
    value_new(pool);
  }
}

}  // namespace kirchhoff::search
