// kirchhoff/search/annealing.cpp - Metropolis steps, geometric cooling, cycles of growing length.
#include "kirchhoff/search/annealing.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "kirchhoff/search/breeding.hpp"

namespace kirchhoff::search {
namespace {

constexpr std::size_t first_points = 10;
constexpr std::size_t shortest_cycle = 20;
constexpr double growth = 1.15;   // of a cycle over the last
constexpr double coldest = 0.01;  // temperature at the end of a cycle over that at its start
constexpr double hottest = 0.25;  // over the spread of the first points
constexpr int neighbour_draws = 60;

std::size_t cycle_length(std::size_t cycle) {
  constexpr double longest = 400.0;
  const double length = static_cast<double>(shortest_cycle) *
                        std::pow(growth, static_cast<double>(std::min<std::size_t>(cycle, 64)));
  return static_cast<std::size_t>(std::min(length, longest));
}

}  // namespace

Annealing::Annealing(const space::SearchSpace& space, const objective::Formulation& formulation,
                     const StrategyOptions& options)
    : space_(space),
      formulation_(formulation),
      seed_(options.seed),
      first_sampling_(options.first_points),
      proposed_(space) {}

double Annealing::acceptance(double loss, double temperature) {
  if (loss <= 0.0) return 1.0;
  return temperature > 0.0 ? std::exp(-loss / temperature) : 0.0;
}

double Annealing::cooling(std::size_t move, std::size_t length) {
  return std::pow(coldest, static_cast<double>(move) / static_cast<double>(length));
}

space::Candidate Annealing::propose(std::uint64_t number) {
  Stream stream(seed_, purpose::proposal, number);
  if (proposals_++ < first_points || !current_) {
    return proposed_.first_point(first_sampling_, seed_, proposals_ - 1, first_points, stream);
  }
  auto move = new_neighbour(space_, proposed_, current_->candidate, neighbour_draws, stream);
  // All neighbours are known: a step of more parameters leaves the place.
  const space::Candidate candidate =
      move ? *move : mutated(space_, proposed_, current_->candidate, stream);
  cycle_of_[space_.key(candidate)] = cycle_;
  return candidate;
}

void Annealing::tell(std::span<const objective::Trial> finished) {
  for (const objective::Trial& trial : finished) {
    (void)proposed_.add(trial.candidate);
    const std::string key = space_.key(trial.candidate);
    const auto sent = cycle_of_.find(key);
    const bool is_move = sent != cycle_of_.end() && sent->second == cycle_;
    if (sent != cycle_of_.end()) cycle_of_.erase(sent);
    const auto told = judged(formulation_, trial);
    if (told) archive_.add(*told);
    if (!current_ || first_.size() < first_points) {
      if (!told) continue;
      first_.push_back(*told);
      begin_cycle();
      continue;
    }
    if (is_move && told) step(*told, trial.number);
    if (is_move && ++move_ >= cycle_length(cycle_)) {
      ++cycle_;
      begin_cycle();
    }
  }
}

// The weights of a cycle, the spread of the first points under them and the best place to start.
void Annealing::begin_cycle() {
  Stream stream(seed_, purpose::acceptance, cycle_ + (std::uint64_t{1} << 62U));
  weights_ = random_weights(formulation_.objectives.size(), stream);
  move_ = 0;
  const Judged* best = current_ ? &*current_ : &first_.front();
  for (const Judged& trial : first_) {
    if (is_better(trial, *best, weights_, archive_)) best = &trial;
  }
  for (const Judged& trial : archive_.members()) {
    if (is_better(trial, *best, weights_, archive_)) best = &trial;
  }
  current_ = Judged(*best);
  double mean = 0.0, squares = 0.0, count = 0.0;
  for (const Judged& trial : first_) {
    if (trial.is_feasible() != current_->is_feasible()) continue;
    const double value = loss(trial);
    count += 1.0;
    squares += (value - mean) * (value - mean) * (count - 1.0) / count;
    mean += (value - mean) / count;
  }
  const double spread = count > 1.0 ? std::sqrt(squares / (count - 1.0)) : 0.1;
  start_temperature_ = hottest * std::max(spread, 1e-12);
}

double Annealing::loss(const Judged& trial) const {
  return trial.is_feasible() ? chebyshev(archive_.scaled(trial.losses), weights_) : trial.violation;
}

// Metropolis among equals; between feasible and not there is no temperature.
void Annealing::step(const Judged& trial, std::uint64_t number) {
  if (trial.is_feasible() != current_->is_feasible()) {
    if (trial.is_feasible()) current_ = trial;
    return;
  }
  const double temperature = start_temperature_ * cooling(move_, cycle_length(cycle_));
  Stream stream(seed_, purpose::acceptance, number);
  if (stream.uniform() < acceptance(loss(trial) - loss(*current_), temperature)) current_ = trial;
}

}  // namespace kirchhoff::search
