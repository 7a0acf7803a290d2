// kirchhoff/search/automatic.cpp - whose turn it is.
#include "kirchhoff/search/automatic.hpp"

namespace kirchhoff::search {
namespace {

constexpr std::size_t first_points = 16;
constexpr std::size_t few = 400;  // told trials until which the turns are fixed

StrategyOptions with(StrategyOptions options, Proposed& proposed) {
  options.proposed = &proposed;
  return options;
}

enum Proposer : std::size_t { model, densities, evolution, steps, proposer_count };

}  // namespace

Automatic::Automatic(const space::SearchSpace& space, const objective::Formulation& formulation,
                     const StrategyOptions& options)
    : proposed_(space, options.proposed),
      bayesian_(space, formulation, with(options, proposed_)),
      tpe_(space, formulation, with(options, proposed_)),
      evolution_(space, formulation, with(options, proposed_)),
      steps_(space, formulation, with(options, proposed_)),
      turns_(proposer_count) {}

void Automatic::tell(std::span<const objective::Trial> finished) {
  bayesian_.tell(finished);
  tpe_.tell(finished);
  evolution_.tell(finished);
  for (const objective::Trial& trial : finished) {
    steps_.tell({&trial, 1});
    turns_.tell(trial.number, steps_.last_gain());
  }
  told_ += finished.size();
}

// A model is worth more than anything else while trials are few, so its share is fixed. Later its
// forecasts are exhausted where it looks, sooner on some problems than on others: whoever still
// gains something has the turn.
std::size_t Automatic::proposer_of(std::uint64_t number) {
  if (told_ < first_points) return model;
  if (told_ < few) return number % 4 == 3 ? densities : model;
  const std::size_t proposer = turns_.next();
  turns_.sent(number, proposer);
  return proposer;
}

space::Candidate Automatic::propose(std::uint64_t number) {
  const std::size_t proposer = proposer_of(number);
  Strategy* const strategies[proposer_count] = {&bayesian_, &tpe_, &evolution_, &steps_};
  space::Candidate candidate = strategies[proposer]->propose(number);
  if (proposer != model) bayesian_.note(number, candidate);
  if (proposer != densities) tpe_.note(number, candidate);
  if (proposer != evolution) evolution_.note(candidate);
  if (proposer != steps) steps_.note(candidate);
  return candidate;
}

}  // namespace kirchhoff::search
