// kirchhoff/search/regularised_evolution.cpp - a queue of trials; the best of a sample mutates.
#include "kirchhoff/search/regularised_evolution.hpp"

#include <algorithm>

#include "kirchhoff/search/breeding.hpp"

namespace kirchhoff::search {
namespace {

constexpr std::size_t early_population = 20, late_population = 50, late_from = 150;
constexpr std::size_t sample_size = 10;

}  // namespace

RegularisedEvolution::RegularisedEvolution(const space::SearchSpace& space,
                                           const objective::Formulation& formulation,
                                           const StrategyOptions& options)
    : space_(space),
      formulation_(formulation),
      seed_(options.seed),
      first_sampling_(options.first_points),
      asked_population_(static_cast<std::size_t>(std::max(options.population, 0))),
      proposed_(space) {}

std::size_t RegularisedEvolution::limit() const {
  if (asked_population_ > 0) return std::max<std::size_t>(asked_population_, 2);
  return told_ < late_from ? early_population : late_population;
}

space::Candidate RegularisedEvolution::propose(std::uint64_t number) {
  Stream stream(seed_, purpose::proposal, number);
  const std::size_t first_points =
      asked_population_ > 0 ? limit() : std::min(limit(), early_population);
  if (proposals_++ < first_points || population_.empty()) {
    return proposed_.first_point(first_sampling_, seed_, proposals_ - 1, first_points, stream);
  }
  return mutated(space_, proposed_, best_of_sample(stream).candidate, stream);
}

const Judged& RegularisedEvolution::best_of_sample(Stream& stream) const {
  const std::vector<double> weights = random_weights(formulation_.objectives.size(), stream);
  const std::size_t draws = std::clamp<std::size_t>(limit() / 2, 1, sample_size);
  const Judged* best = nullptr;
  for (std::size_t i = 0; i < draws; ++i) {
    const Judged& drawn = population_[stream.below(population_.size())];
    if (best == nullptr || is_better(drawn, *best, weights, archive_)) best = &drawn;
  }
  return *best;
}

void RegularisedEvolution::tell(std::span<const objective::Trial> finished) {
  for (const objective::Trial& trial : finished) {
    (void)proposed_.add(trial.candidate);
    const auto member = judged(formulation_, trial);
    if (!member) continue;
    ++told_;
    archive_.add(*member);
    population_.push_back(*member);
    if (population_.size() > limit()) population_.pop_front();
  }
}

}  // namespace kirchhoff::search
