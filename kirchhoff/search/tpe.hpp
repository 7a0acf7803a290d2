// kirchhoff/search/tpe.hpp - tree-structured Parzen estimator for one or more objectives.
//
// Model: Bergstra et al. (NIPS 2011), multivariate kernels as in Falkner, Klein and Hutter (ICML
//        2018), several objectives by non-domination (Ozaki et al., GECCO 2020), constraints by
//        putting infeasible trials behind feasible ones.
#pragma once

#include <cstddef>
#include <vector>

#include "kirchhoff/search/observations.hpp"
#include "kirchhoff/search/proposed.hpp"
#include "kirchhoff/search/strategy.hpp"

namespace kirchhoff::search {

/// Splits what it was told into a good tenth (at most 25) and the rest, draws candidates from a
/// density of the good ones and proposes the one that is most likely good. Parameters are modelled
/// together; an inactive one counts as a value. Use it for many conditions and rough objectives.
class Tpe final : public Strategy {
 public:
  Tpe(const space::SearchSpace& space, const objective::Formulation& formulation,
      const StrategyOptions& options);
  space::Candidate propose(std::uint64_t number) override;
  void tell(std::span<const objective::Trial> finished) override;
  /// Takes note of a candidate that someone else proposed.
  void note(std::uint64_t number, const space::Candidate& candidate);

 private:
  // A mixture of one kernel per observation and one that is flat.
  struct Density {
    std::vector<const Observation*> centres;
    std::vector<double> widths;  // of each ordered feature, standard deviation
    double elsewhere = 0.0;      // probability that a nominal feature is not the centre's
  };
  [[nodiscard]] Density density_of(std::vector<const Observation*> centres) const;
  [[nodiscard]] double log_density(const Density& density,
                                   const std::vector<double>& features) const;
  [[nodiscard]] space::Candidate model_candidate(Stream& stream);
  [[nodiscard]] space::Candidate drawn_from(const Density& density, Stream& stream) const;

  const space::SearchSpace& space_;
  std::uint64_t seed_;
  Proposed proposed_;
  Observations observations_;
  std::vector<double> levels_;  // of each feature, 0 for reals
  std::vector<bool>
      is_conditional_;  // ordered features after one that says whether they are active
};

}  // namespace kirchhoff::search
