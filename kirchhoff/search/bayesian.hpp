// kirchhoff/search/bayesian.hpp - Bayesian optimisation with Gaussian processes on mixed
// parameters.
//
// Model: expected hypervolume improvement (Emmerich et al. 2011), times the probability that every
//        constraint holds (Gardner et al., ICML 2014); trials still running count as what is
//        expected of them (kriging believer: Ginsbourger, Le Riche and Carraro 2010).
#pragma once

#include <cstddef>
#include <string>
#include <unordered_set>
#include <vector>

#include "kirchhoff/search/observations.hpp"
#include "kirchhoff/search/proposed.hpp"
#include "kirchhoff/search/strategy.hpp"
#include "kirchhoff/search/surrogates.hpp"

namespace kirchhoff::search {

/// Models each objective and constraint and proposes what promises the largest gain among mutants
/// and crossings of the best trials, climbing on to neighbours of the most promising. Models see
/// the best and the newest of at most some hundred trials, so a proposal costs the same after
/// 100,000. Use it for expensive evaluations and up to some hundred trials.
class Bayesian final : public Strategy {
 public:
  Bayesian(const space::SearchSpace& space, const objective::Formulation& formulation,
           const StrategyOptions& options);
  space::Candidate propose(std::uint64_t number) override;
  void tell(std::span<const objective::Trial> finished) override;
  /// Takes note of a candidate that someone else proposed.
  void note(std::uint64_t number, const space::Candidate& candidate);

 private:
  struct Pool {
    std::vector<space::Candidate> candidates;
    std::unordered_set<std::string> keys;  // asked only
    std::vector<double> values;            // of the acquisition, as far as computed
  };
  [[nodiscard]] std::vector<const space::Candidate*> parents() const;
  void add(Pool& pool, space::Candidate candidate) const;
  void fill(Pool& pool, Stream& stream) const;
  void value_new(Pool& pool) const;
  void climb(Pool& pool, Stream& stream) const;

  const space::SearchSpace& space_;
  std::size_t objective_count_;
  std::uint64_t seed_;
  Proposed proposed_;
  Observations observations_;
  Surrogates surrogates_;
};

}  // namespace kirchhoff::search
