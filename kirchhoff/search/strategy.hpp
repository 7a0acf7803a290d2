// kirchhoff/search/strategy.hpp - proposes candidates; never evaluates, never owns the loop.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "kirchhoff/objective/formulation.hpp"
#include "kirchhoff/objective/trial.hpp"
#include "kirchhoff/space/sampler.hpp"
#include "kirchhoff/space/search_space.hpp"
#include "kirchhoff/spec/spec.hpp"

namespace kirchhoff::search {

class Proposed;

struct StrategyOptions {
  std::uint64_t seed = 1;
  /// Trials a population keeps; 0 leaves it to the strategy, which may let it grow with the trials
  /// it was told. No strategy knows the budget: what it proposes does not depend on when it ends.
  int population = 0;
  space::Sampling first_points = space::Sampling::Uniform;
  /// What strategies that take turns have proposed together; nullptr: each keeps its own account.
  Proposed* proposed = nullptr;
};

/// The seam for search algorithms. Deterministic: the sequence of calls decides the sequence of
/// candidates. Not thread-safe.
class Strategy {
 public:
  virtual ~Strategy() = default;
  /// The candidate with this number; numbers come in ascending order, each once. The strategy
  /// should not propose a candidate twice.
  virtual space::Candidate propose(std::uint64_t number) = 0;
  /// Finished trials (complete, infeasible, failed, repeats) as far as the study's lookahead lets a
  /// proposal know them, in the order of their numbers; each once.
  virtual void tell(std::span<const objective::Trial> finished) = 0;
};

struct StrategyDescription {
  std::string name;
  std::string description;  // one sentence, with its source
};
[[nodiscard]] std::span<const StrategyDescription> strategy_table();

/// Throws Error(Input) at the place in the study file when it names no strategy or no sampling of
/// first points, with the nearest.
void check_strategy(const spec::SearchSpec& search);

/// The one list of strategies. Holds references to space and formulation, which must outlive it.
/// Throws Error(Input) naming the nearest.
[[nodiscard]] std::unique_ptr<Strategy> make_strategy(std::string_view name,
                                                      const space::SearchSpace& space,
                                                      const objective::Formulation& formulation,
                                                      const StrategyOptions& options);

}  // namespace kirchhoff::search
