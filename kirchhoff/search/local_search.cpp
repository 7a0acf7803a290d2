// kirchhoff/search/local_search.cpp - climbs from centre to centre; starts again when stuck.
#include "kirchhoff/search/local_search.hpp"

#include <algorithm>

#include "kirchhoff/search/breeding.hpp"

namespace kirchhoff::search {
namespace {

constexpr std::size_t start_points = 10;  // random candidates of which the best is the start
constexpr int neighbour_draws = 100;

}  // namespace

LocalSearch::LocalSearch(const space::SearchSpace& space, const objective::Formulation& formulation,
                         const StrategyOptions& options)
    : space_(space),
      formulation_(formulation),
      seed_(options.seed),
      first_sampling_(options.first_points),
      proposed_(space) {}

space::Candidate LocalSearch::propose(std::uint64_t number) {
  Stream stream(seed_, purpose::proposal, number);
  while (centre_) {
    const auto found =
        new_neighbour(space_, proposed_, centre_->candidate, neighbour_draws, stream);
    if (found) return *found;
    used_.insert(space_.key(centre_->candidate));
    const Judged* next = next_centre();
    if (next == nullptr) {
      restart();
    } else {
      centre_ = Judged(*next);
    }
  }
  // Each start has a design of its own.
  space::Candidate candidate = proposed_.first_point(first_sampling_, seed_ + (starts_ << 32U),
                                                     drawn_++, start_points, stream);
  draws_.insert(space_.key(candidate));
  return candidate;
}

void LocalSearch::restart() {
  ++starts_;
  centre_.reset();
  start_.reset();
  drawn_ = 0;
  told_of_start_ = 0;
  draws_.clear();
}

// With one objective a stuck climb ends; with several the front has other places.
const Judged* LocalSearch::next_centre() const {
  if (formulation_.objectives.size() < 2) return nullptr;
  const auto members = archive_.members();
  std::vector<std::vector<double>> points;
  for (const Judged& member : members) points.push_back(member.losses);
  const std::vector<double> crowding = objective::crowding_distances(points);
  const Judged* best = nullptr;
  double lonely = -1.0;
  for (std::size_t i = 0; i < members.size(); ++i) {
    if (crowding[i] <= lonely || used_.contains(space_.key(members[i].candidate))) continue;
    lonely = crowding[i];
    best = &members[i];
  }
  return best;
}

bool LocalSearch::improves(const Judged& trial, bool entered) const {
  if (dominates(trial, *centre_)) return true;
  return entered && formulation_.objectives.size() > 1;
}

void LocalSearch::tell(std::span<const objective::Trial> finished) {
  for (const objective::Trial& trial : finished) {
    (void)proposed_.add(trial.candidate);
    const bool is_draw = draws_.erase(space_.key(trial.candidate)) > 0;
    const auto told = judged(formulation_, trial);
    const bool entered = told && archive_.add(*told);
    if (centre_) {
      if (told && improves(*told, entered)) centre_ = told;
      continue;
    }
    if (told && (is_draw || entered) && (!start_ || dominates(*told, *start_))) start_ = told;
    if (is_draw) ++told_of_start_;
    if (start_ && told_of_start_ >= start_points) centre_ = start_;
  }
}

}  // namespace kirchhoff::search
