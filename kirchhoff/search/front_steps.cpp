// kirchhoff/search/front_steps.cpp - a member of the front, then one step.
#include "kirchhoff/search/front_steps.hpp"

#include <algorithm>

#include "kirchhoff/search/breeding.hpp"

namespace kirchhoff::search {
namespace {

constexpr int neighbour_draws = 100;
constexpr std::size_t most_members = 200;

}  // namespace

FrontSteps::FrontSteps(const space::SearchSpace& space, const objective::Formulation& formulation,
                       const StrategyOptions& options)
    : space_(space),
      formulation_(formulation),
      seed_(options.seed),
      proposed_(space, options.proposed),
      archive_(most_members) {}

space::Candidate FrontSteps::propose(std::uint64_t number) {
  Stream stream(seed_, purpose::proposal, number);
  const auto members = archive_.members();
  if (members.empty()) return proposed_.sample_new(stream);
  std::vector<const Judged*> open;
  std::unordered_set<std::string> still_used;
  for (const Judged& member : members) {
    const std::string key = space_.key(member.candidate);
    if (used_.contains(key)) {
      still_used.insert(key);
    } else {
      open.push_back(&member);
    }
  }
  used_ = std::move(still_used);  // of members that are left: memory stays that of a front
  while (!open.empty()) {
    const std::size_t drawn = stream.below(open.size());
    const space::Candidate& centre = open[drawn]->candidate;
    if (auto found = new_neighbour(space_, proposed_, centre, neighbour_draws, stream)) {
      return *found;
    }
    used_.insert(space_.key(centre));
    open.erase(open.begin() + static_cast<std::ptrdiff_t>(drawn));
  }
  return mutated(space_, proposed_, members[stream.below(members.size())].candidate, stream);
}

void FrontSteps::tell(std::span<const objective::Trial> finished) {
  for (const objective::Trial& trial : finished) {
    (void)proposed_.add(trial.candidate);
    const auto told = judged(formulation_, trial);
    last_gain_ = told && told->is_feasible() ? gain_of(told->losses) : 0.0;
    if (told) archive_.add(*told);
  }
}

double FrontSteps::gain_of(const std::vector<double>& losses) const {
  std::vector<std::vector<double>> points;
  for (const Judged& member : archive_.members()) {
    if (objective::dominates(member.losses, losses)) return 0.0;
    points.push_back(member.losses);
  }
  // Beyond the reference nothing counts, but for one objective, where a step is a step.
  if (losses.size() > 1) {
    return objective::hypervolume_gain(losses, points, std::vector<double>(losses.size(), 1.0));
  }
  return points.empty() ? 0.0 : std::max(0.0, points.front()[0] - losses[0]);
}

}  // namespace kirchhoff::search
