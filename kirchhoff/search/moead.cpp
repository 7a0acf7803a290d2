// kirchhoff/search/moead.cpp - neighbourhoods of directions, Tchebycheff losses, replacements.
#include "kirchhoff/search/moead.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "kirchhoff/search/breeding.hpp"
#include "kirchhoff/search/directions.hpp"

namespace kirchhoff::search {
namespace {

constexpr int usual_population = 20;
constexpr std::size_t neighbourhood_size = 6;
constexpr double local_rate = 0.9;
constexpr std::size_t most_replacements = 2;

double squared_distance(const std::vector<double>& a, const std::vector<double>& b) {
  double sum = 0.0;
  for (std::size_t i = 0; i < a.size(); ++i) sum += (a[i] - b[i]) * (a[i] - b[i]);
  return sum;
}

std::vector<std::vector<std::size_t>> nearest_first(
    const std::vector<std::vector<double>>& directions) {
  std::vector<std::vector<std::size_t>> result;
  for (const auto& centre : directions) {
    std::vector<std::size_t> order(directions.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
      return squared_distance(directions[a], centre) < squared_distance(directions[b], centre);
    });
    order.resize(std::min(order.size(), neighbourhood_size));
    result.push_back(std::move(order));
  }
  return result;
}

}  // namespace

Moead::Moead(const space::SearchSpace& space, const objective::Formulation& formulation,
             const StrategyOptions& options)
    : space_(space),
      formulation_(formulation),
      seed_(options.seed),
      first_sampling_(options.first_points),
      proposed_(space) {
  const int asked = options.population == 0 ? usual_population : std::max(options.population, 2);
  const std::size_t objectives = formulation.objectives.size();
  directions_ = even_directions(objectives, static_cast<std::size_t>(asked));
  // One objective: the same problem for each of the population.
  if (objectives == 1) directions_.assign(static_cast<std::size_t>(asked), {1.0});
  neighbours_ = nearest_first(directions_);
  incumbents_.resize(directions_.size());
}

double Moead::tchebycheff(const Judged& trial, std::size_t direction) const {
  constexpr double least_weight = 1e-4;
  const std::vector<double> scaled = archive_.scaled(trial.losses);
  double worst = -HUGE_VAL;
  for (std::size_t i = 0; i < scaled.size(); ++i) {
    worst = std::max(worst, std::max(directions_[direction][i], least_weight) * scaled[i]);
  }
  return worst;
}

bool Moead::is_better_for(const Judged& a, const Judged& b, std::size_t direction) const {
  if (a.is_feasible() != b.is_feasible()) return a.is_feasible();
  if (!a.is_feasible()) return a.violation < b.violation;
  return tchebycheff(a, direction) < tchebycheff(b, direction);
}

space::Candidate Moead::propose(std::uint64_t number) {
  Stream stream(seed_, purpose::proposal, number);
  Sent sent;
  sent.direction = proposals_ % directions_.size();
  const bool is_first = proposals_++ < directions_.size();
  sent.local = !is_first && stream.uniform() < local_rate;
  std::vector<std::size_t> filled;
  for (const std::size_t direction : neighbours_[sent.direction]) {
    if (sent.local && incumbents_[direction]) filled.push_back(direction);
  }
  if (filled.size() < 2) {
    filled.clear();
    sent.local = false;
    for (std::size_t i = 0; i < incumbents_.size(); ++i) {
      if (incumbents_[i]) filled.push_back(i);
    }
  }
  const auto parent = [&](Stream& dice) -> const space::Candidate& {
    return incumbents_[filled[dice.below(filled.size())]]->candidate;
  };
  space::Candidate candidate = is_first || filled.size() < 2
                                   ? proposed_.first_point(first_sampling_, seed_, proposals_ - 1,
                                                           directions_.size(), stream)
                                   : bred(space_, proposed_, parent, stream);
  sent_[space_.key(candidate)] = sent;
  return candidate;
}

void Moead::tell(std::span<const objective::Trial> finished) {
  for (const objective::Trial& trial : finished) {
    (void)proposed_.add(trial.candidate);
    Sent sent{.direction = 0, .local = false};  // of candidates that were not proposed here
    const auto found = sent_.find(space_.key(trial.candidate));
    if (found != sent_.end()) {
      sent = found->second;
      sent_.erase(found);
    }
    const auto told = judged(formulation_, trial);
    if (!told) continue;
    archive_.add(*told);
    place(*told, sent, trial.number);
  }
}

// Empty places first: the one whose turn it was, else any. Then at most two of the neighbourhood,
// in random order, that it beats.
void Moead::place(const Judged& trial, const Sent& sent, std::uint64_t number) {
  const auto empty = incumbents_[sent.direction]
                         ? std::find_if(incumbents_.begin(), incumbents_.end(),
                                        [](const auto& incumbent) { return !incumbent; })
                         : incumbents_.begin() + static_cast<std::ptrdiff_t>(sent.direction);
  if (empty != incumbents_.end()) {
    *empty = trial;
    return;
  }
  std::vector<std::size_t> order = neighbours_[sent.direction];
  if (!sent.local) {
    order.resize(incumbents_.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
  }
  Stream stream(seed_, purpose::acceptance, number);
  std::size_t replaced = 0;
  for (std::size_t i = 0; i < order.size() && replaced < most_replacements; ++i) {
    std::swap(order[i], order[i + stream.below(order.size() - i)]);
    if (!is_better_for(trial, *incumbents_[order[i]], order[i])) continue;
    incumbents_[order[i]] = trial;
    ++replaced;
  }
}

}  // namespace kirchhoff::search
